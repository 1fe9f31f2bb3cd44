package org.duograph.design;

import java.util.List;
import java.util.Map;

/**
 * A VGG network: stages of 3 x 3 convolutions, each stage twice as wide as the one before, up to
 * 512 channels, and halved images after each. Three fully connected layers follow.
 *
 * <p>Source: Simonyan and Zisserman, "Very deep convolutional networks for large-scale image
 * recognition", 2015, table 1; VGG-7 is a shorter one for small images.
 *
 * @param convolutions how many convolutions each stage has
 */
public record VggDesign(List<Integer> convolutions) {
    private static final int FIRST_WIDTH = 64;
    private static final int LAST_WIDTH = 512;

    private static final Map<Integer, VggDesign> ALL =
            Map.of(
                    7, new VggDesign(List.of(1, 1, 1, 1)),
                    11, new VggDesign(List.of(1, 1, 2, 2, 2)),
                    13, new VggDesign(List.of(2, 2, 2, 2, 2)),
                    16, new VggDesign(List.of(2, 2, 3, 3, 3)),
                    19, new VggDesign(List.of(2, 2, 4, 4, 4)));

    /**
     * VGG-7, 11, 13, 16 or 19.
     *
     * @param layers layers with weights
     * @throws IllegalArgumentException if there is none of so many layers
     */
    public static VggDesign of(int layers) {
        return Families.member("VGG", ALL, layers);
    }

    /** Channels of a stage, which are counted from 0. */
    public static int width(int stage) {
        return Math.min(LAST_WIDTH, FIRST_WIDTH << stage);
    }
}
