package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.noBias;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.ratio;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.design.VggDesign;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Option;

/**
 * VGG networks (Simonyan and Zisserman 2015): stages of 3 x 3 convolutions, each stage twice as
 * wide as the one before, up to 512 channels, and ended by a pooling that halves the image.
 */
public final class Vgg {
    private static final Option MSRA = Option.weightInit(Initializer.msra());

    private Vgg() {}

    /**
     * Duograph's six-layer network for CIFAR-10: twice two 3 x 3 convolutions (32 and 64 channels)
     * and a pooling, a hidden layer of 512, ReLU throughout.
     *
     * @param data images, N x 3 x 32 x 32
     * @return the scores, N x classes
     */
    public static String sixLayers(ModelHelper model, String data, int classes) {
        String conv1 = Brew.conv(model, data, "conv1", 3, 32, kernel(3), pad(1), MSRA);
        String relu1 = Brew.relu(model, conv1, "relu1");
        String conv2 = Brew.conv(model, relu1, "conv2", 32, 32, kernel(3), pad(1), MSRA);
        String relu2 = Brew.relu(model, conv2, "relu2");
        String pool1 = Brew.maxPool(model, relu2, "pool1", kernel(2), stride(2));
        String conv3 = Brew.conv(model, pool1, "conv3", 32, 64, kernel(3), pad(1), MSRA);
        String relu3 = Brew.relu(model, conv3, "relu3");
        String conv4 = Brew.conv(model, relu3, "conv4", 64, 64, kernel(3), pad(1), MSRA);
        String relu4 = Brew.relu(model, conv4, "relu4");
        String pool2 = Brew.maxPool(model, relu4, "pool2", kernel(2), stride(2));
        String fc1 = Brew.fc(model, pool2, "fc1", 64 * 8 * 8, 512);
        String relu5 = Brew.relu(model, fc1, "relu5");
        return Brew.fc(model, relu5, "fc2", 512, classes);
    }

    /**
     * VGG-7, 11, 13, 16 or 19 for CIFAR; hidden layers of 512.
     *
     * @param data images, N x 3 x 32 x 32
     * @param layers layers with weights
     * @param batchNorm whether each convolution is followed by batch normalisation
     * @return the scores, N x classes
     */
    public static String cifar(
            ModelHelper model, String data, int layers, boolean batchNorm, int classes) {
        String layer = stages(model, data, layers, batchNorm);
        int size = layers == 7 ? 2 : 1; // of the image after the last stage
        layer = Brew.fc(model, layer, "fc1", 512 * size * size, 512, MSRA);
        layer = Brew.relu(model, layer, "fc1_relu");
        layer = Brew.fc(model, layer, "fc2", 512, 512, MSRA);
        layer = Brew.relu(model, layer, "fc2_relu");
        return Brew.fc(model, layer, "fc3", 512, classes);
    }

    /**
     * VGG-11, 13, 16 or 19 as published, for large images: hidden layers of 4096, and dropout.
     *
     * @param data images, N x 3 x height x width, declared; made for 224 x 224
     * @param layers layers with weights
     * @param batchNorm whether each convolution is followed by batch normalisation
     * @return the scores, N x classes
     */
    public static String imageNet(
            ModelHelper model, String data, int layers, boolean batchNorm, int classes) {
        String layer = stages(model, data, layers, batchNorm);
        for (String fc : List.of("fc1", "fc2")) {
            layer = Brew.fc(model, layer, fc, 4096, MSRA);
            layer = Brew.relu(model, layer, fc + "_relu");
            layer = Brew.dropout(model, layer, fc + "_drop", ratio(0.5));
        }
        return Brew.fc(model, layer, "fc3", classes);
    }

    private static String stages(ModelHelper model, String data, int layers, boolean batchNorm) {
        List<Integer> stages = VggDesign.of(layers).convolutions();
        String layer = data;
        int channels = 3;
        for (int s = 0; s < stages.size(); s++) {
            int width = VggDesign.width(s);
            for (int i = 1; i <= stages.get(s); i++) {
                String place = (s + 1) + "_" + i;
                layer = convolution(model, layer, place, channels, width, batchNorm);
                channels = width;
            }
            layer = Brew.maxPool(model, layer, "pool" + (s + 1), kernel(2), stride(2));
        }
        return layer;
    }

    private static String convolution(
            ModelHelper model, String in, String place, int dimIn, int dimOut, boolean batchNorm) {
        String name = "conv" + place;
        if (!batchNorm) {
            String conv = Brew.conv(model, in, name, dimIn, dimOut, kernel(3), pad(1), MSRA);
            return Brew.relu(model, conv, "relu" + place);
        }
        // Batch normalisation has a bias of its own.
        String conv = Brew.conv(model, in, name, dimIn, dimOut, kernel(3), pad(1), MSRA, noBias());
        String bn = Brew.spatialBn(model, conv, "bn" + place, dimOut);
        return Brew.relu(model, bn, "relu" + place);
    }
}
