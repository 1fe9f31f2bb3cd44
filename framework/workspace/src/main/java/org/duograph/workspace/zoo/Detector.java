package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * A net that finds things in images in one look: Tiny YOLO, version 2 (Redmon and Farhadi 2017).
 * Each cell of a coarse grid says for some boxes of usual shapes, its anchors, how they should be
 * moved and stretched, whether something is in them, and what.
 */
public final class Detector {
    /** Numbers of a box beside the scores of its classes: x, y, width, height, and how sure. */
    public static final int BOX = 5;

    private static final int[] HALVING = {16, 32, 64, 128, 256};

    private Detector() {}

    /**
     * Adds the network.
     *
     * @param data images, N x 3 x height x width, declared; height and width are multiples of 32
     * @param anchors boxes that each cell has; 5 in the paper
     * @return for each cell what it says, N x (anchors &middot; (5 + classes)) x height / 32 x
     *     width / 32, anchor after anchor; before the sigmoids and exponentials that make boxes of
     *     these numbers
     */
    public static String tinyYolo(ModelHelper model, String data, int anchors, int classes) {
        String layer = data;
        for (int i = 0; i < HALVING.length; i++) {
            layer = convolution(model, layer, "conv" + (i + 1), HALVING[i]);
            layer = Brew.maxPool(model, layer, "pool" + (i + 1), kernel(2), stride(2));
        }
        layer = convolution(model, layer, "conv6", 512);
        // Side by side, with a border at the right and below, so that the grid stays as it is.
        layer = Brew.maxPool(model, layer, "pool6", kernel(2), arg("pad_b", 1), arg("pad_r", 1));
        layer = convolution(model, layer, "conv7", 1024);
        layer = convolution(model, layer, "conv8", 1024);
        return Brew.conv(model, layer, "cells", anchors * (BOX + classes), kernel(1));
    }

    private static String convolution(ModelHelper model, String in, String name, int channels) {
        return new Blocks(model).same(in, name, channels, 3, 1, Activation.LEAKY_RELU);
    }
}
