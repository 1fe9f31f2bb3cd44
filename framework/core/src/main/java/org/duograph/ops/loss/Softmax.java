package org.duograph.ops.loss;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Softmax: turns each row of scores into probabilities. Its gradient reads Y, not X. */
public final class Softmax {
    /** {@code dX = Y * (dY - sum over the row of Y * dY)}. */
    public static final OpDef GRAD_X =
            OpDef.named("SoftmaxGradX")
                    .summary("The gradient of Softmax with respect to X.")
                    .formula("dX = Y * (dY - sum over the row of Y * dY)")
                    .input("Y", "the output of Softmax")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 1)
                    .attrs(Rows.AXIS)
                    .types(TypeRule.sameAs(1))
                    .gradient(Softmax::gradientOfGradient)
                    .kernel(Softmax::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f),
                                    NDArray.of(Shape.of(1, 2), 4f, 8),
                                    NDArray.of(Shape.of(1, 2), -0.75f, 0.75f)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4), Shape.of(3, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Softmax")
                    .mayDiffer(
                            "On oneDNN, not all of a row with such a number need be NaN.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Turns each row of scores into probabilities that sum to 1.")
                    .formula("Y = exp(X) / sum over the row of exp(X)")
                    .input("X", "scores, any shape")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .attrs(Rows.AXIS)
                    .types(
                            site -> {
                                Rows.at(site.attrs().int32("axis"), site.shape(0));
                                return TypeRule.sameAs(0).infer(site);
                            })
                    .gradient(Unary.by(GRAD_X))
                    .kernel(Softmax::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 1.0986123f),
                                    NDArray.of(Shape.of(1, 2), 0.25f, 0.75f)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4)))
                    .sample(Sample.of(Map.of("axis", 2), Shape.of(2, 3, 2, 2)))
                    .sample(Sample.of(Map.of("axis", -1), Shape.of(2, 3, 4)))
                    .build();

    private Softmax() {}

    /** dX depends on dY as Y on X: its matrix is symmetric. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value y = g.input(0);
        Value dY = g.input(1);
        Value u = g.outputGradient(0);
        int axis = y.shape().axis(g.attrs().int32("axis"));
        Value ofDy = t.timesRows(u, RowTerms.sums(t, t.times(dY, y), axis));
        Value ofU = t.timesRows(dY, RowTerms.sums(t, t.times(u, y), axis));
        g.inputGradient(0, t.minus(t.minus(t.times(u, dY), ofDy), ofU));
        g.inputGradient(1, g.append(GRAD_X, g.attrs().given(), y, u));
    }

    private static void run(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        for (int row = 0; row < rows.n(); row++) {
            softmax(o.in(0), o.out(0), row * rows.d(), rows.d(), 1);
        }
    }

    /**
     * Softmax of {@code d} numbers that stand {@code step} apart, from {@code from} on.
     *
     * @return the logarithm of the sum of their exponentials
     */
    static double softmax(double[] x, double[] y, int from, int d, int step) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < d; i++) {
            max = Math.max(max, x[from + i * step]);
        }
        double sum = 0;
        for (int i = 0; i < d; i++) {
            double e = Math.exp(x[from + i * step] - max);
            y[from + i * step] = e;
            sum += e;
        }
        for (int i = 0; i < d; i++) {
            y[from + i * step] /= sum;
        }
        return max + Math.log(sum);
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] y = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int row = 0; row < rows.n(); row++) {
            int from = row * rows.d();
            double dot = 0;
            for (int i = from; i < from + rows.d(); i++) {
                dot += y[i] * dY[i];
            }
            for (int i = from; i < from + rows.d(); i++) {
                dX[i] = y[i] * (dY[i] - dot);
            }
        }
    }
}
