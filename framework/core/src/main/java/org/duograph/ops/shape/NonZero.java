package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Where the elements stand that are not zero.
 *
 * <p>How many there are depends on the numbers, and a graph's shapes do not: there is a column for
 * each element of X, and {@code count} says how many of them hold a place.
 */
public final class NonZero {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("NonZero")
                    .summary("Where the elements stand that are not zero, and how many they are.")
                    .formula("X[Y[0, i], Y[1, i], ...] != 0 for i < count, in the order of X")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ORDERED)
                    .output("Y", "rank of X x size of X; behind the places stands fill")
                    .ofType(ElementTypes.of(DType.INT64))
                    .output("count", "how many there are, a scalar")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(Attr.ofInt("fill", -1, "What stands behind the places."))
                    .types(NonZero::types)
                    .kernel(NonZero::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(2, 2), 0f, 7, 8, 0)),
                                    List.of(
                                            NDArray.of(Shape.of(2, 4), 0L, 1, -1, -1, 1, 0, -1, -1),
                                            NDArray.of(Shape.SCALAR, 2L))))
                    .sample(Sample.of(Map.of(), Sample.whole(DType.INT32, Shape.of(2, 3), 0, 2)))
                    .sample(Sample.of(Map.of("fill", 0), Shape.of(4)))
                    .build();

    private NonZero() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        ArrayType places = new ArrayType(DType.INT64, Shape.of(x.rank(), x.intSize()));
        return List.of(places, new ArrayType(DType.INT64, Shape.SCALAR));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int size = x.intSize();
        long[] y = o.wholesOut(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), o.attrs().i("fill"));
        double[] reals = o.isWhole(0) ? null : o.in(0);
        long[] wholes = o.isWhole(0) ? o.wholesIn(0) : null;
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (reals != null ? reals[i] != 0 : wholes[i] != 0) {
                int rest = i;
                for (int d = x.rank() - 1; d >= 0; d--) {
                    y[d * size + count] = rest % x.dim(d);
                    rest /= x.dim(d);
                }
                count++;
            }
        }
        o.wholesOut(1)[0] = count;
    }
}
