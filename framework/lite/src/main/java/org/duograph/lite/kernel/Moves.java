package org.duograph.lite.kernel;

/**
 * Operators that compute nothing and move numbers: each number of Y is one of X, or a filling.
 * RESHAPE, SQUEEZE, EXPAND_DIMS, TRANSPOSE, PAD, PADV2, MIRROR_PAD, STRIDED_SLICE, CONCATENATION,
 * RESIZE_NEAREST_NEIGHBOR.
 */
final class Moves {
    private static final int FILLED = -1;

    private Moves() {}

    /** RESHAPE, SQUEEZE and EXPAND_DIMS: the same numbers in the same order. */
    static Kernel reshape(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        site.require(x.size == y.size, "can't make " + y + " of them");
        requireSame(site, x, y);
        return () -> copy(x, 0, y, 0, x.size);
    }

    private static void requireSame(Site site, Tensor x, Tensor y) {
        site.require(
                x.type() == y.type() && (!x.isInt8() || x.quantization().sameAs(y.quantization())),
                "only moves numbers, but gives others: " + y);
    }

    private static void copy(Tensor x, int from, Tensor y, int to, int count) {
        if (x.floats != null) {
            System.arraycopy(x.floats, x.at + from, y.floats, y.at + to, count);
        } else if (x.bytes != null) {
            System.arraycopy(x.bytes, x.at + from, y.bytes, y.at + to, count);
        } else if (x.ints != null) {
            System.arraycopy(x.ints, x.at + from, y.ints, y.at + to, count);
        } else {
            System.arraycopy(x.longs, x.at + from, y.longs, y.at + to, count);
        }
    }

    /** A kernel that takes each number of Y from its place in X. */
    private static Kernel moves(Site site, Tensor x, Tensor y, int[] places, double filling) {
        requireSame(site, x, y);
        site.require(x.floats != null || x.bytes != null, "moves float32 and bytes alone");
        if (x.floats != null) {
            float fill = (float) filling;
            return () -> {
                for (int i = 0; i < places.length; i++) {
                    int place = places[i];
                    y.floats[y.at + i] = place == FILLED ? fill : x.floats[x.at + place];
                }
            };
        }
        byte fill =
                (byte)
                        (x.quantization() == null
                                ? (int) filling
                                : x.quantization().quantize(filling, x.type()));
        return () -> {
            for (int i = 0; i < places.length; i++) {
                int place = places[i];
                y.bytes[y.at + i] = place == FILLED ? fill : x.bytes[x.at + place];
            }
        };
    }

    /** Gives, for a place in Y along each axis, that in X along each axis, or a negative one. */
    private interface Rule {
        int of(int axis, int place);
    }

    private static int[] places(Tensor x, Tensor y, int[] axes, Rule rule) {
        int rank = y.shape.length;
        int[] steps = new int[rank];
        for (int i = 0; i < rank; i++) {
            steps[i] = x.sizeOf(axes[i] + 1, rank);
        }
        int[] places = new int[y.size];
        int[] at = new int[rank];
        for (int i = 0; i < places.length; i++) {
            int place = 0;
            for (int axis = 0; axis < rank && place != FILLED; axis++) {
                int there = rule.of(axis, at[axis]);
                place = there < 0 ? FILLED : place + there * steps[axis];
            }
            places[i] = place;
            for (int axis = rank - 1; axis >= 0 && ++at[axis] == y.shape[axis]; axis--) {
                at[axis] = 0;
            }
        }
        return places;
    }

    private static int[] inOrder(int rank) {
        int[] axes = new int[rank];
        for (int i = 0; i < rank; i++) {
            axes[i] = i;
        }
        return axes;
    }

    /** TRANSPOSE: axis i of Y is axis {@code order[i]} of X. */
    static Kernel transpose(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        int[] order = site.constantWholes(1);
        site.require(order.length == x.shape.length, "needs an order of all axes");
        int[] shape = new int[order.length];
        boolean[] seen = new boolean[order.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = order[i] < 0 ? order[i] + order.length : order[i];
            site.require(
                    order[i] >= 0 && order[i] < order.length && !seen[order[i]],
                    "needs an order in which each axis stands once");
            seen[order[i]] = true;
            shape[i] = x.shape[order[i]];
        }
        site.requireShape(y, shape);
        return moves(site, x, y, places(x, y, order, (axis, place) -> place), 0);
    }

    /** PAD and PADV2: a border of zeros, or of input 2. */
    static Kernel pad(Site site) {
        Tensor x = site.in(0);
        int[] paddings = paddings(site);
        double filling = site.has(2) ? site.in(2).real(0) : 0;
        site.require(!site.has(2) || site.in(2).isConstant(), "takes its filling from the file");
        Rule rule =
                (axis, place) -> {
                    int there = place - paddings[2 * axis];
                    return there < x.shape[axis] ? there : FILLED;
                };
        Tensor y = site.out(0);
        return moves(site, x, y, places(x, y, inOrder(x.shape.length), rule), filling);
    }

