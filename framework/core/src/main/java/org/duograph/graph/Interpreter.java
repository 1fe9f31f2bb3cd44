package org.duograph.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/**
 * The shortest way to run a graph: node by node, each with its reference kernel, on host arrays.
 *
 * <p>It plans nothing and reuses nothing. Graphs that are attributes of nodes run so in their
 * reference kernels, and so do the graphs of tests; to train, make a plan.
 */
public final class Interpreter {
    private Interpreter() {}

    /**
     * Runs every node once, at step 0.
     *
     * @param variables the content of each variable that the graph reads
     * @return the numbers of every value
     * @throws IllegalArgumentException if a variable has no content, or one of another type
     */
    public static Map<Value, NDArray> run(Graph graph, Map<String, NDArray> variables) {
        return run(graph, variables, 0);
    }

    /**
     * Runs every node once.
     *
     * @param variables the content of each variable that the graph reads
     * @param step the step, on which random numbers depend; their seed is the node's own, or 0
     * @return the numbers of every value
     * @throws IllegalArgumentException if a variable has no content, or one of another type
     */
    public static Map<Value, NDArray> run(Graph graph, Map<String, NDArray> variables, long step) {
        Map<Value, NDArray> numbers = new LinkedHashMap<>();
        for (Node node : graph.nodes()) {
            if (node.isConstant()) {
                numbers.put(node.output(0), node.constant());
            } else if (node.isVariable()) {
                numbers.put(node.output(0), content(node.output(0), variables));
            } else {
                List<NDArray> inputs = node.inputs().stream().map(numbers::get).toList();
                long seed = node.settings().seed().orElse(0);
                Philox random = Philox.of(seed, node.name(), step);
                List<NDArray> outputs =
                        node.op().isHost()
                                ? HostCall.run(node, inputs, Surroundings.ofProgram())
                                : ReferenceCall.run(node, inputs, random);
                for (int i = 0; i < outputs.size(); i++) {
                    numbers.put(node.output(i), outputs.get(i));
                }
            }
        }
        return numbers;
    }

    private static NDArray content(Value variable, Map<String, NDArray> variables) {
        NDArray content = variables.get(variable.name());
        if (content == null || !content.type().equals(variable.type())) {
            throw new IllegalArgumentException(
                    "the graph reads the variable \"%s\" as %s, but %s"
                            .formatted(
                                    variable,
                                    variable.type(),
                                    content == null
                                            ? "only " + variables.keySet() + " were given"
                                            : content.type() + " was given"));
        }
        return content;
    }
}
