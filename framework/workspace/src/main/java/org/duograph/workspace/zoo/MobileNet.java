package org.duograph.workspace.zoo;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.ratio;

import java.util.List;
import org.duograph.design.MobileNetDesign;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * MobileNets: nets for telephones, whose convolutions look at each channel by itself and then, with
 * 1 x 1 kernels, at all channels of a pixel (Howard et al. 2017 and 2019, Sandler et al. 2018).
 *
 * <p>All take images that were declared, N x 3 x height x width, and give scores, N x classes.
 */
public final class MobileNet {
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
        for (int i = 0; i < MobileNetDesign.PAIRS.size(); i++) {
            MobileNetDesign.Pair pair = MobileNetDesign.PAIRS.get(i);
            String name = "block" + (i + 1);
            layer = blocks.depthwise(layer, name + "_depthwise", 3, pair.stride(), Activation.RELU);
            layer = blocks.same(layer, name + "_pointwise", pair.channels(), 1, 1, Activation.RELU);
        }
        return blocks.classes(layer, classes);
    }

    /**
     * Version 2: blocks that widen, look at each channel, and narrow without an activation. Between
     * blocks of the same width there is a short cut.
     */
    public static String v2(ModelHelper model, String data, int classes) {
        MobileNet net = new MobileNet(model);
        String layer = net.inverted(data, MobileNetDesign.V2, Activation.RELU6);
        String pooled = net.blocks.mean(layer, "pool_last");
        String dropped = Brew.dropout(model, pooled, "pool_drop", ratio(0.2));
        return Brew.fc(model, dropped, "classifier", classes);
    }

    /** Version 3, the large one: found by a search among blocks of version 2's kind. */
    public static String v3Large(ModelHelper model, String data, int classes) {
        return new MobileNet(model)
                .v3(data, MobileNetDesign.V3_LARGE, MobileNetDesign.LARGE_HIDDEN, classes);
    }

    /** Version 3, the small one. */
    public static String v3Small(ModelHelper model, String data, int classes) {
        return new MobileNet(model)
                .v3(data, MobileNetDesign.V3_SMALL, MobileNetDesign.SMALL_HIDDEN, classes);
    }

    /** All convolutions. */
    private String inverted(String data, MobileNetDesign design, Activation activation) {
        String layer = blocks.same(data, "conv1", design.first(), 3, 2, activation);
        for (int i = 0; i < design.blocks().size(); i++) {
            layer = inverted(layer, "block" + (i + 1), design.blocks().get(i));
        }
        return blocks.same(layer, "conv_last", design.last(), 1, 1, activation);
    }

    private String v3(String data, MobileNetDesign design, int hidden, int classes) {
        String layer = inverted(data, design, Activation.HARD_SWISH);
        String pooled = blocks.mean(layer, "pool_last");
        String fc = Brew.fc(model, pooled, "hidden", hidden);
        String active = Activation.HARD_SWISH.add(model, fc, "hidden");
        String dropped = Brew.dropout(model, active, "hidden_drop", ratio(0.2));
        return Brew.fc(model, dropped, "classifier", classes);
    }

    private static Activation activation(MobileNetDesign.Bend bend) {
        return switch (bend) {
            case RELU -> Activation.RELU;
            case RELU6 -> Activation.RELU6;
            case HARD_SWISH -> Activation.HARD_SWISH;
        };
    }

    private String inverted(String in, String name, MobileNetDesign.Block block) {
        int dimIn = blocks.channels(in);
        Activation act = activation(block.bend());
        String layer =
                block.inner() == dimIn
                        ? in
                        : blocks.same(in, name + "_expand", block.inner(), 1, 1, act);
        layer = blocks.depthwise(layer, name + "_depthwise", block.size(), block.stride(), act);
        if (block.squeezes()) {
            layer = squeezeAndExcite(layer, name + "_se", block.squeezed());
        }
        layer = blocks.same(layer, name + "_project", block.out(), 1, 1, Activation.LINEAR);
        return block.isResidual(dimIn) ? Brew.sum(model, List.of(in, layer), name + "_sum") : layer;
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
}
