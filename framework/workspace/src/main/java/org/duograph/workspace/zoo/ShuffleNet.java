package org.duograph.workspace.zoo;

import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.util.List;
import org.duograph.design.ShuffleNetDesign;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * ShuffleNet, version 2 (Ma et al. 2018): each block works on one half of the channels, lets the
 * other half pass, and shuffles the two like a pack of cards.
 */
public final class ShuffleNet {
    private final ModelHelper model;
    private final Blocks blocks;

    private ShuffleNet(ModelHelper model) {
        this.model = model;
        this.blocks = new Blocks(model);
    }

    /**
     * Adds the network.
     *
     * @param data images, N x 3 x height x width, declared
     * @param percent how wide: 50, 100, 150 or 200
     * @return the scores, N x classes
     */
    public static String v2(ModelHelper model, String data, int percent, int classes) {
        ShuffleNetDesign design = ShuffleNetDesign.of(percent);
        ShuffleNet net = new ShuffleNet(model);
        String layer =
                net.blocks.same(data, "conv1", ShuffleNetDesign.FIRST, 3, 2, Activation.RELU);
        layer = Brew.maxPool(model, layer, "pool1", kernel(3), stride(2), pad(1));
        for (int stage = 0; stage < ShuffleNetDesign.BLOCKS.size(); stage++) {
            for (int block = 0; block < ShuffleNetDesign.BLOCKS.get(stage); block++) {
                String name = "stage%d_block%d".formatted(stage + 2, block + 1);
                layer =
                        block == 0
                                ? net.halving(layer, name, design.widths().get(stage))
                                : net.unit(layer, name);
            }
        }
        layer = net.blocks.same(layer, "conv5", design.last(), 1, 1, Activation.RELU);
        return net.blocks.classes(layer, classes);
    }

    /** Halves the images: both ways see all channels. */
    private String halving(String in, String name, int channels) {
        String left = blocks.depthwise(in, name + "_left_depthwise", 3, 2, Activation.LINEAR);
        left = blocks.same(left, name + "_left", channels / 2, 1, 1, Activation.RELU);
        return shuffled(left, right(in, name, channels / 2, 2), name);
    }

    private String unit(String in, String name) {
        List<String> halves = List.of(name + "_pass", name + "_half");
        List<String> split = model.op("Split", List.of(in), halves, arg("axis", 1));
        int half = blocks.channels(split.get(1));
        return shuffled(split.get(0), right(split.get(1), name, half, 1), name);
    }

    private String right(String in, String name, int channels, int step) {
        String layer = blocks.same(in, name + "_first", channels, 1, 1, Activation.RELU);
        layer = blocks.depthwise(layer, name + "_depthwise", 3, step, Activation.LINEAR);
        return blocks.same(layer, name + "_last", channels, 1, 1, Activation.RELU);
    }

    private String shuffled(String left, String right, String name) {
        String both = Brew.depthConcat(model, List.of(left, right), name + "_concat");
        return model.op("ChannelShuffle", both, name + "_shuffle", arg("group", 2));
    }
}
