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
import org.duograph.ops.math.Exp;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The logarithm of Softmax, safe where a probability is too small to be held. */
public final class LogSoftmax {
    /** {@code dX = dY - exp(Y) * sum over the row of dY}. */
    public static final OpDef GRAD_X =
            OpDef.named("LogSoftmaxGradX")
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it.",
                            Unusual.NAN)
                    .summary("The gradient of LogSoftmax with respect to X.")
                    .formula("dX = dY - exp(Y) * sum over the row of dY")
                    .input("Y", "the output of LogSoftmax")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 1)
                    .attrs(Rows.AXIS)
                    .types(TypeRule.sameAs(1))
                    .gradient(LogSoftmax::gradientOfGradient)
                    .kernel(LogSoftmax::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), -1.3862944f, -0.28768207f),
                                    NDArray.of(Shape.of(1, 2), 4f, 8),
                                    NDArray.of(Shape.of(1, 2), 1f, -1)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4), Shape.of(3, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("LogSoftmax")
                    .mayDiffer(
                            "On oneDNN, not all of a row with such a number need be NaN.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .summary("Turns each row of scores into logarithms of probabilities.")
                    .formula("Y = X - log(sum over the row of exp(X))")
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
                    .kernel(LogSoftmax::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 1.0986123f),
                                    NDArray.of(Shape.of(1, 2), -1.3862944f, -0.28768207f)))
                    .sample(Sample.of(Map.of(), Shape.of(3, 4)))
                    .sample(Sample.of(Map.of("axis", 2), Shape.of(2, 3, 4)))
                    .build();

    private LogSoftmax() {}

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value u = g.outputGradient(0);
        int axis = u.shape().axis(g.attrs().int32("axis"));
        Value weighted = t.times(t.of(Exp.OP, g.input(0)), u);
        Value sums = RowTerms.sums(t, g.input(1), axis);
        g.inputGradient(0, t.scaled(t.timesRows(weighted, sums), -1));
        Value ones = t.filled(u, 1);
        Value lost = t.timesRows(ones, RowTerms.sums(t, weighted, axis));
        g.inputGradient(1, t.minus(u, lost));
    }

    private static void run(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int row = 0; row < rows.n(); row++) {
            int from = row * rows.d();
            double max = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + rows.d(); i++) {
                max = Math.max(max, x[i]);
            }
            double sum = 0;
            for (int i = from; i < from + rows.d(); i++) {
                sum += Math.exp(x[i] - max);
            }
            for (int i = from; i < from + rows.d(); i++) {
                y[i] = x[i] - max - Math.log(sum);
            }
        }
    }

    private static void gradX(Operands o) {
        Rows rows = Rows.byAxis(o, 0);
        double[] y = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int row = 0; row < rows.n(); row++) {
            int from = row * rows.d();
            double sum = 0;
            for (int i = from; i < from + rows.d(); i++) {
                sum += dY[i];
            }
            for (int i = from; i < from + rows.d(); i++) {
                dX[i] = dY[i] - Math.exp(y[i]) * sum;
            }
        }
    }
}
