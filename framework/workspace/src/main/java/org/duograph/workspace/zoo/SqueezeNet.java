package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.ratio;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * SqueezeNet (Iandola et al. 2016): AlexNet's accuracy with a fiftieth of its numbers, by modules
 * that squeeze the channels with 1 x 1 kernels before larger ones see them. Without batch
 * normalisation, and without fully connected layers.
 */
public final class SqueezeNet {
    /** Channels of the eight modules: squeezed, and expanded by either kernel. */
    private static final int[][] FIRES = {
        {16, 64}, {16, 64}, {32, 128}, {32, 128}, {48, 192}, {48, 192}, {64, 256}, {64, 256},
    };

    private final ModelHelper model;

    private SqueezeNet(ModelHelper model) {
        this.model = model;
    }

    /** Version 1.0, of images N x 3 x height x width, declared; gives scores, N x classes. */
    public static String v10(ModelHelper model, String data, int classes) {
        return new SqueezeNet(model).add(data, 96, 7, List.of(3, 7), classes);
    }

    /** Version 1.1, which is as good with less than half the work. */
    public static String v11(ModelHelper model, String data, int classes) {
        return new SqueezeNet(model).add(data, 64, 3, List.of(2, 4), classes);
    }

    /** A net that halves its images before the modules {@code pools} say, counted from 0. */
    private String add(String data, int channels, int size, List<Integer> pools, int classes) {
        String layer = Brew.conv(model, data, "conv1", channels, kernel(size), stride(2));
        layer = halved(Brew.relu(model, layer, "conv1_relu"), "pool1");
        for (int i = 0; i < FIRES.length; i++) {
            if (pools.contains(i)) {
                layer = halved(layer, "pool" + (i + 1));
            }
            layer = fire(layer, "fire" + (i + 2), FIRES[i][0], FIRES[i][1]);
        }
        layer = Brew.dropout(model, layer, "fire9_drop", ratio(0.5));
        layer = Brew.conv(model, layer, "conv10", classes, kernel(1));
        layer = Brew.relu(model, layer, "conv10_relu");
        return Brew.flatten(model, new Blocks(model).mean(layer, "pool10"), "scores");
    }

    private String halved(String in, String name) {
        return Brew.maxPool(model, in, name, kernel(3), stride(2));
    }

    private String fire(String in, String name, int squeezed, int expanded) {
        String layer = relu(Brew.conv(model, in, name + "_squeeze", squeezed, kernel(1)));
        String one = relu(Brew.conv(model, layer, name + "_1x1", expanded, kernel(1)));
        String three = relu(Brew.conv(model, layer, name + "_3x3", expanded, kernel(3), pad(1)));
        return Brew.depthConcat(model, List.of(one, three), name);
    }

    private String relu(String in) {
        return Brew.relu(model, in, in + "_relu");
    }
}
