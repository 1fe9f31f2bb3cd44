package org.duograph.session.cluster;

import java.util.Random;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Layers;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** LeNet on pictures of which each has a bright row, whose number is its class. */
final class LeNet {
    static final int ROWS = 8; // of a worker's batch

    final Graph graph = new Graph();
    final Tensor images;
    final Tensor labels;
    Tensor features;
    Tensor loss;

    LeNet() {
        graph.setRandomSeed(3);
        images = graph.placeholder("images", DType.FLOAT32, -1, 28, 28, 1);
        labels = graph.placeholder("labels", DType.INT32, -1);
    }

    /** The net's first half. */
    LeNet convolutions() {
        Layers layers = graph.layers().kernel(Initializers.truncatedNormal(0, 0.1));
        Tensor x = layers.name("conv1").conv2d(images, 6, 5).relu();
        x = layers.name("pool1").maxPooling2d(x, 2, 2);
        x = layers.name("conv2").conv2d(x, 16, 5).relu();
        x = layers.name("pool2").maxPooling2d(x, 2, 2);
        features = layers.flatten(x);
        return this;
    }

    /** Its second half, and the loss. */
    LeNet products() {
        Layers layers = graph.layers().kernel(Initializers.truncatedNormal(0, 0.1));
        Tensor x = layers.name("fc1").dense(features, 120).relu();
        x = layers.name("fc2").dense(x, 84).relu();
        x = layers.name("fc3").dense(x, 10);
        loss = x.sparseSoftmaxCrossEntropy(labels).mean();
        return this;
    }

    /** The labels of rows {@code from} to {@code to} of a step's batch. */
    static NDArray labels(int step, int from, int to) {
        NDArray labels = NDArray.zeros(new ArrayType(DType.INT32, Shape.of(to - from)));
        for (int i = from; i < to; i++) {
            labels.set(i - from, new Random(1000L * step + i).nextInt(10));
        }
        return labels;
    }

    /** The images that belong to them. */
    static NDArray images(int step, int from, int to) {
        NDArray images =
                NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(to - from, 28, 28, 1)));
        for (int i = from; i < to; i++) {
            Random random = new Random(1000L * step + i);
            int label = random.nextInt(10);
            for (int p = 0; p < 784; p++) {
                float bright = p / 28 == 9 + label ? 1 : 0;
                images.floats()[(i - from) * 784 + p] = bright + 0.2f * random.nextFloat();
            }
        }
        return images;
    }
}
