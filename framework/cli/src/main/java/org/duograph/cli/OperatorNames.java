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
final class OperatorNames {
    /** Words of TensorFlow, Keras, PyTorch and ONNX, without case and separators. */
    private static final Map<String, String> ELSEWHERE =
            Map.ofEntries(
                    Map.entry("conv1d", "Conv"),
                    Map.entry("conv2d", "Conv"),
                    Map.entry("convolution", "Conv"),
                    Map.entry("conv2dtranspose", "ConvTranspose"),
                    Map.entry("convtranspose2d", "ConvTranspose"),
                    Map.entry("deconvolution", "ConvTranspose"),
                    Map.entry("dense", "FC"),
                    Map.entry("linear", "FC"),
                    Map.entry("gemm", "FC"),
                    Map.entry("innerproduct", "FC"),
                    Map.entry("biasadd", "Add"),
                    Map.entry("maxpool2d", "MaxPool"),
                    Map.entry("maxpooling2d", "MaxPool"),
                    Map.entry("avgpool", "AveragePool"),
                    Map.entry("avgpool2d", "AveragePool"),
                    Map.entry("averagepooling2d", "AveragePool"),
                    Map.entry("batchnorm", "SpatialBN"),
                    Map.entry("batchnorm2d", "SpatialBN"),
                    Map.entry("batchnormalization", "SpatialBN"),
                    Map.entry("fusedbatchnorm", "SpatialBN"),
                    Map.entry("localresponsenormalization", "LRN"),
                    Map.entry("crossentropyloss", "SoftmaxWithLoss"),
                    Map.entry("softmaxcrossentropywithlogits", "SoftmaxWithLoss"),
                    Map.entry("sparsesoftmaxcrossentropywithlogits", "SoftmaxWithLoss"),
                    Map.entry("assign", "Copy"),
                    Map.entry("identity", "Copy"),
                    Map.entry("truncatednormal", "GaussianFill"),
                    Map.entry("randomnormal", "GaussianFill"),
                    Map.entry("randomuniform", "UniformFill"),
                    Map.entry("multiply", "Mul"),
                    Map.entry("subtract", "Sub"),
                    Map.entry("divide", "Div"));

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
                        Stream.ofNullable(ELSEWHERE.get(plain)).filter(own()::contains))
                .findFirst();
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
