package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each type of layer, in all its forms, beside its definition. */
class EachLayerTest {
    private static final String SECOND =
            "input: \"more\" input_shape { dim: 2 dim: 4 dim: 7 dim: 6 }\n";
    private static final String LABELS = "input: \"label\" input_shape { dim: 2 }\n";

    @TempDir Path folder;

    static List<String> nets() {
        return List.of(
                one("Convolution", "convolution_param { num_output: 6 kernel_size: 3 }"),
                one(
                        "Convolution",
                        "convolution_param { num_output: 6 kernel_size: 3 pad: 1 stride: 2 group: 2 bias_term: false }"),
                one(
                        "Convolution",
                        "convolution_param { num_output: 4 kernel_h: 3 kernel_w: 2 pad_h: 1 pad_w: 0 stride_h: 1 stride_w: 2 group: 4 }"),
                one(
                        "Convolution",
                        "convolution_param { num_output: 2 kernel_size: 3 kernel_size: 2 dilation: 2 pad: 2 }"),
                one(
                        "Deconvolution",
                        "convolution_param { num_output: 3 kernel_size: 4 stride: 2 pad: 1 }"),
                one(
                        "Deconvolution",
                        "convolution_param { num_output: 4 kernel_size: 3 stride: 2 group: 4 bias_term: false }"),
                one(
                        "Deconvolution",
                        "convolution_param { num_output: 6 kernel_size: 2 dilation: 2 group: 2 }"),
                one("InnerProduct", "inner_product_param { num_output: 5 }"),
                one(
                        "InnerProduct",
                        "inner_product_param { num_output: 5 axis: 2 bias_term: false }"),
                one("InnerProduct", "inner_product_param { num_output: 5 transpose: true }"),
                LABELS
                        + "layer { name: \"l\" type: \"Embed\" bottom: \"label\" top: \"y\" embed_param { input_dim: 9 num_output: 3 } }",
                one("Pooling", "pooling_param { pool: MAX kernel_size: 2 stride: 2 }"),
                one("Pooling", "pooling_param { pool: MAX kernel_size: 3 stride: 2 pad: 1 }"),
                one("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 }"),
                one("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 2 pad: 1 }"),
                one("Pooling", "pooling_param { pool: AVE kernel_size: 3 stride: 1 pad: 1 }"),
                one("Pooling", "pooling_param { pool: AVE kernel_size: 2 stride: 3 pad: 1 }"),
                one("Pooling", "pooling_param { pool: MAX kernel_size: 2 stride: 3 pad: 1 }"),
                one(
                        "Pooling",
                        "pooling_param { pool: MAX kernel_h: 3 kernel_w: 2 stride_h: 2 stride_w: 3 pad_h: 1 pad_w: 0 }"),
                one("Pooling", "pooling_param { pool: AVE global_pooling: true }"),
                one("LRN", "lrn_param { local_size: 3 alpha: 0.5 beta: 0.75 k: 2 }"),
                one("LRN", "lrn_param { local_size: 3 alpha: 0.5 norm_region: WITHIN_CHANNEL }"),
                one("BatchNorm", "batch_norm_param { eps: 0.01 }"),
                one("MVN", ""),
                one("MVN", "mvn_param { across_channels: true eps: 0.1 }"),
                one("MVN", "mvn_param { normalize_variance: false }"),
                one("Scale", ""),
                one("Scale", "scale_param { bias_term: true }"),
                one("Scale", "scale_param { axis: 2 num_axes: -1 bias_term: true }"),
                one("Scale", "scale_param { axis: 0 num_axes: 2 }"),
                SECOND + one("Scale", "bottom: \"more\" scale_param { axis: 0 bias_term: true }"),
                one("Bias", ""),
                one("ReLU", ""),
                one("ReLU", "relu_param { negative_slope: 0.1 }"),
                one("PReLU", ""),
                one("PReLU", "prelu_param { channel_shared: true }"),
                one("ELU", "elu_param { alpha: 0.5 }"),
                one("Sigmoid", ""),
                one("TanH", ""),
                one("AbsVal", ""),
                one("BNLL", ""),
                one("Power", "power_param { shift: 2 scale: 0.5 power: 1.5 }"),
                one("Power", "power_param { scale: -2 }"),
                one("Power", "power_param { shift: 3 }"),
                one("Power", "power_param { power: 2 }"),
                one("Exp", ""),
                one("Exp", "exp_param { base: 2 scale: 0.5 shift: 1 }"),
                one("Log", "log_param { base: 10 scale: 0.5 shift: 2 }"),
                one("Threshold", "threshold_param { threshold: 0.25 }"),
                one("Dropout", "dropout_param { dropout_ratio: 0.3 }"),
                one("Split", "top: \"z\""),
                one("TanH", "") + "layer { name: \"s\" type: \"Silence\" bottom: \"data\" }",
                SECOND + one("Eltwise", "bottom: \"more\""),
                SECOND + one("Eltwise", "bottom: \"more\" eltwise_param { coeff: 1 coeff: -0.5 }"),
                SECOND
                        + one(
                                "Eltwise",
                                "bottom: \"more\" bottom: \"data\" eltwise_param { operation: PROD }"),
                SECOND + one("Eltwise", "bottom: \"more\" eltwise_param { operation: MAX }"),
                SECOND + one("Concat", "bottom: \"more\""),
                SECOND + one("Concat", "bottom: \"more\" concat_param { axis: -1 }"),
                SECOND + one("Concat", "bottom: \"more\" concat_param { concat_dim: 2 }"),
                one("Slice", "top: \"z\""),
                one("Slice", "top: \"z\" slice_param { axis: 2 slice_point: 3 }"),
                one("Tile", "tile_param { axis: 1 tiles: 3 }"),
                crop("crop_param { axis: 2 offset: 1 }"),
                crop("crop_param { axis: 2 offset: 2 offset: 0 }"),
                crop(""),
                one("Flatten", ""),
                one("Flatten", "flatten_param { axis: 1 end_axis: 2 }"),
                one("Flatten", "flatten_param { axis: 0 }"),
                one("Reshape", "reshape_param { shape { dim: 0 dim: -1 dim: 3 } }"),
                one(
                        "Reshape",
                        "reshape_param { axis: 1 num_axes: 2 shape { dim: 2 dim: -1 dim: 7 } }"),
                one("Reduction", ""),
                one("Reduction", "reduction_param { operation: MEAN axis: 1 }"),
                one("Reduction", "reduction_param { operation: ASUM axis: 2 coeff: 0.5 }"),
                one("Reduction", "reduction_param { operation: SUMSQ axis: -1 }"),
                one("ArgMax", "argmax_param { axis: 1 }"),
                one("ArgMax", ""),
                one("Softmax", ""),
                one("Softmax", "softmax_param { axis: 3 }"),
                one("Softmax", "softmax_param { axis: 2 }"),
                scores("SoftmaxWithLoss", "top: \"prob\""),
                scores("SoftmaxWithLoss", ""),
                "input: \"label\" input_shape { dim: 2 dim: 1 dim: 7 dim: 6 }\n"
                        + one("SoftmaxWithLoss", "bottom: \"label\""),
                scores("Accuracy", "accuracy_param { top_k: 2 }"),
                scores("MultinomialLogisticLoss", "").replace("TanH", "Softmax"),
                SECOND + one("EuclideanLoss", "bottom: \"more\""),
                SECOND + one("SigmoidCrossEntropyLoss", "bottom: \"more\""));
    }

