package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.OperatorCode;

/**
 * Folds factors and summands of each channel into the layer in front of them: what batch
 * normalisation has become, and biases that stand apart. Where something else reads the layer's
 * output, they stay.
 */
final class FoldScales {
    private final List<LiteNode> nodes = new ArrayList<>();
    private final Map<LiteTensor, Integer> reads;

    private FoldScales(LiteGraph graph) {
        this.reads = graph.reads();
    }

    /** The graph with what can be folded folded. */
    static LiteGraph apply(LiteGraph graph) {
        FoldScales pass = new FoldScales(graph);
        graph.nodes().forEach(pass::add);
        return new LiteGraph(graph.inputs(), graph.outputs(), pass.nodes);
    }

    private void add(LiteNode node) {
        for (int i = 0; i < 2 && node.inputs().size() > 1; i++) {
            LiteTensor numbers = node.inputs().get(i);
            LiteNode layer = layerOf(node.inputs().get(1 - i));
            if (numbers.isConstant() && layer != null && isChannels(numbers, layer)) {
                LiteNode folded = fold(layer, node, numbers.numbers(), i);
                if (folded != null) {
                    nodes.set(nodes.indexOf(layer), folded);
                    return;
                }
            }
        }
        nodes.add(node);
    }

    /** The layer that alone writes a tensor which one node alone reads, if it is one. */
    private LiteNode layerOf(LiteTensor tensor) {
        for (LiteNode node : nodes) {
            if (node.output() == tensor) {
                boolean bare = node.activationSlot() < 0 || isZero(node, node.activationSlot());
                return node.isLayer() && bare && reads.get(tensor) == 1 ? node : null;
            }
        }
        return null;
    }

    private static boolean isZero(LiteNode node, int slot) {
        return node.options().get(slot).equals((byte) 0);
    }

    /** Whether it is one number, or one for each channel, which stand last. */
    private static boolean isChannels(LiteTensor numbers, LiteNode layer) {
        int channels = layer.output().shape[layer.output().shape.length - 1];
        int last = numbers.shape.length == 0 ? 1 : numbers.shape[numbers.shape.length - 1];
        return numbers.content instanceof float[]
                && numbers.shape.length <= layer.output().shape.length
                && (numbers.size() == 1 || (numbers.size() == channels && last == channels));
    }

    private static LiteNode fold(LiteNode layer, LiteNode node, float[] numbers, int at) {
        boolean minuend = node.code() == OperatorCode.SUB && at == 0;
        return switch (node.code()) {
            case MUL -> times(layer, node.output(), numbers, false);
            case ADD -> plus(layer, node.output(), numbers, 1);
            case SUB ->
                    minuend
                            ? plus(
                                    times(layer, node.output(), null, true),
                                    node.output(),
                                    numbers,
                                    1)
                            : plus(layer, node.output(), numbers, -1);
            default -> null;
        };
    }

    /** The layer with weights and bias times numbers, or times -1. */
    private static LiteNode times(
            LiteNode layer, LiteTensor output, float[] numbers, boolean negative) {
        LiteTensor w = layer.inputs().get(1);
        LiteTensor b = layer.inputs().get(layer.bias());
        int m = b.size();
        boolean last = layer.code() == OperatorCode.DEPTHWISE_CONV_2D;
        float[] weights = w.numbers().clone();
        float[] bias = b.numbers().clone();
        int each = weights.length / m;
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= negative ? -1 : number(numbers, last ? i % m : i / each);
        }
        for (int o = 0; o < m; o++) {
            bias[o] *= negative ? -1 : number(numbers, o);
        }
        return replaced(
                layer,
                output,
                LiteTensor.constant(w.name, weights, w.shape),
                LiteTensor.constant(b.name, bias, m));
    }

    private static LiteNode plus(LiteNode layer, LiteTensor output, float[] numbers, int sign) {
        LiteTensor b = layer.inputs().get(layer.bias());
        float[] bias = b.numbers().clone();
        for (int o = 0; o < bias.length; o++) {
            bias[o] += sign * number(numbers, o);
        }
        return replaced(
                layer,
                output,
                layer.inputs().get(1),
                LiteTensor.constant(b.name, bias, bias.length));
    }

    private static float number(float[] numbers, int channel) {
        return numbers[numbers.length == 1 ? 0 : channel];
    }

    private static LiteNode replaced(
            LiteNode layer, LiteTensor output, LiteTensor weights, LiteTensor bias) {
        List<LiteTensor> inputs = new ArrayList<>(layer.inputs());
        inputs.set(1, weights);
        inputs.set(layer.bias(), bias);
        return layer.with(inputs, output);
    }
}
