package org.duograph.design;

import java.util.List;
import java.util.Map;

/**
 * A residual network for large images: four stages, the first 64 channels wide, each of the others
 * twice as wide as the one before.
 *
 * <p>Source: He et al., "Deep residual learning for image recognition", 2016, table 1.
 *
 * @param blocks how many blocks each stage has
 * @param bottlenecks whether a block is a 1 x 1, a 3 x 3 and a 1 x 1 convolution, which gives four
 *     times as many channels, rather than two of 3 x 3
 */
public record ResNetDesign(List<Integer> blocks, boolean bottlenecks) {
    private static final int FIRST_WIDTH = 64;

    private static final Map<Integer, ResNetDesign> ALL =
            Map.of(
                    18, new ResNetDesign(List.of(2, 2, 2, 2), false),
                    34, new ResNetDesign(List.of(3, 4, 6, 3), false),
                    50, new ResNetDesign(List.of(3, 4, 6, 3), true),
                    101, new ResNetDesign(List.of(3, 4, 23, 3), true),
                    152, new ResNetDesign(List.of(3, 8, 36, 3), true));

    /**
     * ResNet-18, 34, 50, 101 or 152.
     *
     * @param layers layers with weights, without those of short cuts
     * @throws IllegalArgumentException if there is none of so many layers
     */
    public static ResNetDesign of(int layers) {
        return Families.member("ResNet", ALL, layers);
    }

    /** Channels inside of the blocks of a stage, which are counted from 0. */
    public int width(int stage) {
        return FIRST_WIDTH << stage;
    }

    /** Channels that a block of a stage gives. */
    public int channels(int stage) {
        return bottlenecks ? 4 * width(stage) : width(stage);
    }

    /** The stride of a block: the first of each stage but the first halves the images. */
    public int stride(int stage, int block) {
        return stage > 0 && block == 0 ? 2 : 1;
    }
}
