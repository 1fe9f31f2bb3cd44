package org.duograph.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.host.HostOperators;
import org.duograph.workspace.lower.Vocabulary;
import org.duograph.workspace.net.GradientSchema;

/** What a name of an operator may mean: ours, Caffe2's other names, and what others call it. */
public final class OperatorNames {
    /** Our names, each with the words that TensorFlow, Keras, PyTorch and ONNX have for it. */
    private static final Map<String, List<String>> ELSEWHERE =
            Map.ofEntries(
                    Map.entry("Conv", List.of("Conv1D", "Conv2D", "Convolution")),
                    Map.entry(
                            "ConvTranspose",
                            List.of(
                                    "Conv2DTranspose",
                                    "ConvTranspose2d",
                                    "TransposedConvolution",
                                    "Deconvolution")),
                    Map.entry(
                            "FC",
                            List.of("Dense", "Linear", "Gemm", "InnerProduct", "FullyConnected")),
                    Map.entry("Add", List.of("BiasAdd")),
                    Map.entry("MaxPool", List.of("MaxPool2d", "MaxPooling2D")),
                    Map.entry(
                            "AveragePool",
                            List.of(
                                    "AvgPool",
                                    "AvgPool2d",
                                    "AveragePooling2D",
                                    "GlobalAveragePool")),
                    Map.entry(
                            "SpatialBN",
                            List.of(
                                    "BatchNorm",
                                    "BatchNorm2d",
                                    "BatchNormalization",
                                    "FusedBatchNorm")),
                    Map.entry("LRN", List.of("LocalResponseNormalization")),
                    Map.entry(
                            "SoftmaxWithLoss",
                            List.of(
                                    "CrossEntropyLoss",
                                    "SoftmaxCrossEntropyWithLogits",
                                    "SparseSoftmaxCrossEntropyWithLogits")),
                    Map.entry("Copy", List.of("Assign", "Identity")),
                    Map.entry("GaussianFill", List.of("TruncatedNormal", "RandomNormal")),
                    Map.entry("UniformFill", List.of("RandomUniform")),
                    Map.entry("Mul", List.of("Multiply")),
                    Map.entry("Sub", List.of("Subtract")),
                    Map.entry("Div", List.of("Divide")),
                    Map.entry("Gather", List.of("Embedding", "EmbeddingLookup")),
                    Map.entry("InstanceNorm", List.of("InstanceNormalization")),
                    Map.entry("LayerNorm", List.of("LayerNormalization")),
                    Map.entry("Swish", List.of("Silu")),
                    Map.entry("Sqr", List.of("Square")),
                    Map.entry("Negative", List.of("Neg")),
                    Map.entry("EQ", List.of("Equal")),
                    Map.entry("NE", List.of("NotEqual")),
                    Map.entry("LT", List.of("Less")),
                    Map.entry("LE", List.of("LessEqual")),
                    Map.entry("GT", List.of("Greater")),
                    Map.entry("GE", List.of("GreaterEqual")),
                    Map.entry("Where", List.of("Select")),
                    Map.entry("If", List.of("Cond")),
                    Map.entry("While", List.of("WhileLoop")),
                    Map.entry("MSRAFill", List.of("HeNormal", "KaimingNormal")),
                    Map.entry("XavierFill", List.of("GlorotUniform", "XavierUniform")),
                    Map.entry("ConstantFill", List.of("Zeros", "Ones", "Fill")),
                    Map.entry("RangeFill", List.of("Arange")),
                    Map.entry("ResizeNearest", List.of("Upsample")),
                    Map.entry("Expand", List.of("BroadcastTo")),
                    Map.entry("Reshape", List.of("View")),
                    Map.entry("Transpose", List.of("Permute")),
                    Map.entry("TopK", List.of("TopKV2")),
                    Map.entry("MomentumSGDUpdate", List.of("SGD", "Momentum")),
                    Map.entry("Sigmoid", List.of("Logistic")));

    private OperatorNames() {}

    /** All names that have a page of their own. */
    static Set<String> own() {
        Set<String> all = new LinkedHashSet<>(OpCatalog.types());
        all.addAll(HostOperators.all().keySet());
        return all;
    }

    /**
     * The name of the operator that is meant by another one; empty if it is our own name, or nobody
     * knows it.
     */
    static Optional<String> meantBy(String name) {
        if (own().contains(name)) {
            return Optional.empty();
        }
        String caffe2 = Vocabulary.others().get(name);
        if (caffe2 != null) {
            return Optional.of(caffe2);
        }
        String plain = plain(name);
        return Stream.concat(
                        own().stream().filter(type -> plain(type).equals(plain)),
                        ELSEWHERE.keySet().stream()
                                .filter(own()::contains)
                                .filter(type -> isCalled(type, plain)))
                .findFirst();
    }

    private static boolean isCalled(String type, String plain) {
        return ELSEWHERE.get(type).stream().anyMatch(word -> plain(word).equals(plain));
    }

    /** Other names of an operator: Caffe2's, then TensorFlow's, Keras', PyTorch's and ONNX'. */
    public static List<String> others(String type) {
        return Stream.concat(
                        Vocabulary.others().entrySet().stream()
                                .filter(other -> other.getValue().equals(type))
                                .map(Map.Entry::getKey)
                                .sorted(),
                        ELSEWHERE.getOrDefault(type, List.of()).stream())
                .toList();
    }

    /** The form in which names are compared: {@code tf.nn.conv_2d} and {@code Conv2D} are alike. */
    private static String plain(String name) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return last.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
    }

    /** Of a gradient operator that Caffe2 writes, what it is here, in lines; none if it is none. */
    static List<String> ofCaffe2Gradient(String type) {
        return GradientSchema.formsOfGradient(type).stream()
                .map(
                        schema ->
                                "%s: the gradient of %s as nets write it. It reads %s and writes %s."
                                        .formatted(
                                                type,
                                                schema.forward(),
                                                roles(schema.inputs()),
                                                roles(schema.outputs())))
                .toList();
    }

    private static String roles(List<GradientSchema.Role> roles) {
        return roles.stream().map(GradientSchema.Role::toString).collect(Collectors.joining(", "));
    }
}
