package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/** The networks of the first lessons: a perceptron, LeNet, Caffe2's CIFAR-10 net; and AlexNet. */
public final class SmallNets {
    private SmallNets() {}

    /**
     * A multi-layer perceptron: fully connected layers with ReLU between them.
     *
     * @param widths the size of the input, of each hidden layer, and of the output
     * @return the scores, N x the last width
     */
    public static String mlp(ModelHelper model, String data, int... widths) {
        if (widths.length < 2) {
            throw new IllegalArgumentException("mlp needs the widths of input and output at least");
        }
        String layer = data;
        for (int i = 1; i < widths.length; i++) {
            layer = Brew.fc(model, layer, "fc" + i, widths[i - 1], widths[i]);
            if (i < widths.length - 1) {
                layer = Brew.relu(model, layer, layer);
            }
        }
        return layer;
    }

    /**
     * LeNet (LeCun et al. 1998) as in Caffe2's MNIST tutorial, with ReLU.
     *
     * @param data images, N x 1 x 28 x 28
     * @return the scores, N x 10
     */
    public static String leNet(ModelHelper model, String data) {
        String conv1 = Brew.conv(model, data, "conv1", 1, 20, kernel(5));
        String pool1 = Brew.maxPool(model, conv1, "pool1", kernel(2), stride(2));
        String conv2 = Brew.conv(model, pool1, "conv2", 20, 50, kernel(5));
        String pool2 = Brew.maxPool(model, conv2, "pool2", kernel(2), stride(2));
        String fc3 = Brew.fc(model, pool2, "fc3", 50 * 4 * 4, 500);
        String relu3 = Brew.relu(model, fc3, fc3);
        return Brew.fc(model, relu3, "pred", 500, 10);
    }

    /**
     * The network of Caffe2's CIFAR-10 tutorial.
     *
     * @param data images, N x 3 x 32 x 32
     * @return the scores, N x 10
     */
    public static String cifar10Tutorial(ModelHelper model, String data) {
        String conv1 = Brew.conv(model, data, "conv1", 3, 32, kernel(5), stride(1), pad(2));
        String pool1 = Brew.maxPool(model, conv1, "pool1", kernel(3), stride(2));
        String relu1 = Brew.relu(model, pool1, "relu1");
        String conv2 = Brew.conv(model, relu1, "conv2", 32, 32, kernel(5), stride(1), pad(2));
        String relu2 = Brew.relu(model, conv2, "relu2");
        String pool2 = Brew.averagePool(model, relu2, "pool2", kernel(3), stride(2));
        String conv3 = Brew.conv(model, pool2, "conv3", 32, 64, kernel(5), stride(1), pad(2));
        String relu3 = Brew.relu(model, conv3, "relu3");
        String pool3 = Brew.averagePool(model, relu3, "pool3", kernel(3), stride(2));
        String fc1 = Brew.fc(model, pool3, "fc1", 64 * 3 * 3, 64);
        return Brew.fc(model, fc1, "fc2", 64, 10);
    }

    /**
     * AlexNet (Krizhevsky 2014, the form for one tower) as in Caffe2's benchmarks.
     *
     * @param data images, N x 3 x 224 x 224
     * @param classes how many classes
     * @return the scores, N x classes
     */
    public static String alexNet(ModelHelper model, String data, int classes) {
        String layer = Brew.conv(model, data, "conv1", 3, 64, kernel(11), stride(4), pad(2));
        layer = Brew.relu(model, layer, "relu1");
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2));
        layer = Brew.conv(model, layer, "conv2", 64, 192, kernel(5), pad(2));
        layer = Brew.relu(model, layer, "relu2");
        layer = Brew.maxPool(model, layer, "pool2", kernel(3), stride(2));
        layer = Brew.conv(model, layer, "conv3", 192, 384, kernel(3), pad(1));
        layer = Brew.relu(model, layer, "relu3");
        layer = Brew.conv(model, layer, "conv4", 384, 256, kernel(3), pad(1));
        layer = Brew.relu(model, layer, "relu4");
        layer = Brew.conv(model, layer, "conv5", 256, 256, kernel(3), pad(1));
        layer = Brew.relu(model, layer, "relu5");
        layer = Brew.maxPool(model, layer, "pool5", kernel(3), stride(2));
        layer = Brew.fc(model, layer, "fc6", 256 * 6 * 6, 4096);
        layer = Brew.relu(model, layer, "relu6");
        layer = Brew.fc(model, layer, "fc7", 4096, 4096);
        layer = Brew.relu(model, layer, "relu7");
        return Brew.fc(model, layer, "fc8", 4096, classes);
    }
}
