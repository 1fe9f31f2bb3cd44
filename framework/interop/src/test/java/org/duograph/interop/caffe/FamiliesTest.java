package org.duograph.interop.caffe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.workspace.proto.OperatorDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The nets that Caffe came with, on small images and with few channels, layer by layer. */
class FamiliesTest {
    @TempDir Path folder;

    /** Writes a prototxt, layer by layer; each method returns the top. */
    private static final class Net {
        private final StringBuilder text = new StringBuilder();

        Net(int... dims) {
            text.append("name: \"family\"\nlayer { name: \"data\" type: \"Input\" top: \"data\"");
            text.append(" input_param { shape {");
            for (int dim : dims) {
                text.append(" dim: ").append(dim);
            }
            text.append(" } } }\n");
        }

        String layer(String type, String name, List<String> bottoms, String top, String more) {
            text.append("layer {\n  name: \"%s\"\n  type: \"%s\"\n".formatted(name, type));
            bottoms.forEach(b -> text.append("  bottom: \"%s\"\n".formatted(b)));
            text.append("  top: \"%s\"\n  %s\n}\n".formatted(top, more));
            return top;
        }

        String conv(String name, String x, int out, int k, int s, int p, String more) {
            String param =
                    "convolution_param { num_output: %d kernel_size: %d stride: %d pad: %d %s }"
                            .formatted(out, k, s, p, more);
            return layer("Convolution", name, List.of(x), name, param);
        }

        /** In place. */
        String relu(String x) {
            return layer("ReLU", x + "/relu", List.of(x), x, "");
        }

        String convRelu(String name, String x, int out, int k, int s, int p) {
            return relu(conv(name, x, out, k, s, p, ""));
        }

        String pool(String name, String x, String method, int k, int s, int p) {
            String param =
                    "pooling_param { pool: %s kernel_size: %d stride: %d pad: %d }"
                            .formatted(method, k, s, p);
            return layer("Pooling", name, List.of(x), name, param);
        }

        String lrn(String name, String x) {
            return layer(
                    "LRN",
                    name,
                    List.of(x),
                    name,
                    "lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 }");
        }

        String product(String name, String x, int out) {
            String param = "inner_product_param { num_output: %d }".formatted(out);
            return layer("InnerProduct", name, List.of(x), name, param);
        }

        String dropout(String x) {
            return layer("Dropout", x + "/drop", List.of(x), x, "");
        }

        String softmax(String x) {
            return layer("Softmax", "prob", List.of(x), "prob", "");
        }

        /** Convolution, BatchNorm and Scale, the latter two in place. */
        String convNorm(String name, String x, int out, int k, int s, int p) {
            conv(name, x, out, k, s, p, "bias_term: false");
            layer(
                    "BatchNorm",
                    "bn_" + name,
                    List.of(name),
                    name,
                    "batch_norm_param { use_global_stats: true }");
            layer("Scale", "scale_" + name, List.of(name), name, "scale_param { bias_term: true }");
            return name;
        }
    }

    private Translation verified(Net net) throws IOException {
        return CaffeModel.of(folder, net.text.toString())
                .verified("onednn", CaffeTranslator.Options.DEFAULT);
    }

    private static List<String> types(Translation t) {
        return t.predict().getOpList().stream().map(OperatorDef::getType).toList();
    }

    @Test
    void leNet() throws IOException {
        Net net = new Net(2, 1, 28, 28);
        String x = net.pool("pool1", net.conv("conv1", "data", 20, 5, 1, 0, ""), "MAX", 2, 2, 0);
        x = net.pool("pool2", net.conv("conv2", x, 50, 5, 1, 0, ""), "MAX", 2, 2, 0);
        net.softmax(net.product("ip2", net.relu(net.product("ip1", x, 500)), 10));
        Translation t = verified(net);
        assertThat(types(t))
                .containsExactly(
                        "Conv", "MaxPool", "Conv", "MaxPool", "FC", "Relu", "FC", "Softmax");
        assertThat(t.inputs()).containsOnlyKeys("data").containsValue(Shape.of(2, 1, 28, 28));
        assertThat(t.predict().getExternalOutputList()).containsExactly("prob");
        assertThat(t.predict().getExternalInputList())
                .containsExactly(
                        "data", "conv1_w", "conv1_b", "conv2_w", "conv2_b", "ip1_w", "ip1_b",
                        "ip2_w", "ip2_b");
    }

    @Test
    void cifar10Quick() throws IOException {
        Net net = new Net(1, 3, 32, 32);
        String x =
                net.relu(
                        net.pool(
                                "pool1",
                                net.conv("conv1", "data", 32, 5, 1, 2, ""),
                                "MAX",
                                3,
                                2,
                                0));
        x = net.pool("pool2", net.convRelu("conv2", x, 32, 5, 1, 2), "AVE", 3, 2, 0);
        x = net.pool("pool3", net.convRelu("conv3", x, 64, 5, 1, 2), "AVE", 3, 2, 0);
        net.softmax(net.product("ip2", net.product("ip1", x, 64), 10));
        verified(net);
    }

