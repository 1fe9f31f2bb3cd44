package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** {@link SigmoidCrossEntropyWithLogits} in which each element has a weight. */
public final class WeightedSigmoidCrossEntropyWithLogits {
    private static final Sample.Input X = Sample.real(Shape.of(2, 4), -2, 2);
    private static final Sample.Input T = Sample.real(Shape.of(2, 4), 0, 1);
    private static final Sample.Input DY = Sample.real(Shape.of(2), -1, 1);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("WeightedSigmoidCrossEntropyWithLogitsGradX")
                    .summary(
                            "The gradient of WeightedSigmoidCrossEntropyWithLogits with respect to"
                                    + " X.")
                    .formula("dX = dY * weights * (sigmoid(X) - T) / D")
                    .input("X", "the logits")
                    .input("T", "the targets")
                    .input("weights", "the weights")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .types(site -> List.of(site.in(0)))
                    .gradient(WeightedSigmoidCrossEntropyWithLogits::gradientOfGradient)
                    .kernel(WeightedSigmoidCrossEntropyWithLogits::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 0),
                                    NDArray.of(Shape.of(1, 2), 0f, 1),
                                    NDArray.of(Shape.of(1, 2), 1f, 3),
                                    NDArray.vector(4),
                                    NDArray.of(Shape.of(1, 2), 1f, -3)))
                    .sample(Sample.of(Map.of(), X, T, T, DY))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("WeightedSigmoidCrossEntropyWithLogits")
                    .summary(
                            "The mean cross entropy, in each row, of sigmoids against targets, each"
                                    + " element with a weight of its own.")
                    .formula(
                            "Y = -mean of weights * (T * log(s) + (1 - T) * log(1 - s)), s ="
                                    + " sigmoid(X)")
                    .input("X", "logits, any shape; the last axis has D numbers")
                    .input("T", "targets from 0 to 1, the shape of X")
                    .input("weights", "weights, the shape of X; no gradient flows back to them")
                    .output("Y", "the shape of X without its last axis")
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                site.requireSameShape(0, 2);
                                List<Integer> x = site.shape(0).toList();
                                List<Integer> y = x.subList(0, Math.max(0, x.size() - 1));
                                return List.of(site.in(0).withShape(Shape.of(y)));
                            })
                    .gradient(
                            g -> {
                                Value dY = g.outputGradient(0);
                                Value dX =
                                        g.append(
                                                GRAD_X,
                                                Map.of(),
                                                g.input(0),
                                                g.input(1),
                                                g.input(2),
                                                dY);
                                g.inputGradient(0, dX);
                                g.stop(1);
                                g.stop(2);
                            })
                    .kernel(WeightedSigmoidCrossEntropyWithLogits::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 100),
                                    NDArray.of(Shape.of(1, 2), 1f, 1),
                                    NDArray.of(Shape.of(1, 2), 2f, 5),
                                    NDArray.vector(0.6931472f)))
                    .sample(Sample.of(Map.of(), X, T, T))
                    .build();

    private WeightedSigmoidCrossEntropyWithLogits() {}

    private static int lastAxis(Shape x) {
        return x.rank() == 0 ? 1 : x.dim(-1);
    }

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value weights = g.input(2);
        Value u = g.outputGradient(0);
        Value slope = t.minus(t.of(Sigmoid.OP, x), g.input(1));
        Value byRow = t.scaled(t.timesRows(u, g.input(3)), 1.0 / lastAxis(x.shape()));
        Value weighted = t.times(byRow, weights);
        g.inputGradient(0, t.of(Sigmoid.GRAD_X, t.of(Sigmoid.OP, x), weighted));
        g.inputGradient(1, t.scaled(weighted, -1));
        g.inputGradient(2, t.times(byRow, slope));
        Value ones = t.filled(g.input(3), 1);
        Value full = t.of(GRAD_X, x, g.input(1), weights, ones);
        int rows = Math.max(0, x.shape().rank() - 1);
        g.inputGradient(3, RowTerms.sums(t, t.times(u, full), rows));
    }

    private static void run(Operands o) {
        int d = lastAxis(o.inShape(0));
        double[] x = o.in(0);
        double[] t = o.in(1);
        double[] weights = o.in(2);
        for (int row = 0; row < o.outShape(0).intSize(); row++) {
            double sum = 0;
            for (int i = row * d; i < (row + 1) * d; i++) {
                double loss = Math.max(x[i], 0) - x[i] * t[i];
                sum += weights[i] * (loss + Math.log1p(Math.exp(-Math.abs(x[i]))));
            }
            o.out(0)[row] = sum / d;
        }
    }

    private static void gradX(Operands o) {
        int d = lastAxis(o.inShape(0));
        double[] x = o.in(0);
        double[] t = o.in(1);
        double[] weights = o.in(2);
        double[] dY = o.in(3);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = dY[i / d] * weights[i] * (Sigmoid.of(x[i]) - t[i]) / d;
        }
    }
}
