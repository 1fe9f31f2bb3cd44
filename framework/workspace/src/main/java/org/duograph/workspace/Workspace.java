package org.duograph.workspace;

import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.duograph.backend.Arrival;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.host.Surroundings;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;
import org.duograph.workspace.proto.PlanDef;

/**
 * Blobs by name, and the nets that run on them.
 *
 * <p>A blob is a tensor or any other object, such as a database reader. There is nothing to
 * initialise: a new workspace is ready, and empty. The verbs are Caffe2's.
 *
 * <pre>{@code
 * try (Workspace workspace = new Workspace()) {
 *     workspace.feedBlob("X", NDArray.vector(-1, 0, 2));
 *     workspace.runOperatorOnce(Ops.operator("Relu", List.of("X"), List.of("Y")));
 *     workspace.fetchBlob("Y"); // float32 3 [0.0, 0.0, 2.0]
 * }
 * }</pre>
 *
 * <p>Feeding and fetching copy. Feeding a tensor of the type that the blob has, running a net on
 * blobs of the types that it ran on before, and fetching into an array allocate nothing. One thread
 * at a time may use a workspace; threads that share tensors have one each over a frozen one.
 * Closing it frees the memory of its tensors and nets.
 */
public final class Workspace implements Surroundings, AutoCloseable {
    private final Workspace parent;
    private final Placement placement;
    private final Blobs blobs;
    private final Nets nets;
    private Path rootFolder = Path.of("");
    private PrintStream output = System.out;

    /** A workspace on the best backend that is available, with seed 0. */
    public Workspace() {
        this("", 0);
    }

    /**
     * A workspace.
     *
     * @param backend which is preferred, such as {@code onednn} or {@code cuda:1,memory=4GiB};
     *     empty for the best available, also taken in place of a GPU that can't be used
     * @param seed the seed of random operators that have none of their own
     * @throws IllegalArgumentException if the backend is not available; the message says why
     */
    public Workspace(String backend, long seed) {
        this(null, Placement.of(backend), new State(), seed);
    }

    /**
     * A workspace over another: it has that one's tensors as well, its backends, seed and host
     * operators, and blobs and nets of its own. A tensor that it writes stays where it lives,
     * unless the other is frozen: then it gets one of that name for itself.
     *
     * @param parent to be closed after this one
     */
    public Workspace(Workspace parent) {
        this(
                parent,
                parent.placement,
                new State(parent.blobs.state()),
                parent.nets.planner().seed());
        nets.likeThoseOf(parent.nets);
        rootFolder = parent.rootFolder;
        output = parent.output;
    }

    private Workspace(Workspace parent, Placement placement, State state, long seed) {
        this.parent = parent;
        this.placement = placement;
        this.blobs = new Blobs(state, this::whyMissing);
        this.nets = new Nets(blobs, new NetPlanner(placement, state, seed, HostOperators.of(this)));
    }

    /**
     * Lets threads share the tensors, which from now on can't be written: each with a {@link
     * #Workspace(Workspace) workspace of its own} over this one.
     */
    public void freeze() {
        blobs.state().freeze();
    }

    private Optional<String> whyMissing(String blob) {
        return nets.whyMissing(blob);
    }

    @Override
    public void feedBlob(String name, NDArray tensor) {
        blobs.feed(name, tensor);
    }

    /** Gives blob {@code name} a float32 tensor: a copy of what remains in {@code numbers}. */
    public void feedBlob(String name, Shape shape, FloatBuffer numbers) {
        blobs.feed(name, shape, numbers);
    }

    /** Gives blob {@code name} a text: a string of C++, no tensor. */
    public void feedBlob(String name, String text) {
        blobs.feedObject(name, text);
    }

    /** Gives blob {@code name} a string tensor of one dimension, with these texts. */
    public void feedBlob(String name, List<String> texts) {
        feedBlob(name, NDArray.ofTexts(Shape.of(texts.size()), texts.toArray(String[]::new)));
    }

