package org.duograph.ops.reduce;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum of each row, whatever stands in it. */
public final class ReduceTailSum {
    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("ReduceTailSumGradX")
                    .summary("The gradient of ReduceTailSum with respect to X.")
                    .formula("dX[n, ...] = dY[n]")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the rows")
                    .output("dX", "the gradient of X")
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> ReduceTailSum.OP))
                    .kernel(ReduceTailSum::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(3, 4),
                                    NDArray.of(Shape.of(2, 2), 0f, 0, 0, 0),
                                    NDArray.of(Shape.of(2, 2), 3f, 3, 4, 4)))
                    .sample(Sample.of(Map.of(), Shape.of(2), Shape.of(2, 3, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ReduceTailSum")
                    .summary("Sums each row: all axes but the first.")
                    .formula("Y[n] = sum of X[n, ...]")
                    .input("X", "N x ...")
                    .output("Y", "N")
                    .types(
                            site -> {
                                site.require(
                                        site.shape(0).rank() > 0,
                                        "X must have rows, found %s",
                                        site.in(0));
                                Shape y = Shape.of(site.shape(0).dim(0));
                                return List.of(site.in(0).withShape(y));
                            })
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(ReduceTailSum::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4), NDArray.vector(3, 7)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 2)))
                    .build();

    private ReduceTailSum() {}

    private static Rows rows(Shape x) {
        return new Rows(x.dim(0), x.sizeOf(1, x.rank()));
    }

    private static void run(Operands o) {
        Rows rows = rows(o.inShape(0));
        for (int n = 0; n < rows.n(); n++) {
            double sum = 0;
            for (int i = n * rows.d(); i < (n + 1) * rows.d(); i++) {
                sum += o.in(0)[i];
            }
            o.out(0)[n] = sum;
        }
    }

    private static void gradX(Operands o) {
        Rows rows = rows(o.outShape(0));
        for (int n = 0; n < rows.n(); n++) {
            Arrays.fill(o.out(0), n * rows.d(), (n + 1) * rows.d(), o.in(0)[n]);
        }
    }
}
