package org.duograph.workspace.host;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.messages.MessageFiles;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * The host operators that nets of a workspace may use, and what they are in a graph: nodes that
 * hold the operator's text and run its code.
 */
public final class Hosts {
    private static final Attr TEXT =
            Attr.optional("text", Attr.Kind.STRING, "The operator as a net's text has it.");
    private static final Attr TENSORS =
            Attr.optional(
                    "tensors",
                    Attr.Kind.STRINGS,
                    "The operator's inputs that the node has, by name.");
    private static final Attr OUTPUTS =
            Attr.optional(
                    "outputs",
                    Attr.Kind.STRINGS,
                    "The blobs that are the node's outputs, by name.");
    private static final Attr TYPES =
            Attr.optional("types", Attr.Kind.STRINGS, "The types of the outputs.");
    private static final Attr OTHERS =
            Attr.optional(
                    "others",
                    Attr.Kind.STRINGS,
                    "The blobs that it fills itself, because they are no tensors or nobody knew.");

    private final Surroundings around;
    private final Map<String, HostOperator> operators = new LinkedHashMap<>();
    private final Map<String, OpDef> definitions = new LinkedHashMap<>();

    /**
     * None yet.
     *
     * @param around what they reach outside of graphs
     */
    public Hosts(Surroundings around) {
        this.around = around;
    }

    /** Lets plans that are made from now on use Java code as operator {@code type}. */
    public void register(String type, HostOperator operator) {
        if (type == null || operator == null) {
            throw new IllegalArgumentException(
                    "Java code is registered as an operator by its name and the code; found %s and %s"
                            .formatted(type, operator));
        }
        operators.put(type, operator);
        definitions.remove(type);
        if (operator.gradient() != null) {
            register(HostGradients.type(type), gradient(operator.gradient()));
        }
    }

    private static HostOperator gradient(HostGradient code) {
        HostOperator run =
                call -> code.run(new HostGradient.Call(call.op(), call::input, call::output));
        return run.withTypes(
                call -> HostGradients.learning(call.op()).stream().map(call::type).toList());
    }

    /** Lets nets use these as well. */
    public void register(Map<String, ? extends HostOperator> more) {
        more.forEach(this::register);
    }

    /** Lets nets use those of another workspace as well. */
    public void registerThoseOf(Hosts others) {
        register(new LinkedHashMap<>(others.operators));
    }

    /** The types of all. */
    public Set<String> types() {
        return Collections.unmodifiableSet(operators.keySet());
    }

    /** What they reach outside of graphs. */
    public Surroundings around() {
        return around;
    }

    /** The one of that type, or null. */
    public HostOperator operator(String type) {
        return operators.get(type);
    }

    /** What the operator of that type is in a graph. */
    public OpDef definition(String type) {
        return definitions.computeIfAbsent(type, t -> define(t, operators.get(t)));
    }

