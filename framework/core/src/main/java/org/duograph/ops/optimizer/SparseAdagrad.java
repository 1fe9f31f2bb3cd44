package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A step of {@link Adagrad} for the rows of a table that were looked up. */
public final class SparseAdagrad {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SparseAdagrad")
                    .summary("Takes a step of Adagrad for some rows; the others stay as they are.")
                    .formula(
                            "with g = the sum of grad[i] where indices[i] = r: h'[r] = h[r] + g^2;"
                                    + " param'[r] = param[r] + lr * g / (sqrt(h'[r]) + epsilon)")
                    .input("param", "the parameter, R x ...")
                    .input("h", "the sum of squared gradients, the shape of param")
                    .input("indices", "the numbers of rows, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .input("grad", "the gradient of each of these rows")
                    .input("lr", "the learning rate, negative, one number")
                    .ofType(ElementTypes.FLOATS)
                    .output("param_out", "the new parameter")
                    .output("h_out", "the new sum of squared gradients")
                    .attrs(Attr.ofFloat("epsilon", 1e-5, "Keeps the denominator from zero."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                SparseRows.check(site, 0, 2, 3);
                                site.requireOne(4);
                                return List.of(site.in(0), site.in(1));
                            })
                    .kernel(SparseAdagrad::run)
                    .example(
                            new Example(
                                    Map.of("epsilon", 0),
                                    List.of(
                                            NDArray.vector(10, 20),
                                            NDArray.vector(16, 1),
                                            NDArray.of(Shape.of(2), 0, 0),
                                            NDArray.vector(1, 2),
                                            NDArray.vector(-0.1f)),
                                    List.of(NDArray.vector(9.94f, 20), NDArray.vector(25, 1))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    Sample.real(Shape.of(5, 3), 0.1, 1),
                                    SparseRows.INDICES,
                                    Sample.real(Shape.of(4, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 0)))
                    .build();

    private SparseAdagrad() {}

    private static void run(Operands o) {
        double epsilon = o.attrs().f("epsilon");
        double lr = o.in(4)[0];
        SparseRows.copy(o, 0, 0);
        SparseRows.copy(o, 1, 1);
        double[] param = o.out(0);
        double[] h = o.out(1);
        SparseRows.each(
                o,
                0,
                2,
                3,
                (from, g) -> {
                    for (int k = 0; k < g.length; k++) {
                        h[from + k] += g[k] * g[k];
                        param[from + k] += lr * g[k] / (Math.sqrt(h[from + k]) + epsilon);
                    }
                });
    }
}
