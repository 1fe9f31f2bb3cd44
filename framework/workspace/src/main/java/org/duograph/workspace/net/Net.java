package org.duograph.workspace.net;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.graph.Suggestion;
import org.duograph.messages.MessageFiles;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.GivenTensors;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.Argument;
import org.duograph.workspace.proto.DeviceOption;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net that is being written: a list of operators over named blobs. Caffe2 calls it {@code
 * core.Net}.
 *
 * <pre>{@code
 * Net net = new Net("my_first_net");
 * String x = net.op("GaussianFill", "X", arg("shape", List.of(2, 3)), arg("std", 1f));
 * String w = net.op("GaussianFill", "W", arg("shape", List.of(5, 3)), arg("std", 1f));
 * String b = net.op("ConstantFill", "b", arg("shape", List.of(5)), arg("value", 1f));
 * String y = net.op("FC", List.of(x, w, b), "Y");
 * workspace.runNetOnce(net.proto());
 * workspace.fetchBlob("Y");
 * }</pre>
 *
 * <p>A blob is its name: {@code op} returns the name of what it writes, to be handed to the next.
 * Inside a {@link Scopes#name name scope} what is written gets the scope's prefix. What is read is
 * the blob of that very name if this net knows one, else the one in the scope; what nobody wrote
 * before becomes an external input by itself.
 *
 * <p>A net runs nothing and checks no types; creating it in a workspace does. Not for several
 * threads at once.
 */
public final class Net {
    private final NetDef.Builder proto;
    private final Set<String> inputs = new LinkedHashSet<>();
    private final Set<String> written = new LinkedHashSet<>();
    private final Set<String> ofRows = new LinkedHashSet<>();
    private int nextBlob;

    /** An empty net of that name, or of {@code name_1}, ... if there is such a net already. */
    public Net(String name) {
        this(NetDef.newBuilder().setName(Scopes.prefix() + name).build());
    }

    /**
     * A net that starts as a copy of a message. Its name becomes {@code name_1}, ... if there is
     * such a net already; to run a message as it is, hand it to the workspace without a Net.
     */
    public Net(NetDef start) {
        proto = start.toBuilder().setName(NetNames.take(start.getName()));
        inputs.addAll(start.getExternalInputList());
        for (OperatorDef op : start.getOpList()) {
            written.addAll(op.getOutputList());
        }
    }

    /**
     * Lets all names be used again, those of nets that still are there as well. Names are unique in
     * the whole program, not per workspace: a program that writes the same nets again and again, or
     * a test that compares names, starts with this. Who only needs a net's name asks {@link #name}.
     */
    public static void releaseNames() {
        NetNames.release();
    }

    /** The net's name. */
    public String name() {
        return proto.getName();
    }

    /** The net's message as it is now. */
    public NetDef proto() {
        return proto.build();
    }

    /** Appends an operator as it is: no prefix is added; an open device scope counts. */
    public void add(OperatorDef op) {
        insert(proto.getOpCount(), op);
    }

    /** Puts an operator before another one, as {@link #add} appends it. */
    public void insert(int at, OperatorDef op) {
        DeviceOption device = Scopes.device();
        boolean takesScope = device != null && !op.hasDeviceOption();
        insertAsIs(at, takesScope ? op.toBuilder().setDeviceOption(device).build() : op);
    }

    private void insertAsIs(int at, OperatorDef op) {
        for (String input : op.getInputList()) {
            if (!blobIsDefined(input)) {
                declareInput(input);
            }
        }
        proto.addOp(at, op);
        written.addAll(op.getOutputList());
    }

    /** Appends operators as they are. */
    public void addAll(List<OperatorDef> ops) {
        ops.forEach(this::add);
    }

    /** Appends an operator that reads and writes several blobs; returns those it writes. */
    public List<String> op(
            String type, List<String> inputs, List<String> outputs, Argument... args) {
        List<String> in = inputs.stream().map(this::resolve).toList();
        List<String> out =
                outputs.stream().map(name -> in.contains(name) ? name : target(name)).toList();
        // Caffe2 writes the empty name as well.
        add(Ops.operator(type, in, out, args).toBuilder().setName("").build());
        return out;
    }

    /** Appends an operator with one output; returns its name. */
    public String op(String type, List<String> inputs, String output, Argument... args) {
        return op(type, inputs, List.of(output), args).get(0);
    }

    /** Appends an operator with one input and one output; returns the output's name. */
    public String op(String type, String input, String output, Argument... args) {
        return op(type, List.of(input), output, args);
    }

    /** Appends an operator without inputs, such as a fill; returns the output's name. */
    public String op(String type, String output, Argument... args) {
        return op(type, List.of(), output, args);
    }

    /**
     * Appends an operator that fills a blob with these numbers, or several where no operator does
     * that alone; returns the blob's name.
     */
    public String constant(String name, NDArray numbers) {
        String blob = target(name);
        for (OperatorDef op : GivenTensors.operators(blob, numbers)) {
            add(op.toBuilder().setName("").build()); // Caffe2 writes the empty name as well
        }
        return blob;
    }

    /** Sets which implementation the operator that was appended last prefers. */
    public Net setEngineOfLast(String engine) {
        proto.getOpBuilder(proto.getOpCount() - 1).setEngine(engine);
        return this;
    }

    /** Lets the net have other operators, which know the same external inputs. */
    public Net replaceOperators(List<OperatorDef> operators) {
        proto.clearOp();
        written.clear();
        addAll(operators);
        return this;
    }

    private String resolve(String name) {
        return blobIsDefined(name) ? name : Scopes.scoped(name);
    }

    /** A plain name belongs to the scope; a full one that is known is meant as it stands. */
    private String target(String name) {
        return name.contains("/") && blobIsDefined(name) ? name : Scopes.scoped(name);
    }

    /** Declares blobs that have to exist before the net runs. */
    public Net addExternalInput(String... names) {
        for (String name : names) {
            if (blobIsDefined(name)) {
                throw new IllegalArgumentException(
                        "Net \"%s\" has a blob \"%s\" already; it can't become an external input"
                                .formatted(name(), name));
            }
            declareInput(name);
        }
        return this;
    }

    private void declareInput(String name) {
        proto.addExternalInput(name);
        inputs.add(name);
    }

    /** Declares blobs that are read after the net ran; memory of the others may be shared. */
    public Net addExternalOutput(String... names) {
        for (String name : names) {
            if (!blobIsDefined(name)) {
                throw new IllegalArgumentException(
                        "Net \"%s\" has no blob \"%s\"%s; it can't become an external output"
                                .formatted(name(), name, suggestion(name)));
            }
            if (!proto.getExternalOutputList().contains(name)) {
                proto.addExternalOutput(name);
            }
        }
        return this;
    }

    private String suggestion(String name) {
        Set<String> all = new LinkedHashSet<>(written);
        all.addAll(inputs);
        return Suggestion.among(name, all).replace("?", "");
    }

    /** Whether an operator writes the blob, or it is an external input. */
    public boolean blobIsDefined(String name) {
        return inputs.contains(name) || written.contains(name);
    }

    /** Whether an operator reads the blob. */
    public boolean usesBlob(String name) {
        return proto.getOpList().stream().anyMatch(op -> op.getInputList().contains(name));
    }

    /** The external inputs. */
    public List<String> externalInputs() {
        return List.copyOf(proto.getExternalInputList());
    }

    /** The external outputs. */
    public List<String> externalOutputs() {
        return List.copyOf(proto.getExternalOutputList());
    }

    /** A name for a blob that you do not care to name: {@code <net>_blob_0}, {@code _1}, ... */
    public String nextName() {
        String name;
        do {
            name = name() + "_blob_" + nextBlob++;
        } while (blobIsDefined(name));
        return name;
    }

    /** A name in the open name scope that no blob of this net has: {@code <prefix>_auto_0}, ... */
    public String nextBlob(String prefix) {
        for (int i = 0; ; i++) {
            String name = Scopes.scoped(prefix + "_auto_" + i);
            if (!blobIsDefined(name)) {
                return name;
            }
        }
    }

    /** A copy of this net under another name. */
    public Net copy(String name) {
        return new Net(proto().toBuilder().setName(name).build());
    }

    /** A copy of this net in which blobs have other names: those of {@code renames}. */
    public Net copy(String name, Map<String, String> renames) {
        NetDef.Builder copy = proto().toBuilder().setName(name);
        copy.clearExternalInput().addAllExternalInput(renamed(externalInputs(), renames));
        copy.clearExternalOutput().addAllExternalOutput(renamed(externalOutputs(), renames));
        copy.getOpBuilderList().forEach(op -> rename(op, renames));
        return new Net(copy.build());
    }

    /** The nets in an If or While run on the same blobs; a Do has names of its own. */
    private static void rename(OperatorDef.Builder op, Map<String, String> renames) {
        if (!op.getType().equals("Do")) {
            ControlOperators.nets(op.build())
                    .forEach(
                            (argument, net) -> {
                                NetDef.Builder inner = net.toBuilder();
                                inner.getOpBuilderList().forEach(o -> rename(o, renames));
                                ControlOperators.setNet(op, argument, inner.build());
                            });
        }
        List<String> in = renamed(op.getInputList(), renames);
        List<String> out = renamed(op.getOutputList(), renames);
        op.clearInput().addAllInput(in).clearOutput().addAllOutput(out);
    }

    private static List<String> renamed(List<String> names, Map<String, String> renames) {
        return names.stream().map(name -> renames.getOrDefault(name, name)).toList();
    }

    /** Appends all operators of another net, with its external inputs and outputs. */
    public Net appendNet(Net other) {
        if (other == this) {
            throw new IllegalArgumentException(
                    "Net \"" + name() + "\" can't be appended to itself");
        }
        for (String input : other.externalInputs()) {
            if (!blobIsDefined(input)) {
                declareInput(input);
            }
        }
        addAll(other.proto.getOpList());
        return addExternalOutput(other.externalOutputs().toArray(String[]::new));
    }

    /** Gives operator {@code i} the random seed {@code seed + i}, so that runs can be repeated. */
    public Net setRandSeed(int seed) {
        for (int i = 0; i < proto.getOpCount(); i++) {
            proto.getOpBuilder(i).getDeviceOptionBuilder().setRandomSeed(seed + i);
        }
        return this;
    }

    /** Sets the device of all operators that name none. */
    public Net runAllOn(DeviceOption device) {
        proto.setDeviceOption(device);
        return this;
    }

    /** Lets all operators that name no device run on a GPU; the first has number 0. */
    public Net runAllOnGpu(int gpu) {
        return runAllOn(Devices.cuda(gpu));
    }

    /**
     * Lets all operators that name no device run on a GPU.
     *
     * @param useCudnn whether the operators that are there already ask for the engine CUDNN, as
     *     Caffe2's files do; a GPU's kernels are the same without
     */
    public Net runAllOnGpu(int gpu, boolean useCudnn) {
        if (useCudnn) {
            proto.getOpBuilderList().forEach(op -> op.setEngine("CUDNN"));
        }
        return runAllOnGpu(gpu);
    }

    /** Sets how the net is scheduled: {@code simple}, {@code dag}, ... */
    public Net setType(String type) {
        proto.setType(type);
        return this;
    }

    /**
     * Appends the operators that compute gradients of these blobs, starting from ones.
     *
     * @return for every blob that has a gradient, the gradient's name
     * @throws IllegalArgumentException if a gradient is needed that does not exist
     */
    public Map<String, String> addGradientOperators(String... losses) {
        Map<String, String> starts = new LinkedHashMap<>();
        Arrays.asList(losses).forEach(loss -> starts.put(loss, null));
        return addGradientOperators(starts);
    }

    /**
     * Appends the operators that compute gradients, starting from given ones.
     *
     * @param starts for each blob to start from the blob with its gradient, or null for ones
     * @return for every blob that has a gradient, the gradient's name
     * @throws IllegalArgumentException if a gradient is needed that does not exist; the message
     *     names the operator
     */
    public Map<String, String> addGradientOperators(Map<String, String> starts) {
        return addGradientOperators(starts, blob -> null);
    }

    /**
     * The same where shapes are known: the gradient of an operand that Add, Sub or Mul stretch as
     * NumPy does is summed to the operand's shape. Without shapes what is stretched has to say so
     * by {@code broadcast = 1}.
     *
     * @param shapes the shape of a blob, or null where it is not known
     */
    public Map<String, String> addGradientOperators(
            Map<String, String> starts, Function<String, Shape> shapes) {
        for (String start : starts.keySet()) {
            if (!blobIsDefined(start)) {
                throw new IllegalArgumentException(
                        "Net \"%s\" has no blob \"%s\"%s; gradients can't start from it"
                                .formatted(name(), start, suggestion(start)));
            }
        }
        BackwardPass pass = new BackwardPass(name(), new ArrayList<>(proto.getOpList()), shapes);
        Map<String, String> gradients = pass.from(starts);
        pass.operators().forEach(op -> insertAsIs(proto.getOpCount(), op));
        ofRows.addAll(pass.ofRows());
        return gradients;
    }

    /**
     * The blobs of a gradient that is of some rows only, because its blob is a table in which rows
     * were looked up (Gather); null where it is a blob like others.
     */
    public GradientOfRows ofRows(String gradient) {
        return ofRows.contains(gradient) ? new GradientOfRows(gradient) : null;
    }

    /** The net's message as text. */
    @Override
    public String toString() {
        return MessageFiles.toText(proto());
    }
}
