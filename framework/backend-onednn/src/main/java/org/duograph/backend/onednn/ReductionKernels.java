package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.Products;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.reduce.Reduction;
import org.duograph.tensor.Shape;

/**
 * Sums and means over axes, and their gradients, which spread a number over what was summed.
 *
 * <p>Axes that are folded together become one, and each such axis takes one step: a matrix product
 * with ones, or with shares of one for a mean, because the library's own reductions are fast over
 * the last axis only.
 */
final class ReductionKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ReduceSum" -> fold(Reduction.LISTED, false);
            case "ReduceSumGradX" -> spread(Reduction.LISTED, false);
            case "ReduceMean" -> fold(Reduction.LISTED, true);
            case "ReduceMeanGradX" -> spread(Reduction.LISTED, true);
            case "ReduceFrontSum" -> fold(Reduction.FRONT, false);
            case "ReduceFrontSumGradX" -> spread(Reduction.FRONT, false);
            case "ReduceFrontMean" -> fold(Reduction.FRONT, true);
            case "ReduceFrontMeanGradX" -> spread(Reduction.FRONT, true);
            case "ReduceBackSum" -> fold(Reduction.BACK, false);
            case "ReduceBackSumGradX" -> spread(Reduction.BACK, false);
            case "ReduceBackMean" -> fold(Reduction.BACK, true);
            case "ReduceBackMeanGradX" -> spread(Reduction.BACK, true);
            case "SumReduceLike" -> Entry.of(ReductionKernels::sumReduceLike);
            default -> null;
        };
    }

    private static Entry fold(Reduction axes, boolean mean) {
        return Entry.of(d -> fold(d, d.inShape(0), axes.folded(d.attrs(), d.inShape(0)), mean));
    }

    private static Entry spread(Reduction axes, boolean mean) {
        return Entry.of(d -> spread(d, d.inShape(1), axes.folded(d.attrs(), d.inShape(1)), mean));
    }

    private static void sumReduceLike(Draft d) {
        Shape a = d.inShape(0);
        Shape b = Broadcast.block(d.attrs(), a, d.inShape(1)).stretched(1);
        boolean[] folded = new boolean[a.rank()];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = b.dim(i) != a.dim(i);
        }
        fold(d, a, folded, false);
    }

    /** One axis to fold: the array is {@code outer} x {@code extent} x {@code inner}. */
    private record Fold(long outer, long extent, long inner) {

        /** The folds from the last axis to the first; neighbouring axes are one. */
        static List<Fold> of(Shape x, boolean[] folded) {
            List<Fold> folds = new ArrayList<>();
            long inner = 1;
            for (int i = folded.length - 1; i >= 0; i--) {
                if (!folded[i]) {
                    inner *= x.dim(i);
                    continue;
                }
                int first = i;
                while (first > 0 && folded[first - 1]) {
                    first--;
                }
                folds.add(new Fold(x.sizeOf(0, first), x.sizeOf(first, i + 1), inner));
                i = first;
            }
            return folds;
        }

        long bytes() {
            return outer * inner * Float.BYTES;
        }

        long wholeBytes() {
            return bytes() * extent;
        }

        /** One for each folded number, or its share of one. */
        Where weights(Draft d, boolean mean) {
            float[] weights = new float[Math.toIntExact(extent)];
            Arrays.fill(weights, mean ? 1f / extent : 1);
            return d.fixed(weights);
        }
    }

    private static void fold(Draft d, Shape x, boolean[] folded, boolean mean) {
        List<Fold> folds = Fold.of(x, folded);
        Where from = new Where.In(0);
        for (int i = 0; i < folds.size(); i++) {
            Fold f = folds.get(i);
            boolean last = i == folds.size() - 1;
            Where to = last ? new Where.Out(0) : d.scratch(f.bytes());
            Where weights = f.weights(d, mean);
            if (f.inner == 1) {
                product(d, from, weights, to, f.outer, f.extent, 1, 1);
            } else {
                product(d, weights, from, to, 1, f.extent, f.inner, f.outer);
            }
            from = to;
        }
        copyIfNone(d, folds);
    }

    private static void spread(Draft d, Shape x, boolean[] folded, boolean mean) {
        Deque<Fold> folds = new ArrayDeque<>(Fold.of(x, folded));
        copyIfNone(d, folds.stream().toList());
        Where from = new Where.In(0);
        while (!folds.isEmpty()) {
            Fold f = folds.removeLast();
            Where to = folds.isEmpty() ? new Where.Out(0) : d.scratch(f.wholeBytes());
            Where weights = f.weights(d, mean);
            if (f.inner == 1) {
                product(d, from, weights, to, f.outer, 1, f.extent, 1);
            } else {
                product(d, weights, from, to, f.extent, 1, f.inner, f.outer);
            }
            from = to;
        }
    }

    /** Where no axis is folded, the numbers stay what they are. */
    private static void copyIfNone(Draft d, List<Fold> folds) {
        if (folds.isEmpty()) {
            d.copy(new Where.In(0), new Where.Out(0), d.plain(0).bytes());
        }
    }

    /** {@code batch} products of m x k and k x n; an operand that is the same for all has one. */
    private static void product(
            Draft d, Where a, Where b, Where to, long m, long k, long n, long batch) {
        dnnl_memory_desc aDesc = d.dense(1, m, k);
        dnnl_memory_desc bDesc = d.dense(batch, k, n);
        dnnl_memory_desc yDesc = d.dense(batch, m, n);
        Primitive product = Products.matmul(d, aDesc, bDesc, yDesc, d.attributes());
        d.step(product).at(DNNL_ARG_SRC, a).at(DNNL_ARG_WEIGHTS, b).at(DNNL_ARG_DST, to).run();
    }
}
