package org.duograph.workspace.zoo;

import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import java.util.ArrayList;
import java.util.List;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/**
 * U-Net (Ronneberger et al. 2015), which gives each pixel scores of its own: down to small images
 * with many channels and up again, and on each level across. Its convolutions are padded and batch
 * normalised, as is usual today, so what comes out is as large as what goes in.
 */
public final class UNet {

    private UNet() {}

    /**
     * Adds the network.
     *
     * @param data images, N x channels x height x width, declared; height and width are multiples
     *     of 2 to the power of {@code levels}
     * @param width channels on the first level; 64 in the paper
     * @param levels how often the images are halved; 4 in the paper
     * @return the scores, N x classes x height x width
     */
    public static String add(ModelHelper model, String data, int width, int levels, int classes) {
        Blocks blocks = new Blocks(model);
        List<String> across = new ArrayList<>();
        String layer = twice(blocks, data, "down0", width);
        for (int level = 1; level <= levels; level++) {
            across.add(layer);
            layer = Brew.maxPool(model, layer, "pool" + level, kernel(2), stride(2));
            layer = twice(blocks, layer, "down" + level, width << level);
        }
        for (int level = levels - 1; level >= 0; level--) {
            int channels = width << level;
            layer =
                    Brew.convTranspose(
                            model, layer, "grow" + level, channels, kernel(2), stride(2));
            layer = Brew.depthConcat(model, List.of(across.get(level), layer), "both" + level);
            layer = twice(blocks, layer, "up" + level, channels);
        }
        return Brew.conv(model, layer, "scores", classes, kernel(1));
    }

    private static String twice(Blocks blocks, String in, String name, int channels) {
        String first = blocks.same(in, name + "_conv1", channels, 3, 1, Activation.RELU);
        return blocks.same(first, name + "_conv2", channels, 3, 1, Activation.RELU);
    }
}
