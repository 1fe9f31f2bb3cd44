package org.duograph.session.op;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Transpose;
import org.duograph.tensor.Shape;

/**
 * What operators on images share: where the channels stand, and how a window pads.
 *
 * @param channelsLast whether images are N x H x W x C, not N x C x H x W
 */
record Images(boolean channelsLast) {
    /**
     * How the images of an operation stand.
     *
     * @throws IllegalArgumentException if in another way than these two
     */
    static Images of(LoweringSite site) {
        String format = site.attrs().text("data_format");
        if (!format.equals("NHWC") && !format.equals("NCHW")) {
            throw new IllegalArgumentException("data_format must be NHWC or NCHW, found " + format);
        }
        return new Images(format.equals("NHWC"));
    }

    /** The axis of the channels. */
    int channels() {
        return channelsLast ? 3 : 1;
    }

    /** The axis of the rows; the columns come next. */
    int rows() {
        return channelsLast ? 1 : 2;
    }

    /** The two numbers for rows and columns in a list with one for each axis. */
    List<Long> both(LoweringSite site, String attr) {
        return both(attr, site.attrs().integers(attr));
    }

    /** The same, of a list that stands elsewhere. */
    List<Long> both(String name, List<Long> four) {
        if (four.size() != 4) {
            throw new IllegalArgumentException(
                    "%s must have 4 numbers, one for each axis, found %s".formatted(name, four));
        }
        if (four.get(0) != 1 || four.get(channels()) != 1) {
            throw new IllegalArgumentException(
                    "%s of images and channels must be 1, found %s".formatted(name, four));
        }
        return List.of(four.get(rows()), four.get(rows() + 1));
    }

    /**
     * The padding at the top, left, bottom and right. That which keeps the extent but for the
     * stride puts an odd pixel at the end.
     *
     * @param x the shape of the images
     */
    List<Long> pad(
            LoweringSite site,
            Shape x,
            List<Long> kernel,
            List<Long> strides,
            List<Long> dilation) {
        String padding = site.attrs().text("padding");
        switch (padding) {
            case "VALID":
                return List.of(0L, 0L, 0L, 0L);
            case "SAME":
                long[] rows = same(x.dim(rows()), kernel.get(0), strides.get(0), dilation.get(0));
                long[] columns =
                        same(x.dim(rows() + 1), kernel.get(1), strides.get(1), dilation.get(1));
                return List.of(rows[0], columns[0], rows[1], columns[1]);
            case "EXPLICIT":
                List<Long> all =
                        site.attrs().has("explicit_paddings")
                                ? site.attrs().integers("explicit_paddings")
                                : List.of();
                if (all.size() == 8) {
                    int at = 2 * rows();
                    return List.of(all.get(at), all.get(at + 2), all.get(at + 1), all.get(at + 3));
                }
                throw new IllegalArgumentException(
                        "explicit_paddings attribute must contain 8 values, but got: "
                                + all.size());
            default:
                throw new IllegalArgumentException(
                        "padding must be SAME, VALID or EXPLICIT, found " + padding);
        }
    }

    /** Padding before and after. */
    private static long[] same(long extent, long kernel, long stride, long dilation) {
        long out = (extent + stride - 1) / stride;
        long all = Math.max(0, (out - 1) * stride + (kernel - 1) * dilation + 1 - extent);
        return new long[] {all / 2, all - all / 2};
    }

    /** Axes in another order. */
    static Value transposed(LoweringSite site, Value x, Integer... axes) {
        return site.value(Transpose.OP, Map.of("axes", List.of(axes)), x);
    }

    /** {@code channels_last} and more attributes, in pairs of name and value. */
    Map<String, Object> attrs(Object... pairs) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("channels_last", channelsLast ? 1 : 0);
        for (int i = 0; i < pairs.length; i += 2) {
            attrs.put((String) pairs[i], pairs[i + 1]);
        }
        return attrs;
    }
}
