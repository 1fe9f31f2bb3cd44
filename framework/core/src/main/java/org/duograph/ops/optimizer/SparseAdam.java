package org.duograph.ops.optimizer;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A step of {@link Adam} for the rows of a table that were looked up. The moments of the others
 * stay as well: they do not fade while a row is not seen.
 */
public final class SparseAdam {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SparseAdam")
                    .summary("Takes a step of Adam for some rows; the others stay as they are.")
                    .formula(
                            "with g = the sum of grad[i] where indices[i] = r, for row r:"
                                    + " m1' = beta1*m1 + (1-beta1)*g;"
                                    + " m2' = beta2*m2 + (1-beta2)*g^2;"
                                    + " param' = param + lr * sqrt(1 - beta2^t) / (1 - beta1^t)"
                                    + " * m1' / (sqrt(m2') + epsilon), t = iter + 1")
                    .input("param", "the parameter, R x ...")
                    .input("m1", "the first moment, the shape of param")
                    .input("m2", "the second moment, the shape of param")
                    .input("indices", "the numbers of rows, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .input("grad", "the gradient of each of these rows")
                    .input("lr", "the learning rate, negative, one number")
                    .ofType(ElementTypes.FLOATS)
                    .input("iter", "the steps taken before, one whole number")
                    .ofType(ElementTypes.WHOLES)
                    .output("param_out", "the new parameter")
                    .output("m1_out", "the new first moment")
                    .output("m2_out", "the new second moment")
                    .attrs(
                            Attr.ofFloat("beta1", 0.9, "What m1 keeps of itself each step."),
                            Attr.ofFloat("beta2", 0.999, "What m2 keeps of itself each step."),
                            Attr.ofFloat("epsilon", 1e-5, "Keeps the denominator from zero."))
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .inPlace(2, 2)
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                site.requireSameShape(0, 2);
                                SparseRows.check(site, 0, 3, 4);
                                site.requireOne(5);
                                site.requireOne(6);
                                return List.of(site.in(0), site.in(1), site.in(2));
                            })
                    .kernel(SparseAdam::run)
                    .example(
                            new Example(
                                    Map.of("beta1", 0.5, "beta2", 0.75, "epsilon", 0),
                                    List.of(
                                            NDArray.vector(10, 20),
                                            NDArray.vector(0, 1),
                                            NDArray.vector(0, 2),
                                            NDArray.of(Shape.of(2), 0, 0),
                                            NDArray.vector(3, 1),
                                            NDArray.vector(-1),
                                            NDArray.of(Shape.of(1), 0L)),
                                    List.of(
                                            NDArray.vector(9, 20),
                                            NDArray.vector(2, 1),
                                            NDArray.vector(4, 2))))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    Sample.real(Shape.of(5, 3), -1, 1),
                                    Sample.real(Shape.of(5, 3), 0.1, 1),
                                    SparseRows.INDICES,
                                    Sample.real(Shape.of(4, 3), -1, 1),
                                    Sample.real(Shape.of(1), -1, 0),
                                    Sample.whole(DType.INT64, Shape.of(1), 0, 50)))
                    .build();

    private SparseAdam() {}

    private static void run(Operands o) {
        double beta1 = o.attrs().f("beta1");
        double beta2 = o.attrs().f("beta2");
        double epsilon = o.attrs().f("epsilon");
        double t = o.in(6)[0] + 1;
        double rate = o.in(5)[0] * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
        for (int i = 0; i < 3; i++) {
            SparseRows.copy(o, i, i);
        }
        double[] param = o.out(0);
        double[] m1 = o.out(1);
        double[] m2 = o.out(2);
        SparseRows.each(
                o,
                0,
                3,
                4,
                (from, g) -> {
                    for (int k = 0; k < g.length; k++) {
                        int at = from + k;
                        m1[at] = beta1 * m1[at] + (1 - beta1) * g[k];
                        m2[at] = beta2 * m2[at] + (1 - beta2) * g[k] * g[k];
                        param[at] += rate * m1[at] / (Math.sqrt(m2[at]) + epsilon);
                    }
                });
    }
}
