package org.duograph.workspace.zoo;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.ratio;

import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * MobileNets: nets for telephones, whose convolutions look at each channel by itself and then, with
 * 1 x 1 kernels, at all channels of a pixel (Howard et al. 2017 and 2019, Sandler et al. 2018).
 *
 * <p>All take images that were declared, N x 3 x height x width, and give scores, N x classes.
 */
public final class MobileNet {

    /** Version 1: channels and stride of each pair of convolutions. */
    private static final int[][] PAIRS = {
        {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1},
        {512, 1}, {512, 1}, {1024, 2}, {1024, 1},
    };

    /** Version 2: expansion, channels, blocks, and the stride of the first of them. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1},
    };

    /** A block of version 3: kernel, expanded channels, channels, and what else it does. */
    private record Block(int size, int inner, int out, boolean squeeze, Activation act, int step) {}

    private static final List<Block> LARGE =
            List.of(
                    new Block(3, 16, 16, false, Activation.RELU, 1),
                    new Block(3, 64, 24, false, Activation.RELU, 2),
                    new Block(3, 72, 24, false, Activation.RELU, 1),
                    new Block(5, 72, 40, true, Activation.RELU, 2),
                    new Block(5, 120, 40, true, Activation.RELU, 1),
                    new Block(5, 120, 40, true, Activation.RELU, 1),
                    new Block(3, 240, 80, false, Activation.HARD_SWISH, 2),
                    new Block(3, 200, 80, false, Activation.HARD_SWISH, 1),
                    new Block(3, 184, 80, false, Activation.HARD_SWISH, 1),
                    new Block(3, 184, 80, false, Activation.HARD_SWISH, 1),
                    new Block(3, 480, 112, true, Activation.HARD_SWISH, 1),
                    new Block(3, 672, 112, true, Activation.HARD_SWISH, 1),
                    new Block(5, 672, 160, true, Activation.HARD_SWISH, 2),
                    new Block(5, 960, 160, true, Activation.HARD_SWISH, 1),
                    new Block(5, 960, 160, true, Activation.HARD_SWISH, 1));

    private static final List<Block> SMALL =
            List.of(
                    new Block(3, 16, 16, true, Activation.RELU, 2),
                    new Block(3, 72, 24, false, Activation.RELU, 2),
                    new Block(3, 88, 24, false, Activation.RELU, 1),
                    new Block(5, 96, 40, true, Activation.HARD_SWISH, 2),
                    new Block(5, 240, 40, true, Activation.HARD_SWISH, 1),
                    new Block(5, 240, 40, true, Activation.HARD_SWISH, 1),
                    new Block(5, 120, 48, true, Activation.HARD_SWISH, 1),
                    new Block(5, 144, 48, true, Activation.HARD_SWISH, 1),
                    new Block(5, 288, 96, true, Activation.HARD_SWISH, 2),
                    new Block(5, 576, 96, true, Activation.HARD_SWISH, 1),
                    new Block(5, 576, 96, true, Activation.HARD_SWISH, 1));

    private final ModelHelper model;
    private final Blocks blocks;

    private MobileNet(ModelHelper model) {
        this.model = model;
        this.blocks = new Blocks(model);
    }

    /** Version 1: thirteen pairs of a convolution by channels and one over channels. */
    public static String v1(ModelHelper model, String data, int classes) {
        Blocks blocks = new Blocks(model);
        String layer = blocks.same(data, "conv1", 32, 3, 2, Activation.RELU);
        for (int i = 0; i < PAIRS.length; i++) {
            String name = "block" + (i + 1);
            layer = blocks.depthwise(layer, name + "_depthwise", 3, PAIRS[i][1], Activation.RELU);
            layer = blocks.same(layer, name + "_pointwise", PAIRS[i][0], 1, 1, Activation.RELU);
        }
        return blocks.classes(layer, classes);
    }

    /**
     * Version 2: blocks that widen, look at each channel, and narrow without an activation. Between
     * blocks of the same width there is a short cut.
     */
    public static String v2(ModelHelper model, String data, int classes) {
        MobileNet net = new MobileNet(model);
        String layer = net.blocks.same(data, "conv1", 32, 3, 2, Activation.RELU6);
        int count = 0;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                int inner = stage[0] * net.blocks.channels(layer);
                int step = i == 0 ? stage[3] : 1;
                Block block = new Block(3, inner, stage[1], false, Activation.RELU6, step);
                layer = net.inverted(layer, "block" + ++count, block);
            }
        }
        layer = net.blocks.same(layer, "conv_last", 1280, 1, 1, Activation.RELU6);
        String pooled = net.blocks.mean(layer, "pool_last");
        String dropped = Brew.dropout(model, pooled, "pool_drop", ratio(0.2));
        return Brew.fc(model, dropped, "classifier", classes);
    }

    /** Version 3, the large one: found by a search among blocks of version 2's kind. */
    public static String v3Large(ModelHelper model, String data, int classes) {
        return new MobileNet(model).v3(data, LARGE, 960, 1280, classes);
    }

    /** Version 3, the small one. */
    public static String v3Small(ModelHelper model, String data, int classes) {
        return new MobileNet(model).v3(data, SMALL, 576, 1024, classes);
    }

    private String v3(String data, List<Block> list, int last, int hidden, int classes) {
        String layer = blocks.same(data, "conv1", 16, 3, 2, Activation.HARD_SWISH);
        for (int i = 0; i < list.size(); i++) {
            layer = inverted(layer, "block" + (i + 1), list.get(i));
        }
        layer = blocks.same(layer, "conv_last", last, 1, 1, Activation.HARD_SWISH);
        String pooled = blocks.mean(layer, "pool_last");
        String fc = Brew.fc(model, pooled, "hidden", hidden);
        String active = Activation.HARD_SWISH.add(model, fc, "hidden");
        String dropped = Brew.dropout(model, active, "hidden_drop", ratio(0.2));
        return Brew.fc(model, dropped, "classifier", classes);
    }

    private String inverted(String in, String name, Block block) {
        int dimIn = blocks.channels(in);
        String layer =
                block.inner == dimIn
                        ? in
                        : blocks.same(in, name + "_expand", block.inner, 1, 1, block.act);
        layer = blocks.depthwise(layer, name + "_depthwise", block.size, block.step, block.act);
        if (block.squeeze) {
            layer = squeezeAndExcite(layer, name + "_se", divisible(block.inner / 4));
        }
        layer = blocks.same(layer, name + "_project", block.out, 1, 1, Activation.LINEAR);
        return block.step == 1 && dimIn == block.out
                ? Brew.sum(model, List.of(in, layer), name + "_sum")
                : layer;
    }

    /**
     * Each channel times a number from 0 to 1, which is computed from the means of all channels.
     */
    private String squeezeAndExcite(String in, String name, int narrow) {
        int channels = blocks.channels(in);
        String mean = blocks.mean(in, name + "_mean");
        String squeezed = Brew.conv(model, mean, name + "_squeeze", narrow, kernel(1));
        squeezed = Brew.relu(model, squeezed, name + "_relu");
        String excited = Brew.conv(model, squeezed, name + "_excite", channels, kernel(1));
        String weights = model.op("HardSigmoid", excited, name + "_weights");
        return model.op("Mul", List.of(in, weights), name + "_mul", arg("broadcast", 1));
    }

    /** The multiple of 8 next to a number, not more than a tenth below it. */
    private static int divisible(int number) {
        int rounded = Math.max(8, (number + 4) / 8 * 8);
        return rounded < 0.9 * number ? rounded + 8 : rounded;
    }
}