    private static String one(String type, String more) {
        return CaffeModel.DATA + CaffeModel.layer(type, more);
    }

    private static String crop(String more) {
        return "input: \"like\" input_shape { dim: 2 dim: 4 dim: 5 dim: 4 }\n"
                + one("Crop", "bottom: \"like\" " + more);
    }

    private static String scores(String type, String more) {
        return "input: \"data\" input_shape { dim: 6 dim: 4 }\n"
                + "input: \"label\" input_shape { dim: 6 }\n"
                + "layer { name: \"s\" type: \"TanH\" bottom: \"data\" top: \"s\" }\n"
                + CaffeModel.layer(type, "bottom: \"label\" " + more).replace("\"data\"", "\"s\"");
    }

    @ParameterizedTest
    @MethodSource("nets")
    void aLayerComputesWhatItIsDefinedTo(String net) throws IOException {
        CaffeModel model = CaffeModel.of(folder, net);
        model.verified();
        model.verified(
                "java",
                new CaffeTranslator.Options(
                        CaffeTranslator.Options.DEFAULT.state(), true, java.util.Map.of()));
    }

    @Test
    void noTypeIsLeftOut() {
        Set<String> tried = new LinkedHashSet<>();
        Pattern type = Pattern.compile("type: \"(\\w+)\"");
        nets().forEach(net -> type.matcher(net).results().forEach(m -> tried.add(m.group(1))));
        Set<String> missing = new LinkedHashSet<>(LayerTypes.names());
        missing.removeIf(InputLayers::isInput);
        missing.removeAll(tried);
        assertThat(missing).isEmpty();
    }
}
