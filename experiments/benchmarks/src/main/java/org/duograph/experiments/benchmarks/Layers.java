package org.duograph.experiments.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.ops.optimizer.MomentumSGDUpdate;
import org.duograph.ops.product.FC;
import org.duograph.ops.reduce.SumElements;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Small graphs: a layer, what stands before it, and its gradients. */
final class Layers {
    private static final Map<String, Object> SAME_SIZE = Map.of("kernel", 3, "pad", 1);

    private Layers() {}

    /** The numbers of a word such as {@code 64x32x16}. */
    static int[] sizes(String word) {
        return Arrays.stream(word.split("x")).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * A convolution and its gradients, which start from another convolution's, so that they stand
     * as in a net.
     *
     * @param sizes batch, input channels, height (and width), output channels; and where they are
     *     not 3 and 1, the kernel's height (and width), and the groups, which are as many as
     *     channels if it goes depthwise
     */
    static Graph conv(String sizes) {
        int[] s = sizes(sizes);
        int kernel = s.length > 4 ? s[4] : 3;
        int groups = s.length > 5 ? s[5] : 1;
        Graph graph = new Graph("conv");
        Value x = floats(graph, "x", s[0], s[1], s[2], s[2]);
        Value w = floats(graph, "w", s[3], s[1] / groups, kernel, kernel);
        Value b = floats(graph, "b", s[3]);
        Map<String, Object> window = Map.of("kernel", kernel, "pad", kernel / 2, "group", groups);
        Value y = graph.append("y", Conv.OP, window, x, w, b).output(0);
        return withGradients(graph, y, List.of(x, w));
    }

    /**
     * A fully connected layer and its gradients.
     *
     * @param sizes rows, inputs, outputs
     */
    static Graph fc(String sizes) {
        int[] s = sizes(sizes);
        Graph graph = new Graph("fc");
        Value x = floats(graph, "x", s[0], s[1]);
        Value w = floats(graph, "w", s[2], s[1]);
        Value b = floats(graph, "b", s[2]);
        Value y = graph.append("y", FC.OP, Map.of(), x, w, b).output(0);
        return withGradients(graph, y, List.of(x, w));
    }

    /**
     * An operator between two convolutions of one tap, as its neighbours in a net, and its
     * gradient.
     *
     * @param sizes batch, channels, height (and width)
     * @param parameters how many inputs of one number per channel it has
     */
    static Graph betweenConvs(OpDef op, Map<String, Object> attrs, String sizes, int parameters) {
        int[] s = sizes(sizes);
        Graph graph = new Graph(op.type());
        Map<String, Object> oneTap = Map.of("kernel", 1);
        Value x = floats(graph, "x", s[0], s[1], s[2], s[2]);
        Value w = floats(graph, "w", s[1], s[1], 1, 1);
        Value before = graph.append("before", Conv.OP, oneTap, x, w).output(0);
        Value[] inputs = new Value[1 + parameters];
        inputs[0] = before;
        for (int i = 1; i < inputs.length; i++) {
            inputs[i] = floats(graph, "p" + i, s[1]);
        }
        Value y = graph.append("y", op, attrs, inputs).output(0);
        Value after = graph.append("after", Conv.OP, oneTap, y, w).output(0);
        graph.assign("before", before); // keeps the operator from being fused with it
        return withGradients(graph, after, List.of(x));
    }

    /**
     * Softmax and cross-entropy, and their gradient.
     *
     * @param sizes rows, classes
     */
    static Graph loss(String sizes) {
        int[] s = sizes(sizes);
        Graph graph = new Graph("loss");
        Value x = floats(graph, "x", s[0], s[1]);
        Value label = graph.variable("label", new ArrayType(DType.INT32, Shape.of(s[0])));
        Value loss = graph.append("loss", SoftmaxWithLoss.OP, Map.of(), x, label).output(1);
        return withGradients(graph, loss, List.of(x));
    }

    /**
     * A convolution whose result is read by an operator that wants it plain.
     *
     * @param sizes batch, channels, height (and width)
     */
    static Graph readPlain(String sizes) {
        int[] s = sizes(sizes);
        Graph graph = new Graph("read plain");
        Value x = floats(graph, "x", s[0], s[1], s[2], s[2]);
        Value w = floats(graph, "w", s[1], s[1], 3, 3);
        Value y = graph.append("y", Conv.OP, SAME_SIZE, x, w).output(0);
        graph.assign("sum", graph.append("sum", SumElements.OP, Map.of(), y).output(0));
        return graph;
    }

    /**
     * A step of gradient descent with momentum.
     *
     * @param sizes the parameter's shape
     */
    static Graph update(String sizes) {
        Graph graph = new Graph("update");
        Value gradient = floats(graph, "gradient", sizes(sizes));
        Value momentum = floats(graph, "momentum", sizes(sizes));
        Value w = floats(graph, "w", sizes(sizes));
        Value rate = floats(graph, "rate", 1);
        descend(graph, w, gradient, momentum, rate);
        return graph;
    }

    /** Appends a step of gradient descent that assigns a parameter and its momentum. */
    static void descend(Graph graph, Value w, Value gradient, Value momentum, Value rate) {
        List<Value> results =
                graph.append(
                                w.name() + "_update",
                                MomentumSGDUpdate.OP,
                                Map.of("momentum", 0.9f),
                                gradient,
                                momentum,
                                rate,
                                w)
                        .outputs();
        graph.assign(momentum.name(), results.get(1));
        graph.assign(w.name(), results.get(2));
    }

    /** A variable of floats. */
    static Value floats(Graph graph, String name, int... sizes) {
        return graph.variable(name, ArrayType.float32(sizes));
    }

    private static Graph withGradients(Graph graph, Value y, List<Value> of) {
        graph.assign("result", y);
        Gradients.append(graph, y, of)
                .forEach((value, gradient) -> graph.assign(value.name() + "_grad", gradient));
        return graph;
    }
}
