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

/** Numbers without their repetitions, in ascending order. */
public final class Unique {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Unique")
                    .summary("Drops repetitions and sorts: each number comes once.")
                    .formula("X[i] = Y[remapping[i]]")
                    .input("X", "whole numbers, a vector")
                    .ofType(ElementTypes.INDICES)
                    .output("Y", "count numbers, ascending")
                    .ofType(ElementTypes.sameAs("X"))
                    .auxiliaryOutput("remapping", "where each number of X stands in Y")
                    .ofType(ElementTypes.of(DType.INT32))
                    .attrs(
                            Attr.optional(
                                    "count",
                                    Attr.Kind.INT,
                                    "How many different numbers there are. Nets may leave it out:"
                                            + " then X says it."))
                    .types(Unique::types)
                    .kernel(Unique::run)
                    .example(
                            new Example(
                                    Map.of("count", 2),
                                    List.of(NDArray.of(Shape.of(3), 7, 3, 7)),
                                    List.of(
                                            NDArray.of(Shape.of(2), 3, 7),
                                            NDArray.of(Shape.of(3), 1, 0, 1))))
                    .sample(Sample.of("count=1", Sample.whole(DType.INT64, Shape.of(4), 2, 3)))
                    .build();

    private Unique() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.requireRank(0, 1);
        site.require(
                site.attrs().has("count"),
                "the number of different numbers must be known before the net runs; give it as the"
                        + " argument count");
        int count = Shape.extent(site.attrs().i("count"));
        return List.of(
                site.in(0).withShape(Shape.of(count)), new ArrayType(DType.INT32, site.shape(0)));
    }

    private static void run(Operands o) {
        long[] x = o.wholesIn(0);
        int size = o.inShape(0).intSize();
        long[] each = Arrays.stream(x, 0, size).sorted().distinct().toArray();
        int count = o.outShape(0).intSize();
        if (each.length != count) {
            throw new IllegalArgumentException(
                    "count says %d different numbers, found %d".formatted(count, each.length));
        }
        System.arraycopy(each, 0, o.wholesOut(0), 0, count);
        for (int i = 0; i < size; i++) {
            o.wholesOut(1)[i] = Arrays.binarySearch(each, x[i]);
        }
    }
}
