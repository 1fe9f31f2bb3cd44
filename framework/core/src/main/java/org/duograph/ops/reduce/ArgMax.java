package org.duograph.ops.reduce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.math.Binary;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Where the largest number along an axis stands; the first, where there are several. */
public final class ArgMax {
    /** The operator. */
    public static final OpDef OP =
            named("ArgMax")
                    .summary("Where the largest number along an axis stands.")
                    .formula("Y = the first i with X[i] largest along the axis")
                    .kernel(o -> run(o, (x, best) -> x > best, (x, best) -> x > best))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 5, 5, 4, 3, 3),
                                    NDArray.of(Shape.of(2, 1), 1L, 0)))
                    .build();

    private ArgMax() {}

    /** Starts the definition of ArgMax or ArgMin. */
    static OpBuilder named(String type) {
        return OpDef.named(type)
                .input("X", "rank 1 or more")
                .ofType(ElementTypes.ORDERED)
                .output("Y", "the shape of X with 1 for the axis, or without it")
                .ofType(ElementTypes.of(DType.INT64))
                .attrs(
                        Attr.ofInt("axis", -1, "The axis to look along; -1: the last."),
                        Attr.ofInt("keepdims", 1, "1: the axis stays, with an extent of 1."))
                .types(ArgMax::types)
                .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)))
                .sample(Sample.of(Map.of("axis", 1, "keepdims", 0), Shape.of(2, 3, 4)));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        int axis = x.axis(site.attrs().i("axis"));
        site.require(x.dim(axis) > 0, "X must have numbers along axis %d, found %s", axis, x);
        List<Integer> dims = new ArrayList<>(x.toList());
        if (site.attrs().flag("keepdims")) {
            dims.set(axis, 1);
        } else {
            dims.remove(axis);
        }
        return List.of(new ArrayType(DType.INT64, Shape.of(dims)));
    }

    /** Finds the first element that no other is better than. */
    static void run(Operands o, Binary.Test isBetter, Binary.WholeTest isBetterWhole) {
        Lines lines = Lines.along(o.attrs().int32("axis"), o.inShape(0));
        double[] x = o.isWhole(0) ? null : o.in(0);
        long[] wholes = o.isWhole(0) ? o.wholesIn(0) : null;
        long[] y = o.wholesOut(0);
        int step = lines.step();
        for (int line = 0; line < lines.count(); line++) {
            int start = lines.start(line);
            int best = 0;
            for (int i = 1; i < lines.length(); i++) {
                int at = start + i * step;
                int bestAt = start + best * step;
                boolean better =
                        wholes == null
                                ? isBetter.of(x[at], x[bestAt])
                                : isBetterWhole.of(wholes[at], wholes[bestAt]);
                if (better) {
                    best = i;
                }
            }
            y[line] = best;
        }
    }
}