    /**
     * The attributes of an operator's node.
     *
     * @param tensors the operator's inputs that are values of the graph, and their types
     * @throws IOException if it takes a file to know types, and that can't be read
     */
    public Map<String, Object> attributes(OperatorDef op, Map<String, ArrayType> tensors)
            throws IOException {
        HostOperator operator = operators.get(op.getType());
        List<String> outputs = List.of();
        List<String> types = List.of();
        List<String> others = op.getOutputList();
        if (operator.knowsTypes(op)) {
            Map<String, ArrayType> told =
                    operator.types(new HostOperator.Call(around, op, tensors, null, null));
            outputs = HostOperator.Call.tensorsOf(told);
            types = outputs.stream().map(blob -> told.get(blob).toString()).toList();
            others = told.keySet().stream().filter(blob -> told.get(blob) == null).toList();
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(TEXT.name(), MessageFiles.toLine(op));
        attributes.put(TENSORS.name(), List.copyOf(tensors.keySet()));
        attributes.put(OUTPUTS.name(), outputs);
        attributes.put(TYPES.name(), types);
        attributes.put(OTHERS.name(), others);
        return attributes;
    }

    /** The operator whose node {@code node} is, as its net has it; null if it is of no host's. */
    public static OperatorDef operator(Node node) {
        return node.op().attr(TEXT.name()) == TEXT ? parse(node) : null;
    }

    /** The inputs of a host operator's node, by the names that its net has for them. */
    public static Map<String, Value> inputs(Node node) {
        return named(node.attrs().strings(TENSORS.name()), node.inputs());
    }

    /** The outputs of a host operator's node, by the names that its net has for them. */
    public static Map<String, Value> outputs(Node node) {
        return named(node.attrs().strings(OUTPUTS.name()), node.outputs());
    }

    private static Map<String, Value> named(List<String> names, List<Value> values) {
        Map<String, Value> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }

    /** The blobs that a host operator's node fills itself. */
    public static List<String> others(Node node) {
        return node.attrs().strings(OTHERS.name());
    }

    private OpDef define(String type, HostOperator operator) {
        return OpDef.named(type)
                .summary("An operator of the host.")
                .manyInputs("tensors", "those of its inputs that are tensors")
                .ofType(ElementTypes.ANY)
                .manyOutputs("outputs", "its outputs, where their types are known before it runs")
                .ofType(ElementTypes.ANY)
                .attrs(TEXT, TENSORS, OUTPUTS, TYPES, OTHERS)
                .types(Hosts::outputTypes)
                .effect()
                .host(node -> Code.of(operator, node))
                .gradient(
                        operator.gradient() == null
                                ? null
                                : g -> appendGradient(g, type, operator.learning()))
                .build();
    }

    /** Where a graph is differentiated: as a net writes it, with names that are nobody else's. */
    private void appendGradient(GradientRule.Site g, String type, List<Integer> named) {
        OperatorDef forward = parse(type, g.attrs());
        List<String> tensors = g.attrs().strings(TENSORS.name());
        OperatorDef.Builder op = forward.toBuilder().clearInput().clearOutput();
        op.setType(HostGradients.type(type)).addAllArg(HostGradients.arguments(forward, named));
        Map<String, Value> read = new LinkedHashMap<>();
        for (int i = 0; i < forward.getInputCount(); i++) {
            int at = tensors.indexOf(forward.getInput(i));
            op.addInput(at < 0 ? forward.getInput(i) : "input " + i);
            if (at >= 0) {
                read.put("input " + i, g.input(at));
            }
        }
        int outputs = forward.getOutputCount();
        for (int i = 0; i < outputs; i++) {
            op.addInput("output " + i);
            read.put("output " + i, g.output(i));
        }
        for (int i = 0; i < outputs; i++) {
            op.addInput("output gradient " + i);
            read.put("output gradient " + i, gradientOrZeros(g, i));
        }
        List<Integer> learning = HostGradients.learning(forward, named);
        learning.forEach(i -> op.addOutput("gradient of input " + i));
        Map<String, ArrayType> types = new LinkedHashMap<>();
        read.forEach((name, value) -> types.put(name, value.type()));
        Map<String, Object> attributes;
        try {
            attributes = attributes(op.build(), types);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        Node node =
                g.appendNode(
                        definition(op.getType()), attributes, read.values().toArray(Value[]::new));
        for (int k = 0; k < learning.size(); k++) {
            g.inputGradient(tensors.indexOf(forward.getInput(learning.get(k))), node.output(k));
        }
    }

    private static Value gradientOrZeros(GradientRule.Site g, int output) {
        Value gradient = g.outputGradient(output);
        ArrayType type = g.output(output).type();
        return gradient != null
                ? gradient
                : g.append(
                        ConstantFill.OP,
                        Map.of("shape", type.shape().toList(), "dtype", type.dtype()));
    }

    private static List<ArrayType> outputTypes(TypeRule.Site site) {
        return site.attrs().strings(TYPES.name()).stream().map(ArrayType::parse).toList();
    }

    /**
     * A host operator's code for one of its nodes.
     *
     * @param told what it said that it will fill; null if it did not say
     */
    private record Code(
            HostOperator operator,
            Node node,
            OperatorDef op,
            Map<String, ArrayType> tensors,
            Map<String, ArrayType> told)
            implements HostCode {
        static Code of(HostOperator operator, Node node) {
            OperatorDef op = parse(node);
            Map<String, ArrayType> told = types(outputs(node));
            others(node).forEach(blob -> told.put(blob, null));
            Map<String, ArrayType> tensors = types(inputs(node));
            return new Code(operator, node, op, tensors, operator.knowsTypes(op) ? told : null);
        }

        private static Map<String, ArrayType> types(Map<String, Value> values) {
            Map<String, ArrayType> types = new LinkedHashMap<>();
            values.forEach((name, value) -> types.put(name, value.type()));
            return types;
        }

        @Override
        public void run(Call call) throws IOException {
            Surroundings around = call.around(Surroundings.class);
            operator.run(new HostOperator.Call(around, op, tensors, told, call));
        }

        /** Asks again; where there is no answer, the run will say why. */
        @Override
        public boolean fits(org.duograph.graph.Surroundings outside) {
            Surroundings around = outside.as(Surroundings.class, node);
            try {
                return told == null
                        || told.equals(
                                operator.types(
                                        new HostOperator.Call(around, op, tensors, null, null)));
            } catch (IOException | RuntimeException e) {
                return true;
            }
        }
    }

    private static OperatorDef parse(Node node) {
        return parse(node.name(), node.attrs());
    }

    private static OperatorDef parse(String name, Attrs attrs) {
        try {
            String net = "op { " + attrs.s(TEXT.name()) + " }";
            return MessageFiles.parseText(net, name, NetDef.getDefaultInstance()).getOp(0);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
