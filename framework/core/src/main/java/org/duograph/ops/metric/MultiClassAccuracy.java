package org.duograph.ops.metric;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link Accuracy}, class by class; the first of equal scores counts as the best. */
public final class MultiClassAccuracy {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("MultiClassAccuracy")
                    .summary("The share of rows whose best score is right, for each class.")
                    .formula("accuracies[c] = right rows of class c / amounts[c]; of none it is 0")
                    .input("X", "scores or probabilities, N x D")
                    .input("label", "the class of each row, N")
                    .ofType(ElementTypes.INDICES)
                    .output("accuracies", "a number from 0 to 1 for each of D classes")
                    .auxiliaryOutput("amounts", "how many rows each class has")
                    .ofType(ElementTypes.of(DType.INT32))
                    .types(
                            site -> {
                                site.requireRank(0, 2);
                                Rows rows = Rows.at(1, site.shape(0));
                                rows.requireLabels(site, 1);
                                Shape d = Shape.of(rows.d());
                                return List.of(
                                        site.in(0).withShape(d), new ArrayType(DType.INT32, d));
                            })
                    .kernel(MultiClassAccuracy::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(3, 2), 1f, 0, 2, 5, 4, 3),
                                            NDArray.of(Shape.of(3), 0, 1, 1)),
                                    List.of(
                                            NDArray.vector(1, 0.5f),
                                            NDArray.of(Shape.of(2), 1, 2))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(6, 4), -1, 1),
                                    Sample.whole(DType.INT32, Shape.of(6), 0, 4)))
                    .build();

    private MultiClassAccuracy() {}

    private static void run(Operands o) {
        Rows rows = Rows.at(1, o.inShape(0));
        double[] x = o.in(0);
        double[] right = o.out(0);
        long[] amounts = o.wholesOut(1);
        Arrays.fill(right, 0, rows.d(), 0);
        Arrays.fill(amounts, 0, rows.d(), 0);
        for (int row = 0; row < rows.n(); row++) {
            int label = rows.place(row, o.wholesIn(1));
            int best = row * rows.d();
            for (int i = best + 1; i < (row + 1) * rows.d(); i++) {
                best = x[i] > x[best] ? i : best;
            }
            right[label % rows.d()] += best == label ? 1 : 0;
            amounts[label % rows.d()]++;
        }
        for (int c = 0; c < rows.d(); c++) {
            right[c] /= Math.max(1, amounts[c]);
        }
    }
}
