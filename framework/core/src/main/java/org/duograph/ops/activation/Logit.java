package org.duograph.ops.activation;

import java.util.function.DoubleUnaryOperator;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverse of Sigmoid, for probabilities; those near 0 and 1 count as a little inside. */
public final class Logit {
    private static final Attr EPS =
            Attr.ofFloat("eps", 1e-6, "Nearer to 0 and 1 than this no probability counts.");
    private static final Sample.Input P = Sample.real(Shape.of(2, 3, 4), 0.1, 0.9);

    /** {@code dX = dY / (X (1 - X))}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Logit", P)
                    .attrs(EPS)
                    .formula("dX = dY / (X (1 - X)) where eps <= X <= 1 - eps, else 0")
                    .gradient(Logit::gradientOfGradient)
                    .kernel(Unary.slopeWith(Logit::slope))
                    .example(
                            Example.of(
                                    NDArray.vector(0.5f, 0),
                                    NDArray.vector(2, 3),
                                    NDArray.vector(8, 0)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Logit", P)
                    .attrs(EPS)
                    .summary("The inverse of Sigmoid: the logarithm of the odds.")
                    .formula("Y = log(x / (1 - x)), x = X brought into [eps, 1 - eps]")
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double eps = attrs.f("eps");
                                        return x -> logit(Math.min(Math.max(x, eps), 1 - eps));
                                    }))
                    .example(Example.of(NDArray.vector(0.5f, 0.75f), NDArray.vector(0, 1.0986123f)))
                    .build();

    private Logit() {}

    private static double logit(double p) {
        return Math.log(p) - Math.log1p(-p);
    }

    private static DoubleUnaryOperator slope(Attrs attrs) {
        double eps = attrs.f("eps");
        return x -> x < eps || x > 1 - eps ? 0 : 1 / (x * (1 - x));
    }

    /** The slope's own slope is (2 X - 1) times its square. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Unary.again(g);
        Terms t = new Terms(g);
        Value x = g.input(0);
        Value weight = t.times(g.outputGradient(0), g.input(1));
        Value once = g.append(GRAD_X, g.attrs().given(), x, weight);
        Value twice = g.append(GRAD_X, g.attrs().given(), x, once);
        g.inputGradient(0, t.times(twice, t.plus(t.scaled(x, 2), -1)));
    }
}