    @Test
    void alexNet() throws IOException {
        Net net = new Net(1, 3, 67, 67);
        String x =
                net.pool(
                        "pool1",
                        net.lrn("norm1", net.convRelu("conv1", "data", 12, 11, 4, 0)),
                        "MAX",
                        3,
                        2,
                        0);
        x = net.relu(net.conv("conv2", x, 32, 5, 1, 2, "group: 2"));
        x = net.pool("pool2", net.lrn("norm2", x), "MAX", 3, 2, 0);
        x =
                net.relu(
                        net.conv(
                                "conv4",
                                net.convRelu("conv3", x, 48, 3, 1, 1),
                                48,
                                3,
                                1,
                                1,
                                "group: 2"));
        x =
                net.pool(
                        "pool5",
                        net.relu(net.conv("conv5", x, 32, 3, 1, 1, "group: 2")),
                        "MAX",
                        3,
                        2,
                        0);
        x = net.dropout(net.relu(net.product("fc6", x, 64)));
        net.softmax(net.product("fc8", net.dropout(net.relu(net.product("fc7", x, 64))), 20));
        verified(net);
    }

    private static String inception(Net net, String name, String x, int w) {
        String one = net.convRelu(name + "/1x1", x, 4 * w, 1, 1, 0);
        String three = net.convRelu(name + "/3x3_reduce", x, 6 * w, 1, 1, 0);
        three = net.convRelu(name + "/3x3", three, 8 * w, 3, 1, 1);
        String five = net.convRelu(name + "/5x5_reduce", x, w, 1, 1, 0);
        five = net.convRelu(name + "/5x5", five, 2 * w, 5, 1, 2);
        String pool = net.pool(name + "/pool", x, "MAX", 3, 1, 1);
        pool = net.convRelu(name + "/pool_proj", pool, 2 * w, 1, 1, 0);
        return net.layer(
                "Concat", name + "/output", List.of(one, three, five, pool), name + "/output", "");
    }

    @Test
    void googLeNet() throws IOException {
        Net net = new Net(1, 3, 64, 64);
        String x =
                net.pool(
                        "pool1/3x3_s2",
                        net.convRelu("conv1/7x7_s2", "data", 16, 7, 2, 3),
                        "MAX",
                        3,
                        2,
                        0);
        x = net.convRelu("conv2/3x3_reduce", net.lrn("pool1/norm1", x), 16, 1, 1, 0);
        x = net.lrn("conv2/norm2", net.convRelu("conv2/3x3", x, 48, 3, 1, 1));
        x = net.pool("pool2/3x3_s2", x, "MAX", 3, 2, 0);
        x = inception(net, "inception_3b", inception(net, "inception_3a", x, 4), 6);
        x = net.pool("pool3/3x3_s2", x, "MAX", 3, 2, 0);
        x = inception(net, "inception_4a", x, 6);
        x = net.dropout(net.pool("pool5", x, "AVE", 4, 1, 0));
        net.softmax(net.product("loss3/classifier", x, 30));
        verified(net);
    }

    @Test
    void resNet() throws IOException {
        Net net = new Net(1, 3, 64, 64);
        String x =
                net.pool(
                        "pool1",
                        net.relu(net.convNorm("conv1", "data", 16, 7, 2, 3)),
                        "MAX",
                        3,
                        2,
                        0);
        for (int stage = 2; stage < 5; stage++) {
            for (String block : List.of("a", "b")) {
                String name = "res" + stage + block;
                int width = 8 << stage - 2;
                int stride = stage > 2 && block.equals("a") ? 2 : 1;
                String shortcut =
                        block.equals("a")
                                ? net.convNorm(name + "_branch1", x, 4 * width, 1, stride, 0)
                                : x;
                String y = net.relu(net.convNorm(name + "_branch2a", x, width, 1, stride, 0));
                y = net.relu(net.convNorm(name + "_branch2b", y, width, 3, 1, 1));
                y = net.convNorm(name + "_branch2c", y, 4 * width, 1, 1, 0);
                x = net.relu(net.layer("Eltwise", name, List.of(shortcut, y), name, ""));
            }
        }
        net.softmax(
                net.product(
                        "fc",
                        net.layer(
                                "Pooling",
                                "pool5",
                                List.of(x),
                                "pool5",
                                "pooling_param { pool: AVE global_pooling: true }"),
                        30));
        Translation t = verified(net);
        long norms = types(t).stream().filter("SpatialBN"::equals).count();
        assertThat(norms).isEqualTo(types(t).stream().filter("Conv"::equals).count());
        assertThat(types(t)).doesNotContain("Mul", "Add");
    }
}
