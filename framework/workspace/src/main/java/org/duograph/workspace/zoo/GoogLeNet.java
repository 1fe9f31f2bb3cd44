package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.arg;
import static org.duograph.workspace.model.Option.globalPooling;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.ratio;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * GoogLeNet (Szegedy et al. 2015), without its two side outputs: nine modules that look at the
 * image through kernels of several sizes at once and put the results side by side.
 */
public final class GoogLeNet {
    private static final String[] NAMES = {"3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"};

    /** Per module: 1x1; 3x3 reduced, 3x3; 5x5 reduced, 5x5; after the pooling. */
    private static final int[][] WIDTHS = {
        {64, 96, 128, 16, 32, 32},
        {128, 128, 192, 32, 96, 64},
        {192, 96, 208, 16, 48, 64},
        {160, 112, 224, 24, 64, 64},
        {128, 128, 256, 24, 64, 64},
        {112, 144, 288, 32, 64, 64},
        {256, 160, 320, 32, 128, 128},
        {256, 160, 320, 32, 128, 128},
        {384, 192, 384, 48, 128, 128},
    };

    private final ModelHelper model;

    private GoogLeNet(ModelHelper model) {
        this.model = model;
    }

    /**
     * Adds the network.
     *
     * @param data images, N x 3 x 224 x 224
     * @return the scores, N x classes
     */
    public static String add(ModelHelper model, String data, int classes) {
        GoogLeNet net = new GoogLeNet(model);
        String layer = Brew.conv(model, data, "conv1", 3, 64, kernel(7), stride(2), pad(3));
        layer = Brew.relu(model, layer, "conv1_relu");
        layer = net.halve(layer, "pool1");
        layer = net.normalize(layer, "norm1");
        layer = net.convolution(layer, "conv2_reduce", 64, 64, 1);
        layer = net.convolution(layer, "conv2", 64, 192, 3);
        layer = net.normalize(layer, "norm2");
        layer = net.halve(layer, "pool2");
        int channels = 192;
        for (int i = 0; i < WIDTHS.length; i++) {
            if (NAMES[i].endsWith("a") && i > 0) {
                layer = net.halve(layer, "pool" + NAMES[i]);
            }
            layer = net.module(layer, "inception_" + NAMES[i], channels, WIDTHS[i]);
            channels = WIDTHS[i][0] + WIDTHS[i][2] + WIDTHS[i][4] + WIDTHS[i][5];
        }
        layer = Brew.averagePool(model, layer, "pool5", globalPooling());
        layer = Brew.dropout(model, layer, "pool5_drop", ratio(0.4));
        return Brew.fc(model, layer, "loss3_classifier", channels, classes);
    }

    private String module(String in, String name, int dimIn, int[] width) {
        String one = convolution(in, name + "_1x1", dimIn, width[0], 1);
        String three = convolution(in, name + "_3x3_reduce", dimIn, width[1], 1);
        three = convolution(three, name + "_3x3", width[1], width[2], 3);
        String five = convolution(in, name + "_5x5_reduce", dimIn, width[3], 1);
        five = convolution(five, name + "_5x5", width[3], width[4], 5);
        String pool = Brew.maxPool(model, in, name + "_pool", kernel(3), stride(1), pad(1));
        pool = convolution(pool, name + "_pool_proj", dimIn, width[5], 1);
        return Brew.depthConcat(model, List.of(one, three, five, pool), name + "_output");
    }

    private String convolution(String in, String name, int dimIn, int dimOut, int size) {
        String conv = Brew.conv(model, in, name, dimIn, dimOut, kernel(size), pad(size / 2));
        return Brew.relu(model, conv, name + "_relu");
    }

    private String halve(String in, String name) {
        return Brew.maxPool(model, in, name, kernel(3), stride(2), pad(1));
    }

    private String normalize(String in, String name) {
        return Brew.lrn(
                model,
                in,
                name,
                arg("size", 5),
                arg("alpha", 1e-4f),
                arg("beta", 0.75f),
                arg("bias", 1f));
    }
}
