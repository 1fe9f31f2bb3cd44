package org.duograph.design;

import java.util.List;
import java.util.Map;

/**
 * A DenseNet: each layer of a block reads all layers before it and adds a few channels.
 *
 * <p>Source: Huang et al., "Densely connected convolutional networks", 2017, table 1.
 *
 * @param growth channels that a layer adds
 * @param first channels of the first convolution
 * @param layers layers of each of the four blocks
 */
public record DenseNetDesign(int growth, int first, List<Integer> layers) {
    private static final Map<Integer, DenseNetDesign> ALL =
            Map.of(
                    121, new DenseNetDesign(32, 64, List.of(6, 12, 24, 16)),
                    161, new DenseNetDesign(48, 96, List.of(6, 12, 36, 24)),
                    169, new DenseNetDesign(32, 64, List.of(6, 12, 32, 32)),
                    201, new DenseNetDesign(32, 64, List.of(6, 12, 48, 32)));

    /**
     * DenseNet-121, 161, 169 or 201.
     *
     * @throws IllegalArgumentException if there is none of so many layers
     */
    public static DenseNetDesign of(int layers) {
        return Families.member("DenseNet", ALL, layers);
    }

    /** Channels of the 1 x 1 convolution with which a layer begins. */
    public int narrow() {
        return 4 * growth;
    }
}
