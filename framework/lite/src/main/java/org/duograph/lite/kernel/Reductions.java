package org.duograph.lite.kernel;

import java.util.Arrays;

/** MEAN over some axes, and ARG_MAX along one. */
final class Reductions {
    private Reductions() {}

    /** The kernel of MEAN. */
    static Kernel mean(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        boolean known = (x.isFloat() && y.isFloat()) || (x.isInt8() && y.isInt8());
        if (!known) {
            throw site.lacking();
        }
        int[] to = places(site, x, y);
        int count = x.size / Math.max(1, y.size);
        if (x.isFloat()) {
            double[] sums = new double[y.size];
            return () -> {
                Arrays.fill(sums, 0);
                for (int i = 0; i < to.length; i++) {
                    sums[to[i]] += x.floats[x.at + i];
                }
                for (int i = 0; i < sums.length; i++) {
                    y.floats[y.at + i] = (float) (sums[i] / count);
                }
            };
        }
        float scale = x.quantization().scale() / (y.quantization().scale() * count);
        float[] multiplier = {scale};
        Requantizer requantizer = new Requantizer(multiplier, y.quantization(), Activation.NONE);
        int zero = x.quantization().zero();
        int[] sums = new int[y.size];
        return () -> {
            Arrays.fill(sums, 0);
            for (int i = 0; i < to.length; i++) {
                sums[to[i]] += x.bytes[x.at + i] - zero;
            }
            for (int i = 0; i < sums.length; i++) {
                y.bytes[y.at + i] = (byte) requantizer.of(sums[i], 0);
            }
        };
    }

    /** Where in Y each number of X belongs. */
    private static int[] places(Site site, Tensor x, Tensor y) {
        int rank = x.shape.length;
        boolean[] folded = new boolean[rank];
        for (int axis : site.constantWholes(1)) {
            int from = axis < 0 ? axis + rank : axis;
            site.require(from >= 0 && from < rank, "has no axis " + axis);
            folded[from] = true;
        }
        int[] steps = new int[rank];
        int step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            steps[i] = folded[i] ? 0 : step;
            step *= folded[i] ? 1 : x.shape[i];
        }
        site.require(step == y.size, "can't give " + y);
        int[] places = new int[x.size];
        for (int i = 0; i < places.length; i++) {
            int rest = i;
            for (int axis = rank - 1; axis >= 0; axis--) {
                places[i] += rest % x.shape[axis] * steps[axis];
                rest /= x.shape[axis];
            }
        }
        return places;
    }

    /** The kernel of ARG_MAX: the place of the first of the greatest numbers along an axis. */
    static Kernel argMax(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        int[] axes = site.constantWholes(1);
        int rank = x.shape.length;
        int axis = axes.length == 1 ? (axes[0] < 0 ? axes[0] + rank : axes[0]) : -1;
        site.require(axis >= 0 && axis < rank && x.size > 0, "needs one axis");
        int d = x.shape[axis];
        int inner = x.sizeOf(axis + 1, rank);
        site.require(y.size == x.size / d, "can't give " + y);
        return () -> {
            for (int i = 0; i < y.size; i++) {
                int from = i / inner * d * inner + i % inner;
                int best = 0;
                for (int j = 1; j < d; j++) {
                    if (x.real(from + j * inner) > x.real(from + best * inner)) {
                        best = j;
                    }
                }
                y.set(i, best);
            }
        };
    }
}
