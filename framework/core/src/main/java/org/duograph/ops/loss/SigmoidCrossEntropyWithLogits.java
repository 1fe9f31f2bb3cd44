package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.activation.Softplus;
import org.duograph.ops.math.Negative;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The cross entropy of sigmoids against yes-or-no targets, from the logits themselves, the mean of
 * the last axis.
 *
 * <p>Per element it is {@code -(T log s + (1 - T) log(1 - s))} with {@code s = sigmoid(X)}. Two
 * variants are Caffe2's: {@code log_D_trick} (Goodfellow et al. 2014) turns {@code log(1 - s)} for
 * targets of 0 into {@code -log s}; {@code unjoined_lr_loss} counts each positive also as a
 * negative that was seen earlier.
 */
public final class SigmoidCrossEntropyWithLogits {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofInt("log_D_trick", 0, "1: -log(s) in place of log(1 - s)."),
                    Attr.ofInt("unjoined_lr_loss", 0, "1: positives were counted as negatives."));
    private static final Sample.Input X = Sample.real(Shape.of(2, 3, 4), -2, 2);
    private static final Sample.Input T = Sample.real(Shape.of(2, 3, 4), 0, 1);
    private static final Sample.Input DY = Sample.real(Shape.of(2, 3), -1, 1);

    /** {@code dX = dY * (sigmoid(X) - T) / D}. */
    public static final OpDef GRAD_X =
            OpDef.named("SigmoidCrossEntropyWithLogitsGradX")
                    .summary("The gradient of SigmoidCrossEntropyWithLogits with respect to X.")
                    .formula("dX = dY * (sigmoid(X) - T) / D, but for the variants")
                    .input("X", "the logits")
                    .input("T", "the targets")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 0)
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(0)))
                    .gradient(SigmoidCrossEntropyWithLogits::gradientOfGradient)
                    .kernel(SigmoidCrossEntropyWithLogits::gradX)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 0),
                                    NDArray.of(Shape.of(1, 2), 0f, 1),
                                    NDArray.vector(4),
                                    NDArray.of(Shape.of(1, 2), 1f, -1)))
                    .sample(Sample.of(Map.of(), X, T, DY))
                    .sample(Sample.of(Map.of("log_D_trick", 1), X, T, DY))
                    .sample(Sample.of(Map.of("unjoined_lr_loss", 1), X, T, DY))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SigmoidCrossEntropyWithLogits")
                    .summary("The mean cross entropy, in each row, of sigmoids against targets.")
                    .formula("Y = -mean of T * log(s) + (1 - T) * log(1 - s), s = sigmoid(X)")
                    .input("X", "logits, any shape; the last axis has D numbers")
                    .input("T", "targets from 0 to 1, the shape of X")
                    .output("Y", "the shape of X without its last axis")
                    .attrs(ATTRS)
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                List<Integer> x = site.shape(0).toList();
                                List<Integer> y = x.subList(0, Math.max(0, x.size() - 1));
                                return List.of(site.in(0).withShape(Shape.of(y)));
                            })
                    .gradient(SigmoidCrossEntropyWithLogits::gradient)
                    .kernel(SigmoidCrossEntropyWithLogits::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(1, 2), 0f, 100),
                                    NDArray.of(Shape.of(1, 2), 1f, 1),
                                    NDArray.vector(0.3465736f)))
                    .sample(Sample.of(Map.of(), X, T))
                    .sample(Sample.of(Map.of("log_D_trick", 1), X, T))
                    .sample(Sample.of(Map.of("unjoined_lr_loss", 1), X, T))
                    .build();

    private SigmoidCrossEntropyWithLogits() {}

    private static void gradient(GradientRule.Site g) {
        Value x = g.input(0);
        Value dY = g.outputGradient(0);
        g.inputGradient(0, g.append(GRAD_X, g.attrs().given(), x, g.input(1), dY));
        if (g.wants(1)) {
            Terms t = new Terms(g);
            Value slope = t.scaled(slopeInTarget(t, g.attrs(), x), 1.0 / lastAxis(x.shape()));
            g.inputGradient(1, t.timesRows(slope, dY));
        }
    }

    /** The slope of {@link #loss} in t. */
    private static Value slopeInTarget(Terms t, Attrs attrs, Value x) {
        Value minusX = t.of(Negative.OP, x);
        if (attrs.flag("unjoined_lr_loss")) {
            return t.minus(minusX, t.of(Softplus.OP, x));
        }
        return attrs.flag("log_D_trick") ? t.scaled(t.of(Softplus.OP, minusX), 2) : minusX;
    }

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Map<String, Object> attrs = g.attrs().given();
        Value x = g.input(0);
        Value target = g.input(1);
        Value dY = g.input(2);
        Value u = g.outputGradient(0);
        Value weight = t.scaled(t.timesRows(u, dY), 1.0 / lastAxis(x.shape()));
        Value bend = t.of(Sigmoid.GRAD_X, t.of(Sigmoid.OP, x), weight);
        if (g.attrs().flag("unjoined_lr_loss")) {
            bend = t.minus(bend, t.times(bend, target));
        } else if (g.attrs().flag("log_D_trick")) {
            bend = t.minus(t.scaled(t.times(bend, target), 2), bend);
        }
        g.inputGradient(0, bend);
        g.inputGradient(1, t.times(weight, bendInTarget(t, g.attrs(), x)));
        Value slope = g.append(GRAD_X, attrs, x, target, t.filled(dY, 1));
        int rows = Math.max(0, x.shape().rank() - 1);
        g.inputGradient(2, RowTerms.sums(t, t.times(u, slope), rows));
    }

    /** The slope of {@link #slope} in t. */
    private static Value bendInTarget(Terms t, Attrs attrs, Value x) {
        if (attrs.flag("unjoined_lr_loss")) {
            return t.minus(t.filled(x, -1), t.of(Sigmoid.OP, x));
        }
        return attrs.flag("log_D_trick")
                ? t.scaled(t.of(Sigmoid.OP, t.of(Negative.OP, x)), -2)
                : t.filled(x, -1);
    }

    /** log(sigmoid(x)); log(1 - sigmoid(x)) is logSigmoid(-x). */
    private static double logSigmoid(double x) {
        return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** The loss of one element, a function of its logit and its target. */
    private static DoubleBinaryOperator loss(Attrs attrs) {
        if (attrs.flag("unjoined_lr_loss")) {
            return (x, t) -> -(t * x + (1 - t) * logSigmoid(-x));
        }
        if (attrs.flag("log_D_trick")) {
            return (x, t) -> -(2 * t - 1) * logSigmoid(x);
        }
        return (x, t) -> -(t * logSigmoid(x) + (1 - t) * logSigmoid(-x));
    }

    /** The slope of {@link #loss} in x. */
    private static DoubleBinaryOperator slope(Attrs attrs) {
        if (attrs.flag("unjoined_lr_loss")) {
            return (x, t) -> -t + (1 - t) * Sigmoid.of(x);
        }
        if (attrs.flag("log_D_trick")) {
            return (x, t) -> -(2 * t - 1) * Sigmoid.of(-x);
        }
        return (x, t) -> Sigmoid.of(x) - t;
    }

    private static int lastAxis(Shape x) {
        return x.rank() == 0 ? 1 : x.dim(-1);
    }

    private static void run(Operands o) {
        DoubleBinaryOperator loss = loss(o.attrs());
        int d = lastAxis(o.inShape(0));
        double[] x = o.in(0);
        double[] t = o.in(1);
        double[] y = o.out(0);
        for (int row = 0; row < o.outShape(0).intSize(); row++) {
            double sum = 0;
            for (int i = row * d; i < (row + 1) * d; i++) {
                sum += loss.applyAsDouble(x[i], t[i]);
            }
            y[row] = sum / d;
        }
    }

    private static void gradX(Operands o) {
        DoubleBinaryOperator slope = slope(o.attrs());
        int d = lastAxis(o.inShape(0));
        double[] x = o.in(0);
        double[] t = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = dY[i / d] * slope.applyAsDouble(x[i], t[i]) / d;
        }
    }
}
