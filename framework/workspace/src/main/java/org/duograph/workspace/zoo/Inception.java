package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.kernels;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.ratio;
import static org.duograph.workspace.model.Option.stride;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * Inception, versions 2 (Ioffe and Szegedy 2015, known as BN-Inception) and 3 (Szegedy et al.
 * 2016), without their side outputs; version 1 is {@link GoogLeNet}. A module looks at the image in
 * several ways and puts the results side by side; each convolution is batch normalised.
 *
 * <p>Both take images that were declared, N x 3 x height x width, and give scores, N x classes.
 */
public final class Inception {

    /**
     * A convolution of a way through a module: channels, the kernel's height and width, stride, and
     * whether the images are padded, so that the kernel fits everywhere.
     */
    private record Conv(int channels, int height, int width, int step, boolean padded) {}

    /** Version 2's modules: 1 x 1; reduced, 3 x 3; reduced, twice 3 x 3; after the pooling. */
    private static final int[][] MODULES = {
        {64, 64, 64, 64, 96, 32},
        {64, 64, 96, 64, 96, 64},
        {0, 128, 160, 64, 96, 0},
        {224, 64, 96, 96, 128, 128},
        {192, 96, 128, 96, 128, 128},
        {160, 128, 160, 128, 160, 128},
        {96, 128, 192, 160, 192, 128},
        {0, 128, 192, 192, 256, 0},
        {352, 192, 320, 160, 224, 128},
        {352, 192, 320, 192, 224, 128},
    };

    private final ModelHelper model;
    private final Blocks blocks;

    private Inception(ModelHelper model) {
        this.model = model;
        this.blocks = new Blocks(model);
    }

