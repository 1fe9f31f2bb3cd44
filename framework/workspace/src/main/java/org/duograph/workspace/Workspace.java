package org.duograph.workspace;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Predicate;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Suggestion;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.io.TensorCodec;
import org.duograph.workspace.proto.BlobProto;
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
 * <p>Feeding and fetching copy. One thread at a time may use a workspace; closing it frees the
 * memory of its tensors and nets.
 */
public final class Workspace implements AutoCloseable {
    private final Placement placement;
    private final long seed;
    private final State state = new State();
    private final Map<String, Object> objects = new LinkedHashMap<>();
    private final Map<String, NetRunner> nets = new LinkedHashMap<>();
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
        this.placement = Placement.of(Backends.open(backend));
        this.seed = seed;
    }

    /** Gives blob {@code name} a tensor; the array is copied. */
    public void feedBlob(String name, NDArray tensor) {
        objects.remove(name);
        state.feed(name, tensor);
    }

    /** Gives blob {@code name} an object that is no tensor: strings, a reader, a counter. */
    public void feedObject(String name, Object object) {
        state.remove(name);
        objects.put(name, object);
    }

    /**
     * A copy of the tensor in blob {@code name}.
     *
     * @throws NoSuchElementException if there is no such blob (the nearest name is suggested)
     * @throws ClassCastException if the blob holds no tensor; the message says what it holds
     */
    public NDArray fetchBlob(String name) {
        if (objects.containsKey(name)) {
            throw new ClassCastException(
                    "Blob \"%s\" holds a %s, not a tensor".formatted(name, blobType(name)));
        }
        requireBlob(name);
        return state.fetch(name);
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
        requireBlob(name);
        Object object = objects.containsKey(name) ? objects.get(name) : state.fetch(name);
        if (!type.isInstance(object)) {
            throw new ClassCastException(
                    "Blob \"%s\" holds a %s, not a %s"
                            .formatted(name, blobType(name), type.getSimpleName()));
        }
        return type.cast(object);
    }

    private void requireBlob(String name) {
        if (!hasBlob(name)) {
            throw new NoSuchElementException(
                    "There is no blob \""
                            + name
                            + "\""
                            + Suggestion.among(name, blobs())
                            + "; there are "
                            + (blobs().isEmpty() ? "none" : Suggestion.list(blobs())));
        }
    }

    /** What a blob holds: a tensor's type, such as {@code float32 2x3}, or a class name. */
    public String blobType(String name) {
        requireBlob(name);
        Object object = objects.get(name);
        return object == null ? state.type(name).toString() : object.getClass().getSimpleName();
    }

    /** Whether there is a blob of that name. */
    public boolean hasBlob(String name) {
        return state.has(name) || objects.containsKey(name);
    }

    /** Whether there is a blob of that name and it holds a tensor. */
    public boolean hasTensor(String name) {
        return state.has(name);
    }

    /** The names of all blobs. */
    public Set<String> blobs() {
        Set<String> names = new LinkedHashSet<>(state.names());
        names.addAll(objects.keySet());
        return Collections.unmodifiableSet(names);
    }

    /** Forgets a blob. */
    public void removeBlob(String name) {
        state.remove(name);
        objects.remove(name);
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
        String name = net.getName();
        if (nets.containsKey(name) && !overwrite) {
            throw new IllegalArgumentException(
                    "There is a net \"%s\" already; delete it first, or create it with overwrite"
                            .formatted(name));
        }
        NetRunner runner = new NetRunner(this, net);
        deleteNet(name);
        nets.put(name, runner);
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
     * Lets a created net draw random numbers as if it had run {@code runs} times: after loading a
     * checkpoint, training goes on as it would have.
     */
    public void setRuns(String name, long runs) {
        runner(name).setRuns(runs);
    }

    NetRunner runner(String name) {
        NetRunner runner = nets.get(name);
        if (runner == null) {
            throw new NoSuchElementException(
                    "There is no net \""
                            + name
                            + "\""
                            + Suggestion.among(name, nets.keySet())
                            + "; there are "
                            + nets.keySet());
        }
        return runner;
    }

    /** The names of the created nets. */
    public Set<String> nets() {
        return Collections.unmodifiableSet(nets.keySet());
    }

    /** The message of a created net. */
    public NetDef net(String name) {
        return runner(name).net();
    }

    /** Forgets a created net; its blobs stay. */
    public void deleteNet(String name) {
        NetRunner runner = nets.remove(name);
        if (runner != null) {
            runner.close();
        }
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
    ArrayType type(String blob) {
        return state.has(blob) ? state.type(blob) : null;
    }

    /** A blob as the bytes of a BlobProto, as Save writes it. */
    public byte[] serializeBlob(String name) {
        return BlobProto.newBuilder()
                .setName(name)
                .setType("Tensor")
                .setTensor(TensorCodec.toProto(fetchBlob(name)).toBuilder().setName(name))
                .build()
                .toByteArray();
    }

    /**
     * Gives blob {@code name} what {@link #serializeBlob} made bytes of.
     *
     * @throws IllegalArgumentException if the bytes are no BlobProto with a tensor
     */
    public void deserializeBlob(String name, byte[] bytes) {
        try {
            BlobProto blob = BlobProto.parseFrom(bytes);
            if (!blob.hasTensor()) {
                throw new IllegalArgumentException(
                        "Blob \"%s\" of type \"%s\" holds no tensor"
                                .formatted(blob.getName(), blob.getType()));
            }
            feedBlob(name, TensorCodec.toArray(blob.getTensor()));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(
                    "The bytes for blob \"" + name + "\" are no BlobProto: " + e.getMessage(), e);
        }
    }

    /** Compiles and plans operators {@code from} to {@code to - 1} of a net. */
    Plan plan(NetDef net, int from, int to, Predicate<String> keep) {
        Graph graph = Compiler.compile(inspect().importGraph(net, from, to, keep));
        return Plan.prepare(graph, placement, state, new Plan.Options(seed, false));
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
    public List<String> registeredOperators() {
        List<String> types = new ArrayList<>();
        OpCatalog.all().forEach(op -> types.add(op.type()));
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
        return state.bytes();
    }

    /** Forgets all blobs and nets. */
    public void resetWorkspace() {
        nets.values().forEach(NetRunner::close);
        nets.clear();
        state.close();
        for (Object object : objects.values()) {
            closeQuietly(object);
        }
        objects.clear();
    }

    private static void closeQuietly(Object object) {
        if (object instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("A blob's object can't be closed: " + e, e);
            }
        }
    }

    @Override
    public void close() {
        resetWorkspace();
        placement.close();
    }
}
