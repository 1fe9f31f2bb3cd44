package org.duograph.session;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.op.Arg;
import org.duograph.session.op.Attributes;
import org.duograph.session.op.DataTypes;
import org.duograph.session.op.Operator;
import org.duograph.session.op.Variables;
import org.duograph.session.proto.DataType;

/**
 * A node of a {@link Graph}: an operator with its inputs and attributes. Its outputs are {@link
 * Tensor}s. Never changed.
 */
public final class Operation {
    private final Graph graph;
    private final int index;
    private final String name;
    private final Operator operator;
    private final List<Tensor> inputs;
    private final List<Operation> controlInputs;
    private final Attributes attrs;
    private final String device;
    private final String origin;
    private final List<Tensor> outputs;

    /** An operation; of its outputs only the element types are known as yet. */
    Operation(
            Graph graph,
            int index,
            String name,
            Operator operator,
            List<Tensor> inputs,
            List<Operation> controlInputs,
            Attributes attrs,
            String device,
            String origin) {
        this.graph = graph;
        this.index = index;
        this.name = name;
        this.operator = operator;
        this.inputs = List.copyOf(inputs);
        this.controlInputs = List.copyOf(controlInputs);
        this.attrs = attrs;
        this.device = device;
        this.origin = origin;
        List<Tensor> results = new ArrayList<>();
        for (DataType type : operator.outputTypes(attrs)) {
            results.add(new Tensor(this, results.size(), DataTypes.dtype(type)));
        }
        this.outputs = List.copyOf(results);
    }

    /** The graph it belongs to. */
    public Graph graph() {
        return graph;
    }

    /** Its place in the graph, in the order of making; inputs have smaller ones. */
    int index() {
        return index;
    }

    /** Its name, with its scopes: {@code layer/MatMul}. */
    public String name() {
        return name;
    }

    /** What its operator is called. */
    public String type() {
        return operator.type();
    }

    Operator operator() {
        return operator;
    }

    /** The tensors that it reads. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** Input {@code i}. */
    public Tensor input(int i) {
        return inputs.get(i);
    }

    /** Operations that run before it in every run in which it takes part. */
    public List<Operation> controlInputs() {
        return controlInputs;
    }

    /** Its attributes, those with defaults too. */
    public Attributes attrs() {
        return attrs;
    }

    /** Where it shall run, such as {@code /device:GPU:0}; empty where nobody asked. */
    public String device() {
        return device;
    }

    /** The line of the program that made it, such as {@code Net.java:12}; empty if it was read. */
    public String origin() {
        return origin;
    }

    /** Its results. */
    public List<Tensor> outputs() {
        return outputs;
    }

    /**
     * Result {@code i}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Tensor output(int i) {
        return outputs.get(i);
    }

    /** Whether it is a variable: its content lives from run to run. */
    public boolean isVariable() {
        return Variables.isVariable(type());
    }

    /** Whether two operations that look alike can give different results: random numbers, say. */
    public boolean isStateful() {
        return operator.isStateful();
    }

    /** Whether it computes nothing, so that a run that needs it must feed it. */
    public boolean isPlaceholder() {
        return type().equals("Placeholder") || type().equals("PlaceholderV2");
    }

    /** Whether output {@code i} is a variable itself, to be written, not its content. */
    boolean isReference(int i) {
        List<Arg> args = operator.outputs();
        return i < args.size() && args.get(i).isReference();
    }

    /** Its name, and where it was made. */
    String place() {
        return "'"
                + name
                + "' (op: '"
                + type()
                + "'"
                + (origin.isEmpty() ? "" : ", made at " + origin)
                + ")";
    }

    @Override
    public String toString() {
        return "<Operation '" + name + "' type=" + type() + ">";
    }
}