    @Override
    public void feedObject(String name, Object object) {
        blobs.feedObject(name, object);
    }

    /** Creates an empty blob, to be filled later, unless there is a blob of that name. */
    public void createBlob(String name) {
        blobs.create(name);
    }

    @Override
    public NDArray fetchBlob(String name) {
        return blobs.fetch(name);
    }

    /** A copy of the tensor as it is now; one from a GPU may still be on its way. */
    public Arrival<NDArray> fetchBlobLater(String name) {
        return blobs.fetchLater(name);
    }

    /** Copies the tensor in blob {@code name} into an array of its type. */
    public void fetchBlob(String name, NDArray into) {
        blobs.fetch(name, into);
    }

    @Override
    public <T> T fetchObject(String name, Class<T> type) {
        return blobs.fetch(name, type);
    }

    /**
     * A view of the tensors by blob: {@code tensors().put("x", array)} feeds, {@code get} fetches
     * (null where there is no tensor), and so on. Caffe2 calls it {@code workspace.blobs}.
     */
    public Map<String, NDArray> tensors() {
        return blobs.tensors();
    }

    /** What a blob holds: a tensor's type, such as {@code float32 2x3}, or a class name. */
    public String blobType(String name) {
        return blobs.type(name);
    }

    /** Whether there is a blob of that name. */
    public boolean hasBlob(String name) {
        return blobs.has(name);
    }

    /** Whether there is a blob of that name and it holds a tensor. */
    public boolean hasTensor(String name) {
        return blobs.state().has(name);
    }

    /** The names of all blobs. */
    public Set<String> blobs() {
        return blobs.names();
    }

    /** Forgets a blob. */
    public void removeBlob(String name) {
        blobs.remove(name);
    }

    /** Runs one operator. */
    public void runOperatorOnce(OperatorDef op) {
        runNetOnce(NetDef.newBuilder().setName(op.getType()).addOp(op).build());
    }

    /** Creates a net, runs it once and forgets it; its blobs stay. */
    public void runNetOnce(NetDef net) {
        try (NetRunner runner = nets.ready(net)) {
            runner.run();
        }
    }

    /** {@link #runNetOnce(NetDef)} of a net as it is written now. */
    public void runNetOnce(Net net) {
        runNetOnce(net.proto());
    }

    /**
     * Creates a net, to be run many times by {@link #runNet}.
     *
     * @throws IllegalArgumentException if there is a net of that name already, or the net is wrong:
     *     the message names net, operator and blob
     */
    public void createNet(NetDef net) {
        createNet(net, false);
    }

    /** {@link #createNet(NetDef)} of a net as it is written now. */
    public void createNet(Net net) {
        createNet(net.proto());
    }

    /** {@link #createNet(NetDef)} of a model's net; its inputs may be fed after. */
    public void createNet(ModelHelper model) {
        createNet(model.net());
    }

    /** Creates a net; if {@code overwrite}, in place of an earlier one of the same name. */
    public void createNet(NetDef net, boolean overwrite) {
        createNet(net, overwrite, List.of());
    }

    /** Creates a net that reads {@code inputs}; where there are no such blobs, makes empty ones. */
    public void createNet(NetDef net, boolean overwrite, List<String> inputs) {
        inputs.forEach(blobs::create);
        nets.create(net, overwrite);
    }

    /**
     * Plans a created net for blobs of the given types, such as batches of a size that is going to
     * come: the first run with them then only runs.
     *
     * @throws IllegalArgumentException if a blob is missing or shapes do not fit
     */
    public void prepareNet(String name, Map<String, ArrayType> types) {
        Map<String, ArrayType> all = inspect().inferShapesAndTypes(List.of(net(name)), types);
        nets.get(name).prepareFor(all);
    }

