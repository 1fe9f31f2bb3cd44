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
 * <p>Each is an attribute that is a list: one number for all sides, or one for each, {@code [h, w]}
 * and for the padding {@code [top, left, bottom, right]}. What else the faces know (separate names
 * for each side, padding that follows from a wish about the output) they write in this form.
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

    /** Where the channels of images stand. */
    public static final Attr CHANNELS_LAST =
            Attr.ofInt("channels_last", 0, "1: channels stand last, N x H x W x C.");

    /** How much padding there is. */
    public static final Attr PAD =
            sides("pad", 0, "Padding on all sides, or [top, left, bottom, right].");

    /** How far the cells of a window stand apart. */
    public static final Attr DILATION =
            sides("dilation", 1, "Distance between neighbouring cells of the window, or [h, w].");

    /** The attributes that every window has, followed by {@code more}. */
    public static List<Attr> attrs(Attr... more) {
        List<Attr> all = new ArrayList<>();
        all.add(Attr.optional("kernel", Kind.INTS, "Rows and columns of the window, or [h, w]."));
        all.add(sides("stride", 1, "Step in both directions, or [h, w]."));
        all.add(PAD);
        all.add(CHANNELS_LAST);
        all.addAll(List.of(more));
        return List.copyOf(all);
    }

    /** An attribute that is one number for all sides or one for each. */
    public static Attr sides(String name, long otherwise, String doc) {
        return new Attr(name, Kind.INTS, List.of(otherwise), doc);
    }

    /** Reads the window that slides over {@code h} x {@code w}, whose kernel is known already. */
    public static Window of(Attrs attrs, int h, int w, int kh, int kw) {
        int[] stride = two(attrs, "stride");
        int[] dilation = attrs.has("dilation") ? two(attrs, "dilation") : new int[] {1, 1};
        requirePositive("strides", stride);
        requirePositive("dilations", dilation);
        if (kh <= 0 || kw <= 0) {
            throw new IllegalArgumentException(
                    "a kernel must be positive, found %dx%d".formatted(kh, kw));
        }
        int[] pad = pads(attrs);
        requireWithinLimit("rows", (long) h + pad[0] + pad[2]);
        requireWithinLimit("columns", (long) w + pad[1] + pad[3]);
        return new Window(
                kh,
                kw,
                stride[0],
                stride[1],
                pad[0],
                pad[1],
                pad[2],
                pad[3],
                dilation[0],
                dilation[1]);
    }

    /** The window's rows and columns, [0, 0] where the attribute is not given. */
    public static int[] kernel(Attrs attrs) {
        return attrs.has("kernel") ? two(attrs, "kernel") : new int[2];
    }

    /** The padding: rows above, columns at the left, rows below, columns at the right. */
    public static int[] pads(Attrs attrs) {
        int[] pad = sides(attrs, "pad", 4, "[top, left, bottom, right]");
        for (int side : pad) {
            if (side < 0) {
                throw new IllegalArgumentException("pad can't be negative, found " + side);
            }
        }
        return pad;
    }

    /** The numbers for rows and for columns. */
    public static int[] two(Attrs attrs, String name) {
        return sides(attrs, name, 2, "[h, w]");
    }

    private static int[] sides(Attrs attrs, String name, int count, String form) {
        List<Long> given = attrs.ints(name);
        if (given.size() != 1 && given.size() != count) {
            throw new IllegalArgumentException(
                    "%s must be one number or %s, found %s".formatted(name, form, given));
        }
        int[] sides = new int[count];
        for (int i = 0; i < count; i++) {
            sides[i] = Shape.extent(given.get(given.size() == 1 ? 0 : i));
        }
        return sides;
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

    private static void requirePositive(String what, int[] two) {
        if (two[0] <= 0 || two[1] <= 0) {
            throw new IllegalArgumentException(
                    "%s must be positive, found %d and %d".formatted(what, two[0], two[1]));
        }
    }

    /** The cells from the first to the last of {@code kernel} cells {@code dilation} apart. */
    private static long span(int kernel, int dilation) {
        return (long) dilation * (kernel - 1) + 1;
    }

    /** Checks that a kernel given as an attribute agrees with the weights' shape. */
    public void checkKernel(TypeRule.Site site, int firstAxis) {
        int[] given = kernel(site.attrs());
        for (int i = 0; i < 2; i++) {
            int actual = site.shape(1).dim(firstAxis + i);
            site.require(
                    given[i] == 0 || given[i] == actual,
                    "the kernel argument says %d, but W %s has %d",
                    given[i],
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
