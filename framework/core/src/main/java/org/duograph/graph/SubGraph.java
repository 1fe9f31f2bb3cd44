package org.duograph.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * A graph taken as a function: its variables, in order, are the parameters, and what its assign
 * table holds, in order, are the results.
 *
 * <p>So the body of a loop is written as any graph is, and all that is made for graphs (passes,
 * gradients, plans, texts) is there for bodies too. It sees nothing of the graph around it: what it
 * uses of that is handed in, as further arguments.
 *
 * @param graph the graph; not to be appended to any more
 */
public record SubGraph(Graph graph) {
    /** The parameters, in order. */
    public List<Value> parameters() {
        return List.copyOf(graph.variables().values());
    }

    /** The results, in order; one value may be several of them. */
    public List<Value> results() {
        return List.copyOf(graph.assigns().values());
    }

    /** The types of the results. */
    public List<ArrayType> resultTypes() {
        return results().stream().map(Value::type).toList();
    }

    /** Whether two runs may give different results: something in it draws random numbers. */
    public boolean isRandom() {
        return graph.nodes().stream().anyMatch(Node::isRandom);
    }

    /**
     * Checks that it can be called.
     *
     * @param role what the graph is to its node, for messages: {@code body}
     * @param arguments what it will be given: the types, by what each argument is called
     * @throws IllegalArgumentException if the parameters are others; the message names the first
     */
    public void requireParameters(String role, Map<String, ArrayType> arguments) {
        List<Value> parameters = parameters();
        if (parameters.size() != arguments.size()) {
            throw new IllegalArgumentException(
                    role
                            + " must have the "
                            + arguments.size()
                            + " parameters "
                            + arguments.keySet()
                            + ", found "
                            + parameters);
        }
        int at = 0;
        for (Map.Entry<String, ArrayType> argument : arguments.entrySet()) {
            Value parameter = parameters.get(at++);
            if (!parameter.type().equals(argument.getValue())) {
                throw new IllegalArgumentException(
                        role
                                + " takes \""
                                + parameter
                                + "\" as "
                                + parameter.type()
                                + ", but "
                                + argument.getKey()
                                + " is "
                                + argument.getValue());
            }
        }
    }

    /**
     * Appends a copy of what it computes to another graph.
     *
     * @param arguments values of that graph, one for each parameter
     * @return the results there
     */
    public List<Value> appendTo(Graph other, List<Value> arguments) {
        Map<Value, Value> there = new LinkedHashMap<>();
        List<Value> parameters = parameters();
        for (int i = 0; i < parameters.size(); i++) {
            there.put(parameters.get(i), arguments.get(i));
        }
        for (Node node : graph.nodes()) {
            if (!node.isVariable()) {
                List<Value> inputs = node.inputs().stream().map(there::get).toList();
                Node copy = other.appendCopy(node, inputs);
                copy.outputs().forEach(y -> there.put(node.output(y.index()), y));
            }
        }
        return results().stream().map(there::get).toList();
    }

    /**
     * The same without nodes that only act on what is outside: a gradient computes a body again,
     * and what it prints is to be printed once.
     */
    public SubGraph withoutEffects() {
        if (!graph.hasEffect()) {
            return this;
        }
        Graph quiet = new Graph(graph.name());
        Map<Value, Value> there = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (!node.outputs().isEmpty()) {
                List<Value> inputs = node.inputs().stream().map(there::get).toList();
                Node copy =
                        node.subGraphs().isEmpty()
                                ? quiet.appendCopy(node, inputs)
                                : quiet.append(
                                        node.name(),
                                        node.op(),
                                        quietAttrs(node),
                                        node.settings(),
                                        inputs);
                copy.outputs().forEach(y -> there.put(node.output(y.index()), y));
            }
        }
        graph.assigns().forEach((name, value) -> quiet.assign(name, there.get(value)));
        return new SubGraph(quiet);
    }

    private static Map<String, Object> quietAttrs(Node node) {
        Map<String, Object> attrs = new LinkedHashMap<>(node.attrs().given());
        attrs.replaceAll(
                (name, value) ->
                        value instanceof Graph inner
                                ? new SubGraph(inner).withoutEffects().graph
                                : value);
        return attrs;
    }

    /**
     * Runs it with reference kernels.
     *
     * @param arguments one for each parameter
     * @param step the number on which its random numbers depend
     * @return the results
     */
    public List<NDArray> run(List<NDArray> arguments, long step) {
        Map<String, NDArray> variables = new LinkedHashMap<>();
        for (Value parameter : parameters()) {
            variables.put(parameter.name(), arguments.get(variables.size()));
        }
        Map<Value, NDArray> numbers = Interpreter.run(graph, variables, step);
        List<NDArray> results = new ArrayList<>();
        results().forEach(result -> results.add(numbers.get(result)));
        return results;
    }
}
