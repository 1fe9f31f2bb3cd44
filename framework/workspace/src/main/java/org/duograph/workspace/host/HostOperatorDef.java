package org.duograph.workspace.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Operand;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Everything known about one host operator that every workspace has, as {@link
 * org.duograph.graph.OpDef} is for an operator of a graph. Pages and the command line walk these.
 */
public final class HostOperatorDef implements HostOperator {
    private final String type;
    private final String summary;
    private final HostOperator kernel;
    private final List<Operand> inputs = new ArrayList<>();
    private final List<Operand> outputs = new ArrayList<>();
    private final Map<String, Attr> args = new LinkedHashMap<>();
    private String example = "";
    private TypesOf types =
            call -> call.outputs(Arrays.asList(new ArrayType[call.op().getOutputCount()]));
    private boolean late;
    private Function<OperatorDef, List<String>> looksAt = op -> List.of();
    private Function<OperatorDef, List<String>> makes = OperatorDef::getOutputList;

    /** Tells what an operator will fill: see {@link HostOperator#types}. */
    @FunctionalInterface
    interface TypesOf {
        Map<String, ArrayType> of(Call call) throws IOException;
    }

    private HostOperatorDef(String type, String summary, HostOperator kernel) {
        this.type = type;
        this.summary = summary;
        this.kernel = kernel;
    }

    /**
     * A new one, to which the methods below add.
     *
     * @param type its name in nets
     * @param summary what it does, in a sentence
     * @param kernel its code
     */
    public static HostOperatorDef of(String type, String summary, HostOperator kernel) {
        return new HostOperatorDef(type, summary, kernel);
    }

    /** Adds an input. */
    public HostOperatorDef input(String name, Operand.Kind kind, String doc) {
        inputs.add(new Operand(name, kind, ElementTypes.ANY, doc));
        return this;
    }

    /** Adds an output. */
    public HostOperatorDef output(String name, Operand.Kind kind, String doc) {
        outputs.add(new Operand(name, kind, ElementTypes.ANY, doc));
        return this;
    }

    /** Adds arguments. */
    public HostOperatorDef args(List<Attr> more) {
        more.forEach(arg -> args.put(arg.name(), arg));
        return this;
    }

    /** Adds an argument. */
    public HostOperatorDef arg(Attr arg) {
        return args(List.of(arg));
    }

    /** The types of its outputs; if nothing is said, these are no tensors. */
    public HostOperatorDef typed(Types outputs) {
        return fills(call -> call.outputs(outputs.of(call)));
    }

    /**
     * Says that its outputs are tensors whose types nobody knows before it runs: it begins a
     * section of a net, and what reads them is planned when they are there.
     */
    HostOperatorDef late() {
        late = true;
        return this;
    }

    /** The same by another name, which old nets have. */
    HostOperatorDef alsoNamed(String other) {
        HostOperatorDef same =
                of(other, summary + " Another name of " + type + ".", kernel)
                        .args(List.copyOf(args.values()))
                        .fills(types)
                        .looksAt(looksAt)
                        .makes(makes)
                        .example(example.replace("\"" + type + "\"", "\"" + other + "\""));
        same.inputs.addAll(inputs);
        same.outputs.addAll(outputs);
        same.late = late;
        return same;
    }

    /** What it will fill, where these are not simply its outputs. */
    HostOperatorDef fills(TypesOf blobs) {
        types = blobs;
        return this;
    }

    /** The files and readers at which it looks to know types. */
    public HostOperatorDef looksAt(Function<OperatorDef, List<String>> names) {
        looksAt = names;
        return this;
    }

    /** What it makes, where that is not only its outputs. */
    HostOperatorDef makes(Function<OperatorDef, List<String>> names) {
        makes = names;
        return this;
    }

    /** How it is written in a net's text. */
    public HostOperatorDef example(String text) {
        example = text;
        return this;
    }

    /** Its name in nets. */
    public String type() {
        return type;
    }

    /** What it does, in a sentence. */
    public String summary() {
        return summary;
    }

    /** The blobs that it reads. */
    public List<Operand> inputs() {
        return List.copyOf(inputs);
    }

    /** The blobs that it writes. */
    public List<Operand> outputs() {
        return List.copyOf(outputs);
    }

    /** Its arguments by name; others are an error. */
    public Map<String, Attr> args() {
        return Collections.unmodifiableMap(args);
    }

    /** An operator as a net's text has it. */
    public String example() {
        return example;
    }

    @Override
    public boolean holdsObjects() {
        return true;
    }

    /** It knows for every operator, or for none. */
    @Override
    public boolean knowsTypes(OperatorDef op) {
        return !late;
    }

    /** What it will fill, if all of its arguments are known, and no blob is missing. */
    @Override
    public Map<String, ArrayType> types(Call call) throws IOException {
        check(call);
        return types.of(call);
    }

    private void check(Call call) {
        call.requireArgs(args.keySet());
        requireCount(call, "inputs", inputs, call.op().getInputList());
        requireCount(call, "outputs", outputs, call.op().getOutputList());
    }

    private static void requireCount(
            Call call, String what, List<Operand> operands, List<String> given) {
        long least = operands.stream().filter(o -> o.kind() == Operand.Kind.ONE).count();
        boolean many = operands.stream().anyMatch(o -> o.kind() == Operand.Kind.MANY);
        call.require(
                given.size() >= least && (many || given.size() <= operands.size()),
                "its %s are %s, but %s were given",
                what,
                operands.stream().map(HostOperatorDef::described).toList(),
                given.isEmpty() ? "none" : given);
    }

    private static String described(Operand operand) {
        return switch (operand.kind()) {
            case MANY -> operand.name() + " (any number)";
            case OPTIONAL -> operand.name() + " (optional)";
            default -> operand.name();
        };
    }

    @Override
    public List<String> looksAt(OperatorDef op) {
        return looksAt.apply(op);
    }

    @Override
    public List<String> makes(OperatorDef op) {
        return makes.apply(op);
    }

    @Override
    public void run(Call call) throws IOException {
        if (late) {
            check(call);
        }
        kernel.run(call);
    }
}
