package org.duograph.ops.activation;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** 1 for the largest number along an axis, 0 for the others. No gradient flows back. */
public final class Hardmax {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Hardmax")
                    .summary("Puts 1 for the largest number along an axis, the first, else 0.")
                    .formula("Y[i] = 1 if X[i] is the first of the largest along the axis, else 0")
                    .input("X", "rank 1 or more")
                    .output("Y", "the shape of X")
                    .attrs(Attr.ofInt("axis", -1, "The axis to look along; -1: the last."))
                    .types(
                            site -> {
                                site.shape(0).axis(site.attrs().i("axis"));
                                return List.of(site.in(0));
                            })
                    .gradient(GradientRule.STOP)
                    .kernel(Hardmax::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 5, 5, 4, 3, 3),
                                    NDArray.of(Shape.of(2, 3), 0f, 1, 0, 1, 0, 0)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .sample(Sample.of(Map.of("axis", 1), Shape.of(2, 3, 2)))
                    .build();

    private Hardmax() {}

    private static void run(Operands o) {
        Lines lines = Lines.along(o.attrs().int32("axis"), o.inShape(0));
        double[] x = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        for (int line = 0; line < lines.count() && lines.length() > 0; line++) {
            int best = 0;
            for (int i = 1; i < lines.length(); i++) {
                best = x[lines.at(line, i)] > x[lines.at(line, best)] ? i : best;
            }
            y[lines.at(line, best)] = 1;
        }
    }
}