    /** Version 2; made for images of 224 x 224. */
    public static String v2(ModelHelper model, String data, int classes) {
        Inception net = new Inception(model);
        String layer = net.blocks.same(data, "conv1", 64, 7, 2, Activation.RELU);
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2), pad(1));
        layer = net.blocks.same(layer, "conv2_reduce", 64, 1, 1, Activation.RELU);
        layer = net.blocks.same(layer, "conv2", 192, 3, 1, Activation.RELU);
        layer = Brew.maxPool(model, layer, "pool2", kernel(3), stride(2), pad(1));
        for (int i = 0; i < MODULES.length; i++) {
            layer = net.moduleOfV2(layer, "inception" + (i + 1), MODULES[i], i);
        }
        return net.blocks.classes(layer, classes);
    }

    private String moduleOfV2(String in, String name, int[] width, int place) {
        boolean halves = width[0] == 0;
        int step = halves ? 2 : 1;
        List<String> ways = new ArrayList<>();
        if (!halves) {
            ways.add(way(in, name + "_1x1", square(width[0], 1, 1)));
        }
        ways.add(way(in, name + "_3x3", square(width[1], 1, 1), square(width[2], 3, step)));
        ways.add(
                way(
                        in,
                        name + "_double",
                        square(width[3], 1, 1),
                        square(width[4], 3, 1),
                        square(width[4], 3, step)));
        boolean largest = halves || place == MODULES.length - 1;
        String pool =
                largest
                        ? Brew.maxPool(model, in, name + "_pool", kernel(3), stride(step), pad(1))
                        : mean(in, name);
        ways.add(halves ? pool : way(pool, name + "_proj", square(width[5], 1, 1)));
        return Brew.depthConcat(model, ways, name);
    }

    /** Version 3; made for images of 299 x 299, and takes those of 75 x 75 and more. */
    public static String v3(ModelHelper model, String data, int classes) {
        Inception net = new Inception(model);
        String layer = net.way(data, "conv", valid(32, 3, 2), valid(32, 3, 1), square(64, 3, 1));
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2));
        layer = net.way(layer, "conv_wide", square(80, 1, 1), valid(192, 3, 1));
        layer = Brew.maxPool(model, layer, "pool2", kernel(3), stride(2));
        layer = net.small(layer, "mixed1", 32);
        layer = net.small(layer, "mixed2", 64);
        layer = net.small(layer, "mixed3", 64);
        layer = net.halved(layer, "mixed4", new Conv[] {valid(384, 3, 2)}, doubled(64, 96));
        layer = net.long7(layer, "mixed5", 128);
        layer = net.long7(layer, "mixed6", 160);
        layer = net.long7(layer, "mixed7", 160);
        layer = net.long7(layer, "mixed8", 192);
        Conv[] left = {square(192, 1, 1), valid(320, 3, 2)};
        Conv[] right = {square(192, 1, 1), flat(192, 7), tall(192, 7), valid(192, 3, 2)};
        layer = net.halved(layer, "mixed9", left, right);
        layer = net.spread(layer, "mixed10");
        layer = net.spread(layer, "mixed11");
        String pooled = net.blocks.mean(layer, "pool_last");
        String dropped = Brew.dropout(model, pooled, "pool_drop", ratio(0.5));
        return Brew.fc(model, dropped, "classifier", classes);
    }

    /** 1 x 1, 5 x 5, twice 3 x 3, and a mean. */
    private String small(String in, String name, int pooled) {
        String one = way(in, name + "_1x1", square(64, 1, 1));
        String five = way(in, name + "_5x5", square(48, 1, 1), square(64, 5, 1));
        Conv[] twice = {square(64, 1, 1), square(96, 3, 1), square(96, 3, 1)};
        String three = way(in, name + "_double", twice);
        String pool = way(mean(in, name), name + "_proj", square(pooled, 1, 1));
        return Brew.depthConcat(model, List.of(one, five, three, pool), name);
    }

    /** Kernels of 1 x 7 and 7 x 1 in place of 7 x 7. */
    private String long7(String in, String name, int n) {
        String one = way(in, name + "_1x1", square(192, 1, 1));
        Conv[] once = {square(n, 1, 1), flat(n, 7), tall(192, 7)};
        Conv[] twice = {square(n, 1, 1), tall(n, 7), flat(n, 7), tall(n, 7), flat(192, 7)};
        String seven = way(in, name + "_7x7", once);
        String fourteen = way(in, name + "_double", twice);
        String pool = way(mean(in, name), name + "_proj", square(192, 1, 1));
        return Brew.depthConcat(model, List.of(one, seven, fourteen, pool), name);
    }

    /** Images of half the size, by two ways and a pooling. */
    private String halved(String in, String name, Conv[] left, Conv[] right) {
        String one = way(in, name + "_left", left);
        String two = way(in, name + "_right", right);
        String pool = Brew.maxPool(model, in, name + "_pool", kernel(3), stride(2));
        return Brew.depthConcat(model, List.of(one, two, pool), name);
    }

    /** The last modules: each 3 x 3 spread into 1 x 3 and 3 x 1, side by side. */
    private String spread(String in, String name) {
        String one = way(in, name + "_1x1", square(320, 1, 1));
        String three = way(in, name + "_3x3", square(384, 1, 1));
        String twice = way(in, name + "_double", square(448, 1, 1), square(384, 3, 1));
        String pool = way(mean(in, name), name + "_proj", square(192, 1, 1));
        List<String> all =
                List.of(
                        one,
                        way(three, name + "_3x3_flat", flat(384, 3)),
                        way(three, name + "_3x3_tall", tall(384, 3)),
                        way(twice, name + "_double_flat", flat(384, 3)),
                        way(twice, name + "_double_tall", tall(384, 3)),
                        pool);
        return Brew.depthConcat(model, all, name);
    }

    private String mean(String in, String name) {
        return Brew.averagePool(model, in, name + "_pool", kernel(3), stride(1), pad(1));
    }

    /** Convolutions one after the other. */
    private String way(String in, String name, Conv... convolutions) {
        String layer = in;
        for (int i = 0; i < convolutions.length; i++) {
            Conv c = convolutions[i];
            int down = c.padded ? c.height / 2 : 0;
            int across = c.padded ? c.width / 2 : 0;
            layer =
                    blocks.conv(
                            layer,
                            convolutions.length == 1 ? name : name + (i + 1),
                            c.channels,
                            Activation.RELU,
                            kernels(c.height, c.width),
                            stride(c.step),
                            arg("pad_t", down),
                            arg("pad_b", down),
                            arg("pad_l", across),
                            arg("pad_r", across));
        }
        return layer;
    }

    private static Conv square(int channels, int size, int step) {
        return new Conv(channels, size, size, step, true);
    }

    private static Conv valid(int channels, int size, int step) {
        return new Conv(channels, size, size, step, false);
    }

    private static Conv flat(int channels, int width) {
        return new Conv(channels, 1, width, 1, true);
    }

    private static Conv tall(int channels, int height) {
        return new Conv(channels, height, 1, 1, true);
    }

    private static Conv[] doubled(int first, int channels) {
        return new Conv[] {square(first, 1, 1), square(channels, 3, 1), valid(channels, 3, 2)};
    }
}