    /** MIRROR_PAD: the border is the image in a mirror, with its edge (SYMMETRIC) or without. */
    static Kernel mirror(Site site) {
        Tensor x = site.in(0);
        int[] paddings = paddings(site);
        int edge = site.options().int8(0) == 1 ? 1 : 0;
        for (int axis = 0; axis < x.shape.length; axis++) {
            int most = x.shape[axis] - 1 + edge;
            site.require(
                    paddings[2 * axis] <= most && paddings[2 * axis + 1] <= most,
                    "can't mirror more than there is");
        }
        Rule rule =
                (axis, place) -> {
                    int there = place - paddings[2 * axis];
                    int last = x.shape[axis] - 1;
                    int before = there < 0 ? -there - edge : there;
                    return before > last ? 2 * last - before + edge : before;
                };
        Tensor y = site.out(0);
        return moves(site, x, y, places(x, y, inOrder(x.shape.length), rule), 0);
    }

    private static int[] paddings(Site site) {
        Tensor x = site.in(0);
        int[] paddings = site.constantWholes(1);
        site.require(paddings.length == 2 * x.shape.length, "needs two paddings for each axis");
        int[] shape = x.shape.clone();
        for (int i = 0; i < paddings.length; i++) {
            site.require(paddings[i] >= 0, "can't have a padding below 0");
            shape[i / 2] += paddings[i];
        }
        site.requireShape(site.out(0), shape);
        return paddings;
    }

    /** STRIDED_SLICE: from {@code begin}, in steps, as many as Y has. */
    static Kernel slice(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        int rank = x.shape.length;
        int[] begin = site.constantWholes(1);
        int[] strides = site.constantWholes(3);
        int beginMask = site.options().int32(0, 0);
        int shrink = site.options().int32(4, 0);
        site.require(
                begin.length == rank
                        && strides.length == rank
                        && site.options().int32(2, 0) == 0
                        && site.options().int32(3, 0) == 0,
                "needs a begin and a stride for each axis; ellipses and new axes are not known");
        int[] full = new int[rank]; // y's shape with the axes that vanish
        for (int i = 0, j = 0; i < rank; i++) {
            boolean vanishes = (shrink >> i & 1) == 1;
            site.require(vanishes || j < y.shape.length, "has more axes than " + y);
            full[i] = vanishes ? 1 : y.shape[j++];
            int from = (beginMask >> i & 1) == 1 ? (strides[i] > 0 ? 0 : -1) : begin[i];
            begin[i] = from < 0 ? from + x.shape[i] : from;
            int last = begin[i] + (full[i] - 1) * strides[i];
            site.require(
                    begin[i] >= 0 && begin[i] < x.shape[i] && last >= 0 && last < x.shape[i],
                    "reads beyond axis " + i);
        }
        int[] places = new int[y.size];
        for (int i = 0; i < places.length; i++) {
            int rest = i;
            int place = 0;
            for (int axis = rank - 1; axis >= 0; axis--) {
                int at = begin[axis] + rest % full[axis] * strides[axis];
                rest /= full[axis];
                place += at * x.sizeOf(axis + 1, rank);
            }
            places[i] = place;
        }
        return moves(site, x, y, places, 0);
    }

    /** CONCATENATION along an axis. */
    static Kernel concatenate(Site site) {
        Tensor y = site.out(0);
        int rank = y.shape.length;
        int given = site.options().int32(0, 0);
        int axis = given < 0 ? given + rank : given;
        site.require(axis >= 0 && axis < rank, "has no axis " + given);
        site.require(site.options().int8(1) == 0, "can't fuse an activation");
        Tensor[] parts = new Tensor[site.inputCount()];
        int extent = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = site.in(i);
            requireSame(site, parts[i], y);
            int[] shape = y.shape.clone();
            shape[axis] = parts[i].shape.length == rank ? parts[i].shape[axis] : -1;
            site.require(
                    java.util.Arrays.equals(shape, parts[i].shape), "can't put them into " + y);
            extent += shape[axis];
        }
        site.require(extent == y.shape[axis], "can't fill " + y);
        int inner = y.sizeOf(axis + 1, rank);
        int outer = y.sizeOf(0, axis);
        return () -> {
            int to = 0;
            for (int o = 0; o < outer; o++) {
                for (Tensor part : parts) {
                    int run = part.shape[axis] * inner;
                    copy(part, o * run, y, to, run);
                    to += run;
                }
            }
        };
    }

    /** RESIZE_NEAREST_NEIGHBOR: pixels are repeated or left out. */
    static Kernel resize(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        site.requireRank(x, 4);
        site.requireRank(y, 4);
        boolean corners = site.options().int8(0) != 0;
        boolean centres = site.options().int8(1) != 0;
        Rule rule =
                (axis, place) -> {
                    if (axis == 0 || axis == 3) {
                        return place;
                    }
                    int in = x.shape[axis];
                    int out = y.shape[axis];
                    float scale = corners && out > 1 ? (in - 1f) / (out - 1) : (float) in / out;
                    float there = (centres ? place + 0.5f : place) * scale;
                    int nearest = corners ? Math.round(there) : (int) Math.floor(there);
                    return Math.max(0, Math.min(in - 1, nearest));
                };
        return moves(site, x, y, places(x, y, inOrder(4), rule), 0);
    }
}
