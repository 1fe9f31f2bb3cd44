package org.duograph.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;

/**
 * Compares the gradients of a whole net with central differences, in double precision. The net is
 * the graph to which a face lowers it, with its gradients:
 *
 * <pre>{@code
 * Map<String, String> gradients = net.addGradientOperators("loss");
 * Graph graph = workspace.inspect().graph(net.proto());
 * NetGradientCheck.run(graph, workspace.tensors(), "loss", Map.of("w", gradients.get("w")));
 * }</pre>
 */
public final class NetGradientCheck {
    private final Graph net;
    private final Map<String, NDArray> contents = new LinkedHashMap<>();
    private final String loss;

    private NetGradientCheck(Graph net, Map<String, NDArray> contents, String loss) {
        this.net = InDouble.graph(net);
        this.loss = loss;
        this.net
                .variables()
                .forEach((name, v) -> this.contents.put(name, inDouble(name, v, contents)));
    }

    private static NDArray inDouble(String name, Value variable, Map<String, NDArray> contents) {
        NDArray content = contents.get(name);
        if (content == null) {
            throw new IllegalArgumentException(
                    "the net reads \"%s\", but contents were given only of %s"
                            .formatted(name, contents.keySet()));
        }
        return content.cast(variable.type().dtype());
    }

    /**
     * Fails unless gradients that a net computes agree with central differences of its loss, to
     * 10<sup>-6</sup>. Random numbers, as of a dropout, are drawn alike each time.
     *
     * @param net the net with its gradients
     * @param contents what the variables that it reads hold; more may be there
     * @param loss the name that it gives to the scalar of which the gradients are
     * @param gradients for each variable to check, the name that the net gives to its gradient
     * @throws AssertionError that names the variable and the element that differ
     * @throws IllegalArgumentException if the net doesn't give or read one of the names
     */
    public static void run(
            Graph net, Map<String, NDArray> contents, String loss, Map<String, String> gradients) {
        NetGradientCheck check = new NetGradientCheck(net, contents, loss);
        Map<Value, NDArray> numbers = Interpreter.run(check.net, check.contents);
        gradients.forEach(
                (variable, gradient) ->
                        check.compare(variable, numbers.get(check.given(gradient))));
    }

    private Value given(String name) {
        Value value = net.assigns().get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the net gives no \"%s\"; it gives %s".formatted(name, net.assigns().keySet()));
        }
        return value;
    }

    private void compare(String variable, NDArray actual) {
        NDArray x = contents.get(variable);
        if (x == null) {
            throw new IllegalArgumentException(
                    "the net reads no \"%s\"; it reads %s".formatted(variable, contents.keySet()));
        }
        CentralDifferences.check("d %s / d %s".formatted(loss, variable), x, actual, this::loss);
    }

    private double loss() {
        return Interpreter.run(net, contents).get(given(loss)).get(0);
    }
}
