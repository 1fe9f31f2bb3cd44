package org.duograph.design;

import java.util.List;
import java.util.Map;

/**
 * A ShuffleNet, version 2: three stages, of 4, 8 and 4 blocks, the first of which halves the
 * images.
 *
 * <p>Source: Ma et al., "ShuffleNet V2: practical guidelines for efficient CNN architecture
 * design", 2018, table 5; the width of 200% is 976 channels in the third stage, as in their files.
 *
 * @param widths channels of each stage
 * @param last channels of the last convolution
 */
public record ShuffleNetDesign(List<Integer> widths, int last) {
    /** Channels of the first convolution. */
    public static final int FIRST = 24;

    /** Blocks of each stage. */
    public static final List<Integer> BLOCKS = List.of(4, 8, 4);

    private static final Map<Integer, ShuffleNetDesign> ALL =
            Map.of(
                    50, new ShuffleNetDesign(List.of(48, 96, 192), 1024),
                    100, new ShuffleNetDesign(List.of(116, 232, 464), 1024),
                    150, new ShuffleNetDesign(List.of(176, 352, 704), 1024),
                    200, new ShuffleNetDesign(List.of(244, 488, 976), 2048));

    /**
     * The net of some width.
     *
     * @param percent 50, 100, 150 or 200
     * @throws IllegalArgumentException if there is none of that width
     */
    public static ShuffleNetDesign of(int percent) {
        return Families.member("ShuffleNet", ALL, percent);
    }
}
