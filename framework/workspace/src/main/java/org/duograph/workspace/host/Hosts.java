package org.duograph.workspace.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.io.NetFiles;
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
    private static final Attr TYPES =
            Attr.optional(
                    "types",
                    Attr.Kind.STRINGS,
                    "The types of the outputs; not given where they are blobs of which the graph"
                            + " does not know.");

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

    /** Lets nets use Java code as operator {@code type}, from now on. */
    public void register(String type, HostOperator operator) {
        operators.put(type, operator);
        definitions.remove(type);
    }

    /** Lets nets use these as well. */
    public void register(Map<String, ? extends HostOperator> more) {
        more.forEach(this::register);
    }

    /** Lets nets use those of another workspace as well. */
    public void registerThoseOf(Hosts others) {
        register(others.operators);
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
     * @param tensors the operator's inputs that are values of the graph, by name
     * @throws UncheckedIOException if it takes a file to know types, and that can't be read
     */
    public Map<String, Object> attributes(OperatorDef op, List<String> tensors) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(TEXT.name(), NetFiles.toLine(op));
        attributes.put(TENSORS.name(), tensors);
        HostOperator operator = operators.get(op.getType());
        if (operator.knowsTypes(op)) {
            try {
                List<ArrayType> types =
                        operator.types(new HostOperator.Call(around, op, List.of(), true, null));
                attributes.put(TYPES.name(), types.stream().map(ArrayType::toString).toList());
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return attributes;
    }

    /** The operator whose node {@code node} is, as its net has it; null if it is of no host's. */
    public static OperatorDef operator(Node node) {
        return node.op().attr(TEXT.name()) == TEXT ? parse(node) : null;
    }

    /** The inputs of a host operator's node, by the names that its net has for them. */
    public static Map<String, Value> inputs(Node node) {
        Map<String, Value> inputs = new LinkedHashMap<>();
        for (String name : node.attrs().strings(TENSORS.name())) {
            inputs.put(name, node.input(inputs.size()));
        }
        return inputs;
    }

    private static OpDef define(String type, HostOperator operator) {
        return OpDef.named(type)
                .summary("An operator of the host.")
                .manyInputs("tensors", "those of its inputs that are tensors")
                .ofType(ElementTypes.ANY)
                .manyOutputs("outputs", "its outputs, where their types are known before it runs")
                .ofType(ElementTypes.ANY)
                .attrs(TEXT, TENSORS, TYPES)
                .types(Hosts::outputTypes)
                .effect()
                .host(node -> prepare(operator, node))
                .build();
    }

    private static List<ArrayType> outputTypes(TypeRule.Site site) {
        return site.attrs().has(TYPES.name())
                ? site.attrs().strings(TYPES.name()).stream().map(ArrayType::parse).toList()
                : List.of();
    }

    private static HostCode prepare(HostOperator operator, Node node) {
        OperatorDef op = parse(node);
        List<String> tensors = node.attrs().strings(TENSORS.name());
        boolean typed = node.attrs().has(TYPES.name());
        return call -> {
            Surroundings around = call.around(Surroundings.class);
            operator.run(new HostOperator.Call(around, op, tensors, typed, call));
        };
    }

    private static OperatorDef parse(Node node) {
        try {
            String net = "op { " + node.attrs().s(TEXT.name()) + " }";
            return NetFiles.parseText(net, node.name(), NetDef.getDefaultInstance()).getOp(0);
        } catch (IOException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
