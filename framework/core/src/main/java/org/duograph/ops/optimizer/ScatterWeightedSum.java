package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link WeightedSum} for some rows: a step of gradient descent where the weight is -lr. */
public final class ScatterWeightedSum {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("ScatterWeightedSum")
                    .summary("Adds rows, times a weight, to some rows; the others stay.")
                    .formula(
                            "Y[r] = X0[r] * w0 + w1 * the sum of X1[i] where indices[i] = r,"
                                    + " where there is such an i")
                    .input("X0", "R x ...")
                    .input("w0", "one number")
                    .input("indices", "the numbers of rows, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .input("X1", "a row for each of the indices")
                    .input("w1", "one number")
                    .output("Y", "the shape of X0")
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                site.requireOne(1);
                                SparseRows.check(site, 0, 2, 3);
                                site.requireOne(4);
                                return List.of(site.in(0));
                            })
                    .kernel(ScatterWeightedSum::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2, 3),
                                    NDArray.vector(1),
                                    NDArray.of(Shape.of(2), 2, 2),
                                    NDArray.vector(10, 5),
                                    NDArray.vector(-0.1f),
                                    NDArray.vector(1, 2, 1.5f)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 1),
                                    SparseRows.INDICES,
                                    Sample.real(Shape.of(4, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 1)))
                    .build();

    private ScatterWeightedSum() {}

    private static void run(Operands o) {
        double keep = o.in(1)[0];
        double weight = o.in(4)[0];
        SparseRows.copy(o, 0, 0);
        double[] y = o.out(0);
        SparseRows.each(
                o,
                0,
                2,
                3,
                (from, sum) -> {
                    for (int k = 0; k < sum.length; k++) {
                        y[from + k] = y[from + k] * keep + weight * sum[k];
                    }
                });
    }
}
