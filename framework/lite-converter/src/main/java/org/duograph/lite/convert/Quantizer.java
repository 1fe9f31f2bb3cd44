package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.OperatorCode;
import org.duograph.lite.model.Quantization;

/**
 * Makes a model compute with int8. Inputs and outputs stay real numbers: QUANTIZE and DEQUANTIZE
 * stand where the two meet.
 *
 * <p>What prepares inputs stays in single precision, and so do operators that {@link Int8Nodes}
 * leaves out. Activations have a scale and a zero each, from their {@link Ranges}; tensors between
 * which numbers are only moved share them. Weights have a scale for each output channel. Source:
 * the scheme of TensorFlow Lite's 8-bit specification.
 */
final class Quantizer {
    private final LiteGraph graph;
    private final Ranges ranges;
    private final Map<LiteTensor, Integer> numbers;
    private final Int8Nodes chosen;
    private final Map<LiteTensor, LiteTensor> groups = new HashMap<>();
    private final Map<LiteTensor, Quantization> meanings = new HashMap<>(); // of groups
    private final Map<LiteTensor, LiteTensor> whole = new HashMap<>(); // as int8
    private final Map<LiteTensor, LiteTensor> real = new HashMap<>(); // as float32
    private final List<LiteNode> nodes = new ArrayList<>();

    /** Quantises a model by the ranges that its tensors had, numbered as in its file. */
    Quantizer(LiteGraph graph, Map<LiteTensor, Integer> numbers, Ranges ranges) {
        this.graph = graph;
        this.numbers = numbers;
        this.ranges = ranges;
        this.chosen = new Int8Nodes(graph);
    }

    /** The quantised model. */
    LiteGraph quantized() {
        for (LiteNode node : graph.nodes()) {
            if (chosen.isInt8(node) && Int8Nodes.keepsScale(node.code())) {
                activations(node).forEach(input -> unite(input, node.output()));
            }
        }
        graph.inputs().forEach(input -> real.put(input, input));
        for (LiteNode node : graph.nodes()) {
            if (chosen.isInt8(node)) {
                addInt8(node);
            } else {
                List<LiteTensor> inputs = new ArrayList<>(node.inputs());
                inputs.replaceAll(t -> t == null || t.isConstant() ? t : asReal(t));
                nodes.add(node.with(inputs, node.output()));
                real.put(node.output(), node.output());
            }
        }
        List<LiteTensor> outputs = graph.outputs().stream().map(this::asReal).toList();
        return new LiteGraph(graph.inputs(), outputs, nodes);
    }

    /** How many nodes compute with int8. */
    long int8Nodes() {
        return graph.nodes().stream().filter(chosen::isInt8).count();
    }

    private static List<LiteTensor> activations(LiteNode node) {
        return node.inputs().stream().filter(t -> t != null && !t.isConstant()).toList();
    }

    private LiteTensor group(LiteTensor tensor) {
        LiteTensor first = tensor;
        while (groups.containsKey(first)) {
            first = groups.get(first);
        }
        return first;
    }

    private void unite(LiteTensor a, LiteTensor b) {
        if (group(a) != group(b)) {
            groups.put(group(b), group(a));
        }
    }

    /** What the whole numbers of a tensor mean: that of all of its group together. */
    private Quantization meaning(LiteTensor tensor) {
        return meanings.computeIfAbsent(
                group(tensor),
                first -> {
                    float least = 0;
                    float most = 0;
                    for (Map.Entry<LiteTensor, Integer> entry : numbers.entrySet()) {
                        if (!entry.getKey().isConstant() && group(entry.getKey()) == first) {
                            least = Math.min(least, ranges.least(entry.getValue()));
                            most = Math.max(most, ranges.most(entry.getValue()));
                        }
                    }
                    requireSeen(first, least, most);
                    return meaning(least, most);
                });
    }

    private static void requireSeen(LiteTensor tensor, float least, float most) {
        if (least == most) {
            throw new IllegalArgumentException(
                    "On all examples \"%s\" holds nothing but 0, so its range is not known; calibrate on inputs as they will come, on more of them, or leave the layer out of the model"
                            .formatted(tensor.name));
        }
    }

    /** The scale and zero by which int8 reaches from {@code least} to {@code most}, 0 exactly. */
    static Quantization meaning(float least, float most) {
        float low = Math.min(0, least);
        float high = Math.max(0, most);
        float scale = high > low ? (float) (((double) high - low) / 255) : 1;
        long zero = Math.round(-128 - (double) low / scale);
        return Quantization.of(scale, (int) Math.max(-128, Math.min(127, zero)));
    }

