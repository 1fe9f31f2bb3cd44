package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Max;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The largest number in each row, or in each column, of a batch of matrices. */
public final class BatchMax {
    private static final NDArray X = NDArray.of(Shape.of(1, 2, 2), 1f, 4, 3, 2);

    /** The gradient of {@link #ROWS}; where several are largest, each gets all of dY. */
    public static final OpDef ROWS_GRAD_X =
            gradX("RowwiseMax", 2)
                    .example(
                            Example.of(
                                    X,
                                    NDArray.of(Shape.of(1, 2), 4f, 3),
                                    NDArray.of(Shape.of(1, 2), 10f, 20),
                                    NDArray.of(Shape.of(1, 2, 2), 0f, 10, 20, 0)))
                    .build();

    /** Of each row. */
    public static final OpDef ROWS =
            named("RowwiseMax", 2, ROWS_GRAD_X)
                    .summary("The largest number in each row of a batch of matrices.")
                    .formula("Y[b, i] = max over j of X[b, i, j]")
                    .example(Example.of(X, NDArray.of(Shape.of(1, 2), 4f, 3)))
                    .build();

    /** The gradient of {@link #COLUMNS}; where several are largest, each gets all of dY. */
    public static final OpDef COLUMNS_GRAD_X =
            gradX("ColwiseMax", 1)
                    .example(
                            Example.of(
                                    X,
                                    NDArray.of(Shape.of(1, 2), 3f, 4),
                                    NDArray.of(Shape.of(1, 2), 10f, 20),
                                    NDArray.of(Shape.of(1, 2, 2), 0f, 20, 10, 0)))
                    .build();

    /** Of each column. */
    public static final OpDef COLUMNS =
            named("ColwiseMax", 1, COLUMNS_GRAD_X)
                    .summary("The largest number in each column of a batch of matrices.")
                    .formula("Y[b, j] = max over i of X[b, i, j]")
                    .example(Example.of(X, NDArray.of(Shape.of(1, 2), 3f, 4)))
                    .build();

    /** Where the largest of each row stands. */
    public static final OpDef ROW_ARG_MAX =
            OpDef.named("RowWiseArgMax")
                    .summary("Where the largest number in each row of a matrix stands.")
                    .formula("Y[i, 0] = the first j with X[i, j] largest")
                    .input("X", "N x D")
                    .ofType(ElementTypes.ORDERED)
                    .output("Y", "N x 1")
                    .ofType(ElementTypes.of(DType.INT64))
                    .types(
                            site -> {
                                site.requireRank(0, 2);
                                Shape y = site.shape(0).with(1, 1);
                                site.require(
                                        site.shape(0).dim(1) > 0,
                                        "X must have columns, found %s",
                                        site.in(0));
                                return List.of(new ArrayType(DType.INT64, y));
                            })
                    .kernel(BatchMax::argMax)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 3), 1f, 5, 5, 4, 3, 3),
                                    NDArray.of(Shape.of(2, 1), 1L, 0)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4)))
                    .build();

    private BatchMax() {}

    private static Shape y(Shape x, int axis) {
        return Shape.of(x.dim(0), x.dim(3 - axis));
    }

    private static OpBuilder named(String type, int axis, OpDef gradX) {
        return OpDef.named(type)
                .input("X", "B x M x N: B matrices")
                .output("Y", axis == 2 ? "B x M" : "B x N")
                .types(
                        site -> {
                            site.requireRank(0, 3);
                            site.require(
                                    site.shape(0).dim(axis) > 0,
                                    "X must have numbers along dimension %d, found %s",
                                    axis,
                                    site.in(0));
                            return List.of(site.in(0).withShape(y(site.shape(0), axis)));
                        })
                .gradient(
                        g ->
                                g.inputGradient(
                                        0,
                                        g.append(
                                                gradX,
                                                Map.of(),
                                                g.input(0),
                                                g.output(0),
                                                g.outputGradient(0))))
                .kernel(o -> max(o, axis))
                .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)));
    }

    private static OpBuilder gradX(String type, int axis) {
        Shape x = Shape.of(2, 3, 4);
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to X.")
                .formula("dX = dY where X went and is Y, else 0")
                .input("X", "the input of " + type)
                .input("Y", "the output of " + type)
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .types(site -> List.of(site.in(0)))
                .gradient(g -> again(g, axis))
                .kernel(o -> gradX(o, axis))
                .sample(Sample.of(Map.of(), x, y(x, axis), y(x, axis)));
    }

    /** To each number of dY goes what comes from the elements that it went to. */
    private static void again(GradientRule.Site g, int axis) {
        Map<String, ?> folded = Map.of("axes", List.of(axis), "keepdims", 0);
        Value largest = g.append(ReduceSum.GRAD_X, folded, g.input(1), g.input(0));
        Value chosen = g.append(Max.GRAD_X, Map.of(), g.input(0), largest, g.outputGradient(0));
        g.inputGradient(2, g.append(ReduceSum.OP, folded, chosen));
    }

    private static void max(Operands o, int axis) {
        Lines lines = Lines.along(axis, o.inShape(0));
        double[] x = o.in(0);
        for (int line = 0; line < lines.count(); line++) {
            double largest = x[lines.start(line)];
            for (int i = 1; i < lines.length(); i++) {
                largest = Math.max(largest, x[lines.at(line, i)]);
            }
            o.out(0)[line] = largest;
        }
    }

    private static void gradX(Operands o, int axis) {
        Lines lines = Lines.along(axis, o.inShape(0));
        double[] x = o.in(0);
        for (int line = 0; line < lines.count(); line++) {
            for (int i = 0; i < lines.length(); i++) {
                int at = lines.at(line, i);
                o.out(0)[at] = x[at] == o.in(1)[line] ? o.in(2)[line] : 0;
            }
        }
    }

    private static void argMax(Operands o) {
        int d = o.inShape(0).dim(1);
        boolean whole = o.isWhole(0);
        for (int row = 0; row < o.inShape(0).dim(0); row++) {
            int best = row * d;
            for (int i = best + 1; i < (row + 1) * d; i++) {
                boolean better =
                        whole ? o.wholesIn(0)[i] > o.wholesIn(0)[best] : o.in(0)[i] > o.in(0)[best];
                best = better ? i : best;
            }
            o.wholesOut(0)[row] = best - row * d;
        }
    }
}
