package org.duograph.ops.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Elements, rows or blocks of an array, picked by their indices along its first dimensions. */
public final class GatherNd {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("GatherNd")
                    .summary(
                            "Picks blocks of an array by their indices along its first dimensions.")
                    .formula("Y[i, ...] = X[indices[i, 0], indices[i, 1], ..., ...]")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .input("indices", "... x k: where each block stands along k dimensions of X")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "the shape of indices without k, then that of a block")
                    .types(GatherNd::types)
                    .gradient(GatherNd::gradient)
                    .kernel(GatherNd::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.of(Shape.of(2, 2), 1, 0, 0, 1),
                                    NDArray.vector(3, 2)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(3, 3, 2), -1, 1),
                                    Sample.whole(DType.INT64, Shape.of(4, 2), 0, 3)))
                    .build();

    private GatherNd() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape indices = site.shape(1);
        int k = depth(site.shape(0), indices);
        List<Integer> y = new ArrayList<>(indices.toList().subList(0, indices.rank() - 1));
        y.addAll(site.shape(0).toList().subList(k, site.shape(0).rank()));
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    /**
     * Along how many dimensions of {@code x} the rows of {@code indices} count.
     *
     * @throws IllegalArgumentException if these are more than there are
     */
    public static int depth(Shape x, Shape indices) {
        int k = indices.rank() == 0 ? -1 : indices.dim(indices.rank() - 1);
        if (k < 0 || k > x.rank()) {
            throw new IllegalArgumentException(
                    "a row of indices must have at most as many numbers as there are dimensions,"
                            + " found %s for %s".formatted(indices, x));
        }
        return k;
    }

    /**
     * Where the block of row {@code i} of {@code indices} begins in {@code x}.
     *
     * @throws IllegalArgumentException if it is outside
     */
    public static int start(Shape x, IntToLongFunction indices, int i, int k) {
        int start = 0;
        for (int d = 0; d < k; d++) {
            long index = indices.applyAsLong(i * k + d);
            if (index < 0 || index >= x.dim(d)) {
                throw new IllegalArgumentException(
                        "indices[%d] = %s does not index into shape %s"
                                .formatted(i, row(indices, i, k), x));
            }
            start = start * x.dim(d) + (int) index;
        }
        return start * x.sizeOf(k, x.rank());
    }

    private static List<Long> row(IntToLongFunction indices, int i, int k) {
        List<Long> row = new ArrayList<>();
        for (int d = 0; d < k; d++) {
            row.add(indices.applyAsLong(i * k + d));
        }
        return row;
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, ?> shape = Map.of("shape", g.input(0).shape().toList());
        g.inputGradient(0, g.append(ScatterNd.OP, shape, g.input(1), g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        Shape indices = o.inShape(1);
        int k = depth(x, indices);
        int block = x.sizeOf(k, x.rank());
        long[] places = o.wholesIn(1);
        for (int i = 0; i < indices.sizeOf(0, indices.rank() - 1); i++) {
            int from = start(x, at -> places[at], i, k);
            System.arraycopy(o.inArray(0), from, o.outArray(0), i * block, block);
        }
    }
}
