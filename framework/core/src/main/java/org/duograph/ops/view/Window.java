package org.duograph.ops.view;

import java.util.ArrayList;
import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/**
 * The sliding window of a convolution or a pooling: its size, steps, padding and dilation.
 *
 * <p>Source: Caffe2's ConvPoolOpBase. Of {@code kernel}, {@code kernel_h}/{@code kernel_w} and
 * {@code kernels} one is given, and likewise for strides, pads and dilations. {@code legacy_pad} 1
 * means no padding, 2 pads so that the output has ceil(input / stride) rows, 3 is Caffe's pooling,
 * which rounds up and lets the last window hang over the edge.
 */
public record Window(
        int kh,
        int kw,
        int strideH,
        int strideW,
        int padTop,
        int padLeft,
        int padBottom,
        int padRight,
        int dilationH,
        int dilationW) {

    /** The attributes that every window has, followed by {@code more}. */
    public static List<Attr> attrs(Attr... more) {
        List<Attr> all = new ArrayList<>();
        all.add(Attr.optional("kernel", Kind.INT, "Rows and columns of the window."));
        all.add(Attr.optional("kernel_h", Kind.INT, "Rows of the window."));
        all.add(Attr.optional("kernel_w", Kind.INT, "Columns of the window."));
        all.add(Attr.optional("kernels", Kind.INTS, "The window as [h, w]."));
        all.add(Attr.optional("stride", Kind.INT, "Step in both directions; 1 if not given."));
        all.add(Attr.optional("stride_h", Kind.INT, "Step downwards."));
        all.add(Attr.optional("stride_w", Kind.INT, "Step to the right."));
        all.add(Attr.optional("strides", Kind.INTS, "Steps as [h, w]."));
        all.addAll(padAttrs());
        all.add(Attr.ofInt("legacy_pad", 0, "0: as given, 1: none, 2: same, 3: Caffe's pooling."));
        all.add(Attr.ofString("order", "NCHW", "Where channels stand: NCHW or NHWC."));
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** The attributes that say how much padding there is, followed by {@code more}. */
    public static List<Attr> padAttrs(Attr... more) {
        List<Attr> all = new ArrayList<>();
        all.add(Attr.optional("pad", Kind.INT, "Padding on all four sides; 0 if not given."));
        all.add(Attr.optional("pad_t", Kind.INT, "Rows added above."));
        all.add(Attr.optional("pad_l", Kind.INT, "Columns added at the left."));
        all.add(Attr.optional("pad_b", Kind.INT, "Rows added below."));
        all.add(Attr.optional("pad_r", Kind.INT, "Columns added at the right."));
        all.add(Attr.optional("pads", Kind.INTS, "Padding as [top, left, bottom, right]."));
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** Reads the window that slides over {@code h} x {@code w}, whose kernel is known already. */
    public static Window of(Attrs attrs, int h, int w, int kh, int kw) {
        int strideH = one(attrs, "stride", "stride_h", 0, 1);
        int strideW = one(attrs, "stride", "stride_w", 1, 1);
        int dilationH = one(attrs, "dilation", "dilation_h", 0, 1);
        int dilationW = one(attrs, "dilation", "dilation_w", 1, 1);
        requirePositive("strides", strideH, strideW);
        requirePositive("dilations", dilationH, dilationW);
        if (kh < 0 || kw < 0) {
            throw new IllegalArgumentException(
                    "a kernel must be positive, found %dx%d".formatted(kh, kw));
        }
        int legacy = attrs.int32("legacy_pad");
        int[] vertical = {pad(attrs, "pad_t"), pad(attrs, "pad_b")};
        int[] horizontal = {pad(attrs, "pad_l"), pad(attrs, "pad_r")};
        if (Math.min(vertical[0], horizontal[0]) < 0 || Math.min(vertical[1], horizontal[1]) < 0) {
            throw new IllegalArgumentException("pads can't be negative");
        }
        legacyPad(legacy, vertical, h, span(kh, dilationH), strideH);
        legacyPad(legacy, horizontal, w, span(kw, dilationW), strideW);
        requireWithinLimit("rows", (long) h + vertical[0] + vertical[1]);
        requireWithinLimit("columns", (long) w + horizontal[0] + horizontal[1]);
        return new Window(
                kh,
                kw,
                strideH,
                strideW,
                vertical[0],
                horizontal[0],
                vertical[1],
                horizontal[1],
                dilationH,
                dilationW);
    }

    /**
     * The most rows or columns of a padded image: wherever a window stands, its last cell has a
     * place below 2^31.
     */
    private static final int LIMIT = 1 << 30;

    private static void requireWithinLimit(String what, long padded) {
        if (padded > LIMIT) {
            throw new IllegalArgumentException(
                    "with its padding the image has %,d %s; %,d are the most there can be"
                            .formatted(padded, what, LIMIT));
        }
    }

    /** The cells from the first to the last of {@code kernel} cells {@code dilation} apart. */
    private static long span(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    private static void requirePositive(String what, int vertical, int horizontal) {
        if (vertical <= 0 || horizontal <= 0) {
            throw new IllegalArgumentException(
                    "%s must be positive, found %d and %d".formatted(what, vertical, horizontal));
        }
    }

    /**
     * Reads the padding of one side: {@code pad_t}, {@code pad_l}, {@code pad_b} or {@code pad_r}.
     */
    public static int pad(Attrs attrs, String side) {
        return one(
                attrs, "pad", side, List.of("pad_t", "pad_l", "pad_b", "pad_r").indexOf(side), 0);
    }

    /** Reads the kernel's rows (index 0) or columns (index 1) from the attributes. */
    public static int kernel(Attrs attrs, int index) {
        return one(attrs, "kernel", index == 0 ? "kernel_h" : "kernel_w", index, 0);
    }

    /** One number that may be given in three ways: for all sides, for this side, or in a list. */
    public static int one(Attrs attrs, String all, String single, int index, int otherwise) {
        if (attrs.has(single)) {
            return attrs.int32(single);
        }
        if (attrs.has(all + "s")) {
            List<Long> list = attrs.ints(all + "s");
            if (list.isEmpty()) {
                throw new IllegalArgumentException("%ss must not be empty".formatted(all));
            }
            return Shape.extent(list.get(Math.min(index, list.size() - 1)));
        }
        return attrs.has(all) ? attrs.int32(all) : otherwise;
    }

    /** Replaces {@code pad}, the padding at head and tail, by what {@code legacy_pad} asks for. */
    private static void legacyPad(int legacy, int[] pad, int in, long span, long stride) {
        switch (legacy) {
            case 0 -> {}
            case 1 -> pad[0] = pad[1] = 0;
            case 2 -> {
                long out = (in + stride - 1) / stride;
                int needed = Shape.extent(Math.max(0, (out - 1) * stride + span - in));
                pad[0] = needed / 2;
                pad[1] = needed - pad[0];
            }
            case 3 -> {
                long free = in + 2L * pad[0] - span;
                long out = (free + stride - 1) / stride + 1;
                if (pad[0] > 0 && (out - 1) * stride >= (long) in + pad[0]) {
                    out--;
                }
                long standard = free / stride + 1;
                pad[1] = Shape.extent(pad[0] + stride * (out - standard));
            }
            default ->
                    throw new IllegalArgumentException(
                            "legacy_pad must be 0, 1, 2 or 3, found " + legacy);
        }
    }

    public static boolean isNhwc(TypeRule.Site site) {
        String order = site.attrs().s("order");
        site.require(
                order.equals("NCHW") || order.equals("NHWC"),
                "order must be NCHW or NHWC, found %s",
                order);
        return order.equals("NHWC");
    }

    /** Checks that a kernel given as an attribute agrees with the weights' shape. */
    public void checkKernel(TypeRule.Site site, int firstAxis) {
        for (int i = 0; i < 2; i++) {
            int given = kernel(site.attrs(), i);
            int actual = site.shape(1).dim(firstAxis + i);
            site.require(
                    given == 0 || given == actual,
                    "the kernel argument says %d, but W %s has %d",
                    given,
                    site.shape(1),
                    actual);
        }
    }

    /** How far the cells stand apart, for messages; nothing where they touch. */
    public String spread() {
        boolean apart = dilationH > 1 || dilationW > 1;
        return apart ? ", spread by dilation %dx%d,".formatted(dilationH, dilationW) : "";
    }

    /** Rows of the output for {@code h} rows of input. */
    public int outHeight(int h) {
        return out(h + padTop + padBottom, span(kh, dilationH), strideH);
    }

    /** Columns of the output for {@code w} columns of input. */
    public int outWidth(int w) {
        return out(w + padLeft + padRight, span(kw, dilationW), strideW);
    }

    private static int out(int padded, long span, int stride) {
        return padded < span ? 0 : (int) ((padded - span) / stride + 1);
    }
}
