package org.duograph.experiments.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.NetSpec.Layer;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Relu;
import org.duograph.ops.conv.Conv;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.ops.norm.SpatialBN;
import org.duograph.ops.pool.MaxPool;
import org.duograph.ops.product.FC;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Whole nets as graphs, without any face: layers, loss, gradients, updates. */
final class Nets {
    private final Graph graph;
    private final Map<String, Value> parameters = new LinkedHashMap<>();

    private final boolean trains;

    private Nets(String name, boolean trains) {
        graph = new Graph(name);
        this.trains = trains;
    }

    /** A net that infers a batch. */
    static Graph inferring(String name, int batch) {
        Nets net = new Nets(name, false);
        net.graph.assign("scores", net.layers(NetSpec.named(name), batch));
        return net.graph;
    }

    /** A net that takes one step of training, with momentum. */
    static Graph training(String name, int batch) {
        Nets net = new Nets(name, true);
        Graph graph = net.graph;
        Value scores = net.layers(NetSpec.named(name), batch);
        Value label = graph.variable("label", new ArrayType(DType.INT32, Shape.of(batch)));
        Value loss = graph.append("loss", SoftmaxWithLoss.OP, Map.of(), scores, label).output(1);
        graph.assign("loss", loss);
        Value rate = Layers.floats(graph, "rate", 1);
        List<Value> all = List.copyOf(net.parameters.values());
        Gradients.append(graph, loss, all)
                .forEach(
                        (w, gradient) -> {
                            String velocity = w.name() + "_velocity";
                            Value momentum = graph.variable(velocity, w.type());
                            Layers.descend(graph, w, gradient, momentum, rate);
                        });
        return graph;
    }

    private Value parameter(String name, int... sizes) {
        Value value = Layers.floats(graph, name, sizes);
        parameters.put(name, value);
        return value;
    }

    private Value layers(NetSpec spec, int batch) {
        Value x = Layers.floats(graph, "data", batch, NetSpec.CHANNELS, NetSpec.SIZE, NetSpec.SIZE);
        for (int i = 0; i < spec.layers().size(); i++) {
            x = layer(x, spec.layers().get(i), i);
        }
        return x;
    }

    private Value layer(Value x, Layer layer, int i) {
        if (layer instanceof Layer.Conv c) {
            Value w = parameter("conv" + i + "_w", c.out(), c.in(), 3, 3);
            Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
            if (!c.bias()) {
                return graph.append("conv" + i, Conv.OP, window, x, w).output(0);
            }
            Value b = parameter("conv" + i + "_b", c.out());
            return graph.append("conv" + i, Conv.OP, window, x, w, b).output(0);
        }
        if (layer instanceof Layer.BatchNorm bn) {
            return batchNorm(x, bn.channels(), "bn" + i);
        }
        if (layer instanceof Layer.Dense d) {
            Value w = parameter("fc" + i + "_w", d.out(), d.in());
            Value b = parameter("fc" + i + "_b", d.out());
            return graph.append("fc" + i, FC.OP, Map.of(), x, w, b).output(0);
        }
        if (layer instanceof Layer.MaxPool) {
            Map<String, Object> window = Map.of("kernel", 2, "stride", 2);
            return graph.append("pool" + i, MaxPool.OP, window, x).output(0);
        }
        if (layer instanceof Layer.Relu) {
            return graph.append("relu" + i, Relu.OP, Map.of(), x).output(0);
        }
        throw new IllegalArgumentException("No graph of nets with " + layer + " is measured here");
    }

    private Value batchNorm(Value x, int channels, String name) {
        Value scale = parameter(name + "_s", channels);
        Value shift = parameter(name + "_b", channels);
        Value mean = Layers.floats(graph, name + "_rm", channels);
        Value variance = Layers.floats(graph, name + "_riv", channels);
        Map<String, Object> attrs =
                Map.of(
                        "is_test", trains ? 0 : 1,
                        "epsilon", NetSpec.BN_EPSILON,
                        "momentum", NetSpec.BN_MOMENTUM);
        Node node = graph.append(name, SpatialBN.OP, attrs, x, scale, shift, mean, variance);
        if (trains) {
            graph.assign(mean.name(), node.output(1));
            graph.assign(variance.name(), node.output(2));
        }
        return node.output(0);
    }
}