    private LiteTensor asReal(LiteTensor tensor) {
        LiteTensor there = real.get(tensor);
        if (there == null) {
            there = LiteTensor.floats(tensor.name, tensor.shape);
            nodes.add(
                    new LiteNode(
                            OperatorCode.DEQUANTIZE, List.of(whole(tensor)), there, List.of()));
            real.put(tensor, there);
        }
        return there;
    }

    private LiteTensor whole(LiteTensor tensor) {
        LiteTensor there = whole.get(tensor);
        if (there == null) {
            there = int8(tensor, meaning(tensor));
            nodes.add(
                    new LiteNode(
                            OperatorCode.QUANTIZE, List.of(real.get(tensor)), there, List.of()));
            whole.put(tensor, there);
        }
        return there;
    }

    private static LiteTensor int8(LiteTensor tensor, Quantization meaning) {
        return new LiteTensor(tensor.name + "/int8", ElementType.INT8, tensor.shape, null, meaning);
    }

    private void addInt8(LiteNode node) {
        List<LiteTensor> inputs = new ArrayList<>();
        for (LiteTensor input : node.inputs()) {
            boolean isActivation = input != null && !input.isConstant();
            inputs.add(isActivation ? whole(input) : input);
        }
        if (node.isLayer()) {
            quantizeWeights(node, inputs);
        } else {
            quantizeConstants(node, inputs);
        }
        Quantization fixed = Int8Nodes.fixedMeaning(node.code());
        Quantization wanted = meaning(node.output());
        LiteTensor output = int8(node.output(), fixed == null ? wanted : fixed);
        nodes.add(node.with(inputs, output));
        if (fixed != null && groups.size() > 0 && isShared(node.output())) {
            LiteTensor other = int8(node.output(), wanted);
            nodes.add(new LiteNode(OperatorCode.QUANTIZE, List.of(output), other, List.of()));
            output = other;
        }
        whole.put(node.output(), output);
    }

    /** Whether it shares its meaning with another tensor. */
    private boolean isShared(LiteTensor tensor) {
        return groups.containsKey(tensor) || groups.containsValue(tensor);
    }

    private void quantizeWeights(LiteNode node, List<LiteTensor> inputs) {
        LiteTensor w = node.inputs().get(1);
        LiteTensor b = node.inputs().get(node.bias());
        double scaleX = inputs.get(node.data()).quantization.scale();
        int m = b.size();
        int axis = node.code() == OperatorCode.DEPTHWISE_CONV_2D ? 3 : 0;
        float[] scales = Weights.scales(w.numbers(), m, axis == 3, b.numbers(), scaleX);
        if (node.code() == OperatorCode.FULLY_CONNECTED) { // one scale for all of them
            float most = 0;
            for (float scale : scales) {
                most = Math.max(most, scale);
            }
            scales = new float[] {most};
        }
        byte[] weights = Weights.quantized(w.numbers(), m, axis == 3, scales);
        Quantization ofWeights = new Quantization(scales, new int[scales.length], axis);
        inputs.set(1, new LiteTensor(w.name, ElementType.INT8, w.shape, weights, ofWeights));
        int[] bias = new int[m];
        float[] biasScales = new float[scales.length];
        for (int i = 0; i < scales.length; i++) {
            biasScales[i] = (float) (scaleX * scales[i]);
        }
        for (int o = 0; o < m; o++) {
            double scale = scaleX * scales[scales.length == 1 ? 0 : o];
            bias[o] = (int) Math.round(b.numbers()[o] / scale); // cut to 32 bits
        }
        Quantization ofBias = new Quantization(biasScales, new int[scales.length], 0);
        inputs.set(node.bias(), new LiteTensor(b.name, ElementType.INT32, b.shape, bias, ofBias));
    }

    /** Operands that are constants; shapes and axes stay what they are. */
    private void quantizeConstants(LiteNode node, List<LiteTensor> inputs) {
        for (int i = 0; i < inputs.size(); i++) {
            LiteTensor constant = node.inputs().get(i);
            if (constant == null || !(constant.content instanceof float[] given)) {
                continue;
            }
            float least = Float.POSITIVE_INFINITY;
            float most = Float.NEGATIVE_INFINITY;
            for (float number : given) {
                least = Math.min(least, number);
                most = Math.max(most, number);
            }
            Quantization meaning =
                    Int8Nodes.keepsScale(node.code())
                            ? meaning(node.output())
                            : meaning(least, most);
            byte[] content = new byte[given.length];
            for (int j = 0; j < content.length; j++) {
                content[j] = (byte) meaning.quantize(given[j], ElementType.INT8);
            }
            inputs.set(
                    i,
                    new LiteTensor(
                            constant.name, ElementType.INT8, constant.shape, content, meaning));
        }
    }
}
