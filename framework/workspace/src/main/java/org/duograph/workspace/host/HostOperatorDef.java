package org.duograph.workspace.host;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
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
    private Predicate<OperatorDef> knowsTypes = op -> op.getOutputCount() == 0;
    private Predicate<OperatorDef> fillsOthers = op -> false;
    private TypesOf types = call -> List.of();

    /** Tells the types of an operator's outputs: see {@link HostOperator#types}. */
    @FunctionalInterface
    interface TypesOf {
        List<ArrayType> of(Call call) throws IOException;
    }

    private HostOperatorDef(String type, String summary, HostOperator kernel) {
        this.type = type;
        this.summary = summary;
        this.kernel = kernel;
    }

    static HostOperatorDef of(String type, String summary, HostOperator kernel) {
        return new HostOperatorDef(type, summary, kernel);
    }

    HostOperatorDef input(String name, Operand.Kind kind, String doc) {
        inputs.add(new Operand(name, kind, ElementTypes.ANY, doc));
        return this;
    }

    HostOperatorDef output(String name, Operand.Kind kind, String doc) {
        outputs.add(new Operand(name, kind, ElementTypes.ANY, doc));
        return this;
    }

    HostOperatorDef args(List<Attr> more) {
        more.forEach(arg -> args.put(arg.name(), arg));
        return this;
    }

    HostOperatorDef arg(Attr arg) {
        return args(List.of(arg));
    }

    /** For those operators that {@code when} tells, the types of the outputs are known. */
    HostOperatorDef typed(Predicate<OperatorDef> when, TypesOf outputs) {
        knowsTypes = when;
        types = outputs;
        return this;
    }

    /** Those operators that {@code when} tells fill blobs other than their outputs. */
    HostOperatorDef fillsOthers(Predicate<OperatorDef> when) {
        fillsOthers = when;
        return this;
    }

    /** How it is written in a net's text. */
    HostOperatorDef example(String text) {
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
    public boolean knowsTypes(OperatorDef op) {
        return knowsTypes.test(op);
    }

    @Override
    public List<ArrayType> types(Call call) throws IOException {
        return types.of(call);
    }

    @Override
    public boolean fillsOthers(OperatorDef op) {
        return fillsOthers.test(op);
    }

    /** Runs it, if all of its arguments are known. */
    @Override
    public void run(Call call) throws IOException {
        call.requireArgs(args.keySet());
        kernel.run(call);
    }
}
