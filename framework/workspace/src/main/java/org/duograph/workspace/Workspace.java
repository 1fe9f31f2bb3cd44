package org.duograph.workspace;

import java.io.PrintStream;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobCodec;
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
 * at a time may use a workspace; closing it frees the memory of its tensors and nets.
 */
public final class Workspace implements AutoCloseable {
    private final Placement placement;
    private final long seed;
    private final Nets nets = new Nets();
    private final Blobs blobs = new Blobs(nets::whyMissing);
    private final Map<String, HostOperator> hostOperators =
            new LinkedHashMap<>(HostOperators.all());
    private Path rootFolder = Path.of("");
    private PrintStream output = System.out;

    /** A workspace on the best backend that is available, with seed 0. */
    public Workspace() {
        this("", 0);
    }

    /**
     * A workspace.
     *
     * @param backend the backend's name, such as {@code onednn}; empty for the best available
     * @param seed the seed of random operators that have none of their own
     * @throws IllegalArgumentException if the backend is not available; the message says why
     */
    public Workspace(String backend, long seed) {
        this.placement =
                backend.isEmpty() ? Placement.ofBest() : Placement.of(Backends.open(backend));
        this.seed = seed;
    }

    /** Gives blob {@code name} a tensor; the array is copied. */
    public void feedBlob(String name, NDArray tensor) {
        blobs.feed(name, tensor);
    }

    /** Gives blob {@code name} a float32 tensor: a copy of what remains in {@code numbers}. */
    public void feedBlob(String name, Shape shape, FloatBuffer numbers) {
        blobs.feed(name, shape, numbers);
    }

    /** Gives blob {@code name} a text. */
    public void feedBlob(String name, String text) {
        blobs.feedObject(name, text);
    }

    /** Gives blob {@code name} texts, as many operators read them. */
    public void feedBlob(String name, List<String> texts) {
        blobs.feedObject(name, List.copyOf(texts));
    }

    /**
     * Gives blob {@code name} an object that is no tensor: a reader, a counter. One that can be
     * closed is closed when the blob gets something else.
     */
    public void feedObject(String name, Object object) {
        blobs.feedObject(name, object);
    }

    /** Creates an empty blob, to be filled later, unless there is a blob of that name. */
    public void createBlob(String name) {
        blobs.create(name);
    }

    /**
     * A copy of the tensor in blob {@code name}.
     *
     * @throws NoSuchElementException if there is no such blob (the nearest name is suggested)
     * @throws ClassCastException if the blob holds no tensor; the message says what it holds
     */
    public NDArray fetchBlob(String name) {
        return blobs.fetch(name);
    }

    /** Copies the tensor in blob {@code name} into an array of its type. */
    public void fetchBlob(String name, NDArray into) {
        blobs.fetch(name, into);
    }

    /** Copies of several tensors, in the order of the names. */
    public List<NDArray> fetchBlobs(List<String> names) {
        return names.stream().map(this::fetchBlob).toList();
    }

    /**
     * The object in blob {@code name}.
     *
     * @throws NoSuchElementException if there is no such blob
     * @throws ClassCastException if the blob holds something else; the message says what
     */
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

    /** Runs operators one after the other. */
    public void runOperatorsOnce(List<OperatorDef> ops) {
        ops.forEach(this::runOperatorOnce);
    }

