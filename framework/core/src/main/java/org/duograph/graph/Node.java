package org.duograph.graph;

import java.util.List;
import java.util.OptionalLong;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** One use of an operator in a graph: its inputs, its attributes and the values it computes. */
public final class Node {
    /** The most numbers that are computed for one node before its graph runs. */
    static final int MOST_AHEAD = 4096;

    private final Graph graph;
    private final OpDef op;
    private final String name;
    private final Attrs attrs;
    private final Settings settings;
    private final List<Value> inputs;
    private final List<Value> outputs;
    private final NDArray constant;

    Node(
            Graph graph,
            OpDef op,
            String name,
            Attrs attrs,
            Settings settings,
            List<Value> inputs,
            List<ArrayType> outputTypes,
            NDArray constant) {
        this.graph = graph;
        this.op = op;
        this.name = name;
        this.attrs = attrs;
        this.settings = settings;
        this.inputs = List.copyOf(inputs);
        this.constant = constant;
        Value[] values = new Value[outputTypes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = new Value(this, i, outputTypes.get(i));
        }
        this.outputs = List.of(values);
    }

    /**
     * Wishes about where and how a node runs; they never change what it computes, but for {@code
     * seed}.
     *
     * @param device the device to run on, or {@link Device#ANY}
     * @param seed the seed of its random numbers, or empty for the plan's
     * @param origin where a user wrote it, for error messages: for example {@code operator 3 of net
     *     "train"}
     */
    public record Settings(Device device, OptionalLong seed, String origin) {
        /** No wishes. */
        public static final Settings NONE = new Settings(Device.ANY, OptionalLong.empty(), "");
    }

    /** The graph of which it is a node. */
    public Graph graph() {
        return graph;
    }

    /** The operator. */
    public OpDef op() {
        return op;
    }

    /** A name that no other node of the graph has. */
    public String name() {
        return name;
    }

    /** The attributes. */
    public Attrs attrs() {
        return attrs;
    }

    /** Where and how to run it. */
    public Settings settings() {
        return settings;
    }

    /** The inputs, in order. */
    public List<Value> inputs() {
        return inputs;
    }

    /** Input {@code i}. */
    public Value input(int i) {
        return inputs.get(i);
    }

    /** The outputs, in order. */
    public List<Value> outputs() {
        return outputs;
    }

    /** Output {@code i}. */
    public Value output(int i) {
        return outputs.get(i);
    }

    /** The numbers of a constant; null for every other node. */
    public NDArray constant() {
        return constant;
    }

    /** The graphs among its attributes, in the order in which they were given. */
    public List<SubGraph> subGraphs() {
        return attrs.given().values().stream()
                .filter(Graph.class::isInstance)
                .map(graph -> new SubGraph((Graph) graph))
                .toList();
    }

    /** Whether its results depend on random numbers, its own or those of its sub-graphs. */
    public boolean isRandom() {
        return op.isRandom() || subGraphs().stream().anyMatch(SubGraph::isRandom);
    }

    /** Whether it stands for a variable's content at the start of a step. */
    public boolean isVariable() {
        return op == Graph.VARIABLE;
    }

    /** Whether it is a constant. */
    public boolean isConstant() {
        return op == Graph.CONSTANT;
    }

    /** Whether it computes nothing: a variable or a constant. */
    public boolean isSource() {
        return isVariable() || isConstant();
    }

    /**
     * Whether running it changes something outside of the graph, or running what its sub-graphs
     * hold does.
     */
    public boolean hasEffect() {
        return op.hasEffect() || subGraphs().stream().anyMatch(body -> body.graph().hasEffect());
    }

    /**
     * Whether its results may be computed once, before the graph runs, where its inputs are known:
     * they are few and the same in every run, and no graph in it can take long.
     */
    public boolean isComputableAhead() {
        return !isSource()
                && !op.isHost()
                && !op.hasEffect()
                && !op.isRandom()
                && subGraphs().isEmpty()
                && outputs.stream().mapToLong(v -> v.shape().size()).sum() <= MOST_AHEAD;
    }

    /** For example {@code Conv "conv1" (operator 3 of net "train")}. */
    @Override
    public String toString() {
        String where = settings.origin().isEmpty() ? "" : " (" + settings.origin() + ")";
        return op.type() + " \"" + name + "\"" + where;
    }
}
