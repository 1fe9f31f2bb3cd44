package org.duograph.design;

import static org.duograph.design.MobileNetDesign.Bend.HARD_SWISH;
import static org.duograph.design.MobileNetDesign.Bend.RELU;
import static org.duograph.design.MobileNetDesign.Bend.RELU6;

import java.util.ArrayList;
import java.util.List;

/**
 * A MobileNet of version 2 or 3: blocks that widen, look at each channel by itself, and narrow.
 *
 * <p>Sources: Howard et al. 2017 (version 1, {@link #PAIRS}), Sandler et al. 2018, table 2, and
 * Howard et al. 2019, tables 1 and 2.
 *
 * @param first channels of the first convolution, which halves the images
 * @param blocks the blocks, in order
 * @param last channels of the last convolution
 */
public record MobileNetDesign(int first, List<Block> blocks, int last) {
    /** What follows a convolution. */
    public enum Bend {
        /** A ReLU. */
        RELU,
        /** A ReLU that ends at 6. */
        RELU6,
        /** {@code X ReLU6(X + 3) / 6}. */
        HARD_SWISH
    }

    /**
     * A pair of version 1: a 3 x 3 convolution of each channel by itself, then one of 1 x 1.
     *
     * @param channels what the second one gives
     * @param stride that of the first one
     */
    public record Pair(int channels, int stride) {}

    /**
     * A block of versions 2 and 3.
     *
     * @param size the kernel that looks at each channel
     * @param inner channels to which it widens
     * @param out channels that it gives
     * @param squeezes whether channels are weighted by what the means of all say
     * @param bend what follows the first two convolutions
     * @param stride the kernel's
     */
    public record Block(int size, int inner, int out, boolean squeezes, Bend bend, int stride) {
        /** Channels of the narrow layer that weights channels: a quarter, in multiples of 8. */
        public int squeezed() {
            int number = inner / 4;
            int rounded = Math.max(8, (number + 4) / 8 * 8);
            return rounded < 0.9 * number ? rounded + 8 : rounded;
        }

        /** Whether what comes in is added to what comes out. */
        public boolean isResidual(int in) {
            return stride == 1 && in == out;
        }
    }

    /** Version 1: thirteen pairs behind a convolution of 32 channels that halves the images. */
    public static final List<Pair> PAIRS =
            List.of(
                    new Pair(64, 1),
                    new Pair(128, 2),
                    new Pair(128, 1),
                    new Pair(256, 2),
                    new Pair(256, 1),
                    new Pair(512, 2),
                    new Pair(512, 1),
                    new Pair(512, 1),
                    new Pair(512, 1),
                    new Pair(512, 1),
                    new Pair(512, 1),
                    new Pair(1024, 2),
                    new Pair(1024, 1));

    /** Of version 2: expansion, channels, blocks, and the stride of the first of them. */
    private static final int[][] STAGES = {
        {1, 16, 1, 1},
        {6, 24, 2, 2},
        {6, 32, 3, 2},
        {6, 64, 4, 2},
        {6, 96, 3, 1},
        {6, 160, 3, 2},
        {6, 320, 1, 1},
    };

    /** Version 2. */
    public static final MobileNetDesign V2 = new MobileNetDesign(32, stages(32), 1280);

    /** Version 3, the large one; before the classes there is a layer of {@link #LARGE_HIDDEN}. */
    public static final MobileNetDesign V3_LARGE =
            new MobileNetDesign(
                    16,
                    List.of(
                            new Block(3, 16, 16, false, RELU, 1),
                            new Block(3, 64, 24, false, RELU, 2),
                            new Block(3, 72, 24, false, RELU, 1),
                            new Block(5, 72, 40, true, RELU, 2),
                            new Block(5, 120, 40, true, RELU, 1),
                            new Block(5, 120, 40, true, RELU, 1),
                            new Block(3, 240, 80, false, HARD_SWISH, 2),
                            new Block(3, 200, 80, false, HARD_SWISH, 1),
                            new Block(3, 184, 80, false, HARD_SWISH, 1),
                            new Block(3, 184, 80, false, HARD_SWISH, 1),
                            new Block(3, 480, 112, true, HARD_SWISH, 1),
                            new Block(3, 672, 112, true, HARD_SWISH, 1),
                            new Block(5, 672, 160, true, HARD_SWISH, 2),
                            new Block(5, 960, 160, true, HARD_SWISH, 1),
                            new Block(5, 960, 160, true, HARD_SWISH, 1)),
                    960);

    /** Numbers of the layer before the classes of the large version 3. */
    public static final int LARGE_HIDDEN = 1280;

    /** Version 3, the small one; before the classes there is a layer of {@link #SMALL_HIDDEN}. */
    public static final MobileNetDesign V3_SMALL =
            new MobileNetDesign(
                    16,
                    List.of(
                            new Block(3, 16, 16, true, RELU, 2),
                            new Block(3, 72, 24, false, RELU, 2),
                            new Block(3, 88, 24, false, RELU, 1),
                            new Block(5, 96, 40, true, HARD_SWISH, 2),
                            new Block(5, 240, 40, true, HARD_SWISH, 1),
                            new Block(5, 240, 40, true, HARD_SWISH, 1),
                            new Block(5, 120, 48, true, HARD_SWISH, 1),
                            new Block(5, 144, 48, true, HARD_SWISH, 1),
                            new Block(5, 288, 96, true, HARD_SWISH, 2),
                            new Block(5, 576, 96, true, HARD_SWISH, 1),
                            new Block(5, 576, 96, true, HARD_SWISH, 1)),
                    576);

    /** Numbers of the layer before the classes of the small version 3. */
    public static final int SMALL_HIDDEN = 1024;

    private static List<Block> stages(int first) {
        List<Block> blocks = new ArrayList<>();
        int channels = first;
        for (int[] stage : STAGES) {
            for (int i = 0; i < stage[2]; i++) {
                int stride = i == 0 ? stage[3] : 1;
                blocks.add(new Block(3, stage[0] * channels, stage[1], false, RELU6, stride));
                channels = stage[1];
            }
        }
        return List.copyOf(blocks);
    }
}
