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

/** A step of {@link MomentumSGDUpdate} for the rows of a table that were looked up. */
public final class SparseMomentumSGDUpdate {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SparseMomentumSGDUpdate")
                    .summary(
                            "Takes a step of gradient descent with momentum for some rows; the"
                                    + " others, and their momentum, stay as they are.")
                    .formula(
                            "with g = the sum of grad[i] where indices[i] = r, for row r:"
                                    + " m' = momentum * m + lr * g; param' = param - step; step ="
                                    + " m', or (1 + momentum) * m' - momentum * m with nesterov")
                    .input("grad", "the gradient of each of the rows")
                    .input("m", "the momentum, the shape of param")
                    .input("lr", "the learning rate, one number")
                    .ofType(ElementTypes.FLOATS)
                    .input("param", "the parameter, R x ...")
                    .input("indices", "the numbers of rows, from 0 to R - 1")
                    .ofType(ElementTypes.INDICES)
                    .output("step", "what was subtracted from each of the rows")
                    .output("m_out", "the new momentum")
                    .output("param_out", "the new parameter")
                    .attrs(
                            Attr.ofFloat(
                                    "momentum", 0, "What the momentum keeps of itself each step."),
                            Attr.ofInt("nesterov", 0, "1: look ahead by one step of momentum."))
                    .inPlace(1, 1)
                    .inPlace(2, 3)
                    .types(
                            site -> {
                                site.requireSameShape(3, 1);
                                site.requireOne(2);
                                SparseRows.check(site, 3, 4, 0);
                                return List.of(site.in(0), site.in(1), site.in(3));
                            })
                    .kernel(SparseMomentumSGDUpdate::run)
                    .example(
                            new Example(
                                    Map.of("momentum", 0.5),
                                    List.of(
                                            NDArray.vector(1, 1),
                                            NDArray.vector(4, 1),
                                            NDArray.vector(0.1f),
                                            NDArray.vector(7, 5),
                                            NDArray.of(Shape.of(2), 1, 1)),
                                    List.of(
                                            NDArray.vector(0.7f, 0.7f),
                                            NDArray.vector(4, 0.7f),
                                            NDArray.vector(7, 4.3f))))
                    .sample(sample(Map.of("momentum", 0.9)))
                    .sample(sample(Map.of("momentum", 0.9, "nesterov", 1)))
                    .build();

    private SparseMomentumSGDUpdate() {}

    private static Sample sample(Map<String, ?> attrs) {
        return Sample.of(
                attrs,
                Sample.real(Shape.of(4, 3), -1, 1),
                Sample.real(Shape.of(5, 3), -1, 1),
                Sample.real(Shape.of(1), 0, 1),
                Sample.real(Shape.of(5, 3), -1, 1),
                SparseRows.INDICES);
    }

    private static void run(Operands o) {
        double momentum = o.attrs().f("momentum");
        boolean nesterov = o.attrs().flag("nesterov");
        double lr = o.in(2)[0];
        SparseRows.copy(o, 1, 1);
        SparseRows.copy(o, 3, 2);
        double[] m = o.out(1);
        double[] param = o.out(2);
        double[] steps = new double[o.outShape(2).intSize()]; // of all rows
        SparseRows.each(
                o,
                3,
                4,
                0,
                (from, g) -> {
                    for (int k = 0; k < g.length; k++) {
                        int at = from + k;
                        double before = m[at];
                        m[at] = momentum * before + lr * g[k];
                        steps[at] = nesterov ? (1 + momentum) * m[at] - momentum * before : m[at];
                        param[at] -= steps[at];
                    }
                });
        int size = o.outShape(2).sizeOf(1, o.outShape(2).rank());
        for (int i = 0; i < o.inShape(4).intSize(); i++) {
            int from = (int) o.wholesIn(4)[i] * size;
            System.arraycopy(steps, from, o.out(0), i * size, size);
        }
    }
}
