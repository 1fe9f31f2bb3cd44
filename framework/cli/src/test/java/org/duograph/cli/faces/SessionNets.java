package org.duograph.cli.faces;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.rnn.RecurrentLayers;

/**
 * The nets of the workspace face's zoo in TensorFlow's operations, with images N x C x H x W and
 * variables of the same names; and one that reads sequences.
 */
final class SessionNets {
    private final Graph graph;

    SessionNets(Graph graph) {
        this.graph = graph;
    }

    /** LeNet for images of 1 x 28 x 28. */
    Tensor leNet(Tensor images) {
        Tensor layer = pool(conv(images, "conv1", 1, 20, 5, "VALID"));
        layer = pool(conv(layer, "conv2", 20, 50, 5, "VALID"));
        layer = dense(layer.reshape(-1, 50 * 4 * 4), "fc3", 50 * 4 * 4, 500).relu();
        return dense(layer, "pred", 500, 10);
    }

    /** The six-layer network for images of 3 x 32 x 32. */
    Tensor sixLayers(Tensor images) {
        Tensor layer = conv(images, "conv1", 3, 32, 3, "SAME").relu();
        layer = pool(conv(layer, "conv2", 32, 32, 3, "SAME").relu());
        layer = conv(layer, "conv3", 32, 64, 3, "SAME").relu();
        layer = pool(conv(layer, "conv4", 64, 64, 3, "SAME").relu());
        layer = dense(layer.reshape(-1, 64 * 8 * 8), "fc1", 64 * 8 * 8, 512).relu();
        return dense(layer, "fc2", 512, 10);
    }

    /** VGG-16 for images of 3 x 32 x 32. */
    Tensor vgg16(Tensor images) {
        int[] convolutions = {2, 2, 3, 3, 3};
        Tensor layer = images;
        int channels = 3;
        for (int stage = 0; stage < 5; stage++) {
            int width = Math.min(512, 64 << stage);
            for (int i = 1; i <= convolutions[stage]; i++) {
                String name = "conv" + (stage + 1) + "_" + i;
                layer = conv(layer, name, channels, width, 3, "SAME").relu();
                channels = width;
            }
            layer = pool(layer);
        }
        layer = dense(layer.reshape(-1, 512), "fc1", 512, 512).relu();
        layer = dense(layer, "fc2", 512, 512).relu();
        return dense(layer, "fc3", 512, 10);
    }

    /**
     * A layer of 32 LSTM cells along the steps of sequences of 12 x 8; its last outputs' scores.
     */
    Tensor lstm(Tensor sequences) {
        return dense(new RecurrentLayers(graph).lstm(sequences, 32), "pred", 32, 10);
    }

    private Tensor conv(Tensor x, String name, int in, int out, int size, String padding) {
        Variable filter = variable(name + "_w", size, size, in, out);
        Variable bias = variable(name + "_b", out);
        Tensor y =
                graph.op("Conv2D")
                        .input(x, filter.read())
                        .attr("strides", List.of(1, 1, 1, 1))
                        .attr("padding", padding)
                        .attr("data_format", "NCHW")
                        .tensor();
        return graph.op("BiasAdd").input(y, bias.read()).attr("data_format", "NCHW").tensor();
    }

    private Tensor pool(Tensor x) {
        return graph.op("MaxPool")
                .input(x)
                .attr("ksize", List.of(1, 1, 2, 2))
                .attr("strides", List.of(1, 1, 2, 2))
                .attr("padding", "VALID")
                .attr("data_format", "NCHW")
                .tensor();
    }

    private Tensor dense(Tensor x, String name, int in, int out) {
        Variable kernel = variable(name + "_w", in, out);
        return x.matmul(kernel.read()).addBias(variable(name + "_b", out).read());
    }

    private Variable variable(String name, int... dims) {
        return graph.variable(name, Initializers.zeros(), dims);
    }
}
