package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** How far two probabilities of the same event are apart, in the sense of Jensen and Shannon. */
public final class BernoulliJSD {
    private static final double LEAST = 1e-20;
    private static final Sample.Input P = Sample.real(Shape.of(5), 0.1, 0.9);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("BernoulliJSDGradX")
                    .summary("The gradient of BernoulliJSD with respect to X.")
                    .formula("dX = dY * (logit(X) - logit((X + T) / 2)) / 2")
                    .input("X", "probabilities")
                    .input("T", "probabilities that were wanted")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .types(site -> List.of(site.in(0)))
                    .gradient(BernoulliJSD::gradientOfGradient)
                    .kernel(BernoulliJSD::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(0.8f),
                                    NDArray.vector(0.2f),
                                    NDArray.vector(2),
                                    NDArray.vector(1.3862944f)))
                    .sample(Sample.of(Map.of(), P, P, Sample.real(Shape.of(5), -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BernoulliJSD")
                    .summary("The Jensen-Shannon divergence of two probabilities of one event.")
                    .formula(
                            "Y = H((X + T) / 2) - (H(X) + H(T)) / 2, H(p) = -p log p - (1 - p)"
                                    + " log(1 - p)")
                    .input("X", "probabilities, any shape")
                    .input("T", "probabilities that are wanted, the shape of X")
                    .output("Y", "the shape of X")
                    .types(
                            site -> {
                                site.requireSameShape(0, 1);
                                return List.of(site.in(0));
                            })
                    .gradient(BernoulliJSD::gradient)
                    .kernel(BernoulliJSD::run)
                    .example(
                            Example.of(
                                    NDArray.vector(0.5f, 1),
                                    NDArray.vector(0.5f, 0),
                                    NDArray.vector(0, 0.6931472f)))
                    .sample(Sample.of(Map.of(), P, P))
                    .build();

    private BernoulliJSD() {}

    /** X and T may change places. */
    private static void gradient(GradientRule.Site g) {
        Value dY = g.outputGradient(0);
        g.inputGradient(0, g.append(GRAD_X, Map.of(), g.input(0), g.input(1), dY));
        if (g.wants(1)) {
            g.inputGradient(1, g.append(GRAD_X, Map.of(), g.input(1), g.input(0), dY));
        }
    }

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value u = g.outputGradient(0);
        Value middle = t.scaled(t.plus(x, g.input(1)), 0.5);
        Value weight = t.times(u, g.input(2));
        Value byMiddle = t.scaled(t.over(weight, spread(t, middle)), 0.25);
        g.inputGradient(0, t.minus(t.scaled(t.over(weight, spread(t, x)), 0.5), byMiddle));
        g.inputGradient(1, t.scaled(byMiddle, -1));
        g.inputGradient(2, t.of(GRAD_X, x, g.input(1), u));
    }

    /** p (1 - p), one over which is the slope of the logit. */
    private static Value spread(Terms t, Value p) {
        return t.minus(p, t.times(p, p));
    }

    private static double entropy(double p) {
        return p < LEAST || 1 - p < LEAST ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
    }

    private static double logit(double p) {
        double inside = Math.min(Math.max(p, LEAST), 1 - LEAST);
        return Math.log(inside) - Math.log1p(-inside);
    }

    private static void run(Operands o) {
        double[] x = o.in(0);
        double[] t = o.in(1);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = entropy((x[i] + t[i]) / 2) - (entropy(x[i]) + entropy(t[i])) / 2;
        }
    }

    private static void gradX(Operands o) {
        double[] x = o.in(0);
        double[] t = o.in(1);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            o.out(0)[i] = o.in(2)[i] * (logit(x[i]) - logit((x[i] + t[i]) / 2)) / 2;
        }
    }
}