    /** Creates a net, runs it once and forgets it; its blobs stay. */
    public void runNetOnce(NetDef net) {
        try (NetRunner runner = new NetRunner(this, net)) {
            runner.run();
        }
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

    /** Creates a net; if {@code overwrite}, in place of an earlier one of the same name. */
    public void createNet(NetDef net, boolean overwrite) {
        createNet(net, overwrite, List.of());
    }

    /**
     * Creates a net that reads {@code inputs}, which may be filled after: each is created empty if
     * there is no such blob.
     */
    public void createNet(NetDef net, boolean overwrite, List<String> inputs) {
        inputs.forEach(blobs::create);
        nets.create(this, net, overwrite);
    }

    /** Runs a created net once. */
    public void runNet(String name) {
        runner(name).run();
    }

    /** Runs a created net {@code times} times. */
    public void runNet(String name, int times) {
        NetRunner runner = runner(name);
        for (int i = 0; i < times; i++) {
            runner.run();
        }
    }

    /**
     * Runs a created net {@code times} times.
     *
     * @param allowFail whether a failure is only printed to {@link #output}
     * @return whether all runs succeeded
     * @throws NoSuchElementException if there is no such net, whatever {@code allowFail} says
     */
    public boolean runNet(String name, int times, boolean allowFail) {
        runner(name);
        try {
            runNet(name, times);
            return true;
        } catch (RuntimeException e) {
            if (!allowFail) {
                throw e;
            }
            output.println("Net \"%s\" failed: %s".formatted(name, e.getMessage()));
            return false;
        }
    }

    /**
     * Lets a created net draw random numbers as if it had run {@code runs} times: after loading a
     * checkpoint, training goes on as it would have.
     */
    public void setRuns(String name, long runs) {
        runner(name).setRuns(runs);
    }

    NetRunner runner(String name) {
        return nets.get(name);
    }

    /** The names of the created nets. */
    public Set<String> nets() {
        return nets.names();
    }

    /** The message of a created net. */
    public NetDef net(String name) {
        return runner(name).net();
    }

    /** Forgets a created net; its blobs stay. */
    public void deleteNet(String name) {
        nets.delete(name);
    }

    /**
     * The plans of a created net for its blobs as they are now, one per stretch of graph operators.
     */
    public List<Plan> plans(String net) {
        return runner(net).plans();
    }

    /** Runs the steps of a plan: which nets, how often, until when. */
    public void runPlan(PlanDef plan) {
        PlanRunner.run(this, plan);
    }

    /** What can be learnt of nets without, or beside, running them. */
    public Inspection inspect() {
        return new Inspection(this);
    }

    /** The type of a blob's tensor, or null if there is none. */
    public ArrayType type(String blob) {
        return hasTensor(blob) ? blobs.state().type(blob) : null;
    }

    /**
     * A blob as the bytes of a BlobProto, as Save writes it: a tensor, a text, or texts.
     *
     * @throws IllegalArgumentException if it holds something else, such as a reader
     */
    public byte[] serializeBlob(String name) {
        return BlobCodec.toProto(name, blobs.fetchAny(name)).toByteArray();
    }

    /**
     * Gives blob {@code name} what {@link #serializeBlob} made bytes of.
     *
     * @throws IllegalArgumentException if the bytes are no BlobProto, or a damaged one
     */
    public void deserializeBlob(String name, byte[] bytes) {
        feedAny(name, BlobCodec.toObject(name, bytes));
    }

    /** Gives a blob a tensor or another object. */
    void feedAny(String name, Object content) {
        if (content instanceof NDArray tensor) {
            feedBlob(name, tensor);
        } else {
            feedObject(name, content);
        }
    }

    /** The tensor (a copy) or the object in a blob. */
    Object fetchAny(String name) {
        return blobs.fetchAny(name);
    }

    /** Compiles and plans operators {@code from} to {@code to - 1} of a net. */
    Plan plan(NetDef net, int from, int to, Predicate<String> keep, KnownNumbers known) {
        Graph imported = inspect().importGraph(net, from, to, keep, known);
        Graph graph = Compiler.compile(imported, placement.target());
        return Plan.prepare(graph, placement, blobs.state(), new Plan.Options(seed, false));
    }

    /** Lets nets of this workspace use Java code as operator {@code type}. */
    public void register(String type, HostOperator operator) {
        hostOperators.put(type, operator);
    }

    /** The host operator of that type, or null. */
    HostOperator hostOperator(String type) {
        return hostOperators.get(type);
    }

    /** The types of all operators that nets of this workspace may use. */
    public Set<String> registeredOperators() {
        Set<String> types = HostOperators.allTypes();
        types.addAll(hostOperators.keySet());
        return types;
    }

    /** The types of databases that CreateDB, Load and Save know. */
    public List<String> registeredDatabases() {
        return List.of("minidb");
    }

    /** Where operators that write files put them; the current folder at first. */
    public Path rootFolder() {
        return rootFolder;
    }

    /** Sets the folder for files. */
    public void setRootFolder(Path folder) {
        this.rootFolder = folder;
    }

    /** Where Print and Summarize write; the terminal at first. */
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

    /** Bytes of all tensors' memory. */
    public long tensorBytes() {
        return blobs.state().bytes();
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

    @Override
    public void close() {
        resetWorkspace();
        placement.close();
    }
}
