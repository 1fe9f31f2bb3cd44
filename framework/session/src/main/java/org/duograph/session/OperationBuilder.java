package org.duograph.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.op.AttrDef;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.Operator;
import org.duograph.session.proto.AttrValue;

/** An operation in the making: {@code graph.op("MatMul").name("y").input(a, b).tensor()}. */
public final class OperationBuilder {
    private final Graph graph;
    private final Operator operator;
    private final List<Tensor> inputs = new ArrayList<>();
    private final Set<Operation> controlInputs = new LinkedHashSet<>();
    private final Map<String, AttrValue> attrs = new LinkedHashMap<>();
    private String name;
    private String device; // null: as the open scopes say

    OperationBuilder(Graph graph, Operator operator) {
        this.graph = graph;
        this.operator = operator;
        this.name = operator.type();
    }

    /**
     * What it shall be called; without, like its operator. Where the name is taken, a number is
     * added.
     */
    public OperationBuilder name(String wished) {
        name = wished;
        return this;
    }

    /**
     * Where it shall run, such as {@code /device:GPU:0}; without, as the graph's open scope says.
     */
    public OperationBuilder device(String wished) {
        device = wished;
        return this;
    }

    /** Adds inputs. */
    public OperationBuilder input(Tensor... more) {
        return inputs(List.of(more));
    }

    /** Adds inputs. */
    public OperationBuilder inputs(List<Tensor> more) {
        inputs.addAll(more);
        return this;
    }

    /** Adds operations that must have run before this one does. */
    public OperationBuilder control(Operation... before) {
        controlInputs.addAll(List.of(before));
        return this;
    }

    /**
     * Gives an attribute: a number, truth value, text, element type, shape or array, or a list of
     * them.
     *
     * @throws IllegalArgumentException if the operator has no such attribute or it is of another
     *     kind
     */
    public OperationBuilder attr(String attribute, Object value) {
        AttrDef def = operator.attrs().get(attribute);
        if (def == null && !(value instanceof AttrValue)) {
            throw new IllegalArgumentException(
                    "NodeDef mentions attr '%s' not in Op<name=%s>; its attributes are %s"
                            .formatted(attribute, operator.type(), operator.attrs().keySet()));
        }
        try {
            attrs.put(
                    attribute,
                    value instanceof AttrValue message
                            ? message
                            : Attributes.message(def.kind(), value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Attribute %s of %s: %s".formatted(attribute, operator.type(), e.getMessage()),
                    e);
        }
        return this;
    }

    /**
     * Appends the operation to its graph.
     *
     * @throws IllegalArgumentException if inputs or attributes don't fit the operator, or shapes
     *     don't fit each other
     * @throws IllegalStateException if the graph is finished
     */
    public Operation build() {
        graph.requireUnfinished();
        String origin = Context.origin();
        Attributes checked;
        try {
            requireNoWrites();
            inputs.replaceAll(input -> BodyBuilder.own(graph, input));
            controlInputs.forEach(control -> requireMine(control.graph(), control.name()));
            checked = operator.check(attrs, inputs.stream().map(Tensor::dtype).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s for node '%s' (op: '%s', made at %s)"
                            .formatted(e.getMessage(), name, operator.type(), origin),
                    e);
        }
        return graph.add(
                new Operation(
                        graph,
                        graph.size(),
                        graph.context().names().operation(name),
                        operator,
                        inputs,
                        List.copyOf(graph.context().controls(controlInputs)),
                        checked,
                        device == null
                                ? graph.context().device(operator.type(), name, checked)
                                : device,
                        origin));
    }

    private void requireMine(Graph other, String what) {
        if (other != graph) {
            throw new IllegalArgumentException(
                    what + " must be from the same graph as the operation that reads it");
        }
    }

    /** Inside a body nothing is written: what it captures is content. */
    private void requireNoWrites() {
        for (int i = 0; i < inputs.size() && i < operator.inputs().size(); i++) {
            if (operator.inputs().get(i).isReference() && inputs.get(i).graph() != graph) {
                throw new IllegalArgumentException(
                        "'%s' can't be written, nor asked for as a variable, inside a branch or a loop; give its new content as a result, and write that outside"
                                .formatted(inputs.get(i).name()));
            }
        }
    }

    /** Appends the operation to its graph and gives its first output. */
    public Tensor tensor() {
        return build().output(0);
    }
}