    /**
     * Lets nets that are created from now on keep as many plans (4 if nothing is said), one for
     * each combination of types that they read, and drop the one used least recently.
     */
    public void keepPlans(int most) {
        nets.keepPlans(most);
    }

    /** Runs a created net once. */
    public void runNet(String name) {
        nets.get(name).run();
    }

    /** Runs a created net {@code times} times. */
    public void runNet(String name, int times) {
        nets.run(name, times);
    }

    /**
     * Runs a created net {@code times} times.
     *
     * @param allowFail whether a failure is only printed to {@link #output}
     * @return whether all runs succeeded
     * @throws NoSuchElementException if there is no such net, whatever {@code allowFail} says
     */
    public boolean runNet(String name, int times, boolean allowFail) {
        return nets.run(name, times, allowFail ? output : null);
    }

    /** Lets a created net draw random numbers as if it had run {@code runs} times already. */
    public void setRuns(String name, long runs) {
        nets.get(name).setRuns(runs);
    }

    /** The names of the created nets. */
    public Set<String> nets() {
        return nets.names();
    }

    /** The message of a created net. */
    public NetDef net(String name) {
        return nets.get(name).net();
    }

    /** Forgets a created net; its blobs stay. */
    public void deleteNet(String name) {
        nets.delete(name);
    }

    /** The plans of a created net for its blobs as they are now: one for each of its sections. */
    public List<Plan> plans(String net) {
        return nets.get(net).plans();
    }

    /** Runs the steps of a plan: which nets, how often, until when. */
    public void runPlan(PlanDef plan) {
        PlanRunner.run(nets, plan);
    }

    /** What can be learnt of nets without, or beside, running them. */
    public Inspection inspect() {
        return new Inspection(nets);
    }

    /** The type of a blob's tensor, or null if there is none. */
    public ArrayType type(String blob) {
        return hasTensor(blob) ? blobs.state().type(blob) : null;
    }

    /**
     * A blob as the bytes of a BlobProto, as Save writes it: a tensor, also an int8 one, or a text.
     *
     * @throws IllegalArgumentException if it holds something else, such as a reader
     */
    public byte[] serializeBlob(String name) {
        return Int8Blobs.toBytes(blobs, name);
    }

    /**
     * Gives blob {@code name} what {@link #serializeBlob} made bytes of.
     *
     * @throws IllegalArgumentException if the bytes are no BlobProto, or a damaged one
     */
    public void deserializeBlob(String name, byte[] bytes) {
        Int8Blobs.feed(blobs, name, bytes);
    }

    /** Lets plans use Java code that does not say what types it gives: a net is cut before it. */
    public void register(String type, HostOperator operator) {
        nets.register(type, operator);
    }

    /** Lets plans that are made from now on use Java code that says what types it gives. */
    public void register(String type, HostOperator operator, HostOperator.Types types) {
        nets.register(type, operator.withTypes(types));
    }

    @Override
    public Path rootFolder() {
        return rootFolder;
    }

    /** Sets the folder for files. */
    public void setRootFolder(Path folder) {
        this.rootFolder = folder;
    }

    @Override
    public PrintStream output() {
        return output;
    }

    /** Sets where Print and Summarize write. */
    public void setOutput(PrintStream stream) {
        this.output = stream;
    }

    /** The backends that nets run on, the preferred one first. */
    public Placement placement() {
        return placement;
    }

    /** Forgets all blobs and nets. */
    public void resetWorkspace() {
        nets.close();
        blobs.close();
    }

    /** Forgets all blobs and nets, and sets the folder for files. */
    public void resetWorkspace(Path folder) {
        resetWorkspace();
        setRootFolder(folder);
    }

    /** Its blobs, a line for each with what it holds, and its nets. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        blobs().forEach(blob -> text.append(blob).append(": ").append(blobType(blob)).append('\n'));
        return text.append("nets: ").append(nets()).toString();
    }

    @Override
    public void close() {
        resetWorkspace();
        if (parent == null) {
            placement.close();
        }
    }
}
