package org.duograph.workspace.lower;

import java.util.List;
import java.util.Map;
import org.duograph.tensor.Shape;

/**
 * Padding that follows from a wish about the output. The argument {@code legacy_pad} is 1 for no
 * padding, 2 for as much as gives the output ceil(input / stride) rows, 3 for Caffe's pooling,
 * which rounds up and lets the last window hang over the edge.
 *
 * <p>Source: Caffe2's ConvPoolOpBase, ComputeSizeAndPad.
 */
final class LegacyPad {
    private LegacyPad() {}

    /**
     * Rows and columns to add.
     *
     * @param pads what was given: top, left, bottom, right
     * @param attrs the attributes of the window that have been read
     * @param inputs the shapes of X and, for a convolution, W
     */
    static long[] of(int legacy, long[] pads, Map<String, Object> attrs, List<Shape> inputs) {
        if (legacy < 0 || legacy > 3) {
            throw new IllegalArgumentException("legacy_pad must be 0, 1, 2 or 3, found " + legacy);
        }
        if (inputs.isEmpty() || inputs.get(0).rank() != 4) {
            throw new IllegalArgumentException("legacy_pad needs images of rank 4 to pad");
        }
        int rows = attrs.containsKey("channels_last") ? 1 : 2;
        long[] all = pads.clone();
        for (int side = 0; side < 2; side++) {
            long stride = number(attrs, "stride", side, 1);
            long dilation = number(attrs, "dilation", side, 1);
            boolean weights = inputs.size() > 1 && inputs.get(1).rank() == 4;
            long kernel =
                    weights ? inputs.get(1).dim(rows + side) : number(attrs, "kernel", side, 0);
            if (stride <= 0 || dilation <= 0) {
                throw new IllegalArgumentException(
                        "strides and dilations must be positive, found %d and %d"
                                .formatted(stride, dilation));
            }
            pad(
                    legacy,
                    all,
                    side,
                    inputs.get(0).dim(rows + side),
                    dilation * (kernel - 1) + 1,
                    stride);
        }
        return all;
    }

    @SuppressWarnings("unchecked") // such attributes are lists of two
    private static long number(Map<String, Object> attrs, String name, int side, long otherwise) {
        Object list = attrs.get(name);
        return list == null ? otherwise : ((List<Long>) list).get(side);
    }

    /** The padding before and after, numbers {@code side} and {@code side + 2} of {@code pads}. */
    private static void pad(int legacy, long[] pads, int side, long in, long span, long stride) {
        switch (legacy) {
            case 2 -> {
                long out = (in + stride - 1) / stride;
                long needed = Math.max(0, (out - 1) * stride + span - in);
                pads[side] = needed / 2;
                pads[side + 2] = needed - needed / 2;
            }
            case 3 -> {
                long free = in + 2 * pads[side] - span;
                long out = (free + stride - 1) / stride + 1;
                if (pads[side] > 0 && (out - 1) * stride >= in + pads[side]) {
                    out--;
                }
                pads[side + 2] = pads[side] + stride * (out - (free / stride + 1));
            }
            default -> pads[side] = pads[side + 2] = 0;
        }
    }
}
