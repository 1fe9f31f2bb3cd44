package org.duograph.ops.activation;

import java.util.List;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Unusual;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** Exponential linear unit (Clevert et al. 2015). Its gradient reads Y, so X need not be kept. */
public final class Elu {
    private static final Attr ALPHA =
            Attr.ofFloat(
                    "alpha", 1, "What large negative numbers approach, negated; not below zero.");

    /** {@code dX = dY where Y > 0, else dY * (Y + alpha)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Elu", Unary.NOT_ZERO)
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it.",
                            Unusual.NAN)
                    .formula("dX = dY where Y > 0, else dY * (Y + alpha)")
                    .attrs(ALPHA)
                    .gradient(Unary.bending((t, y, w) -> t.minus(w, t.of(Relu.GRAD_X, y, w))))
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return y -> y > 0 ? 1 : y + alpha;
                                    }))
                    .example(
                            Example.of(
                                    NDArray.vector(-0.5f, 2),
                                    NDArray.vector(4, 4),
                                    NDArray.vector(2, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Elu", Unary.NOT_ZERO)
                    .summary("Keeps positive numbers and bends negative ones towards -alpha.")
                    .formula("Y = X where X > 0, else alpha * (exp(X) - 1)")
                    .attrs(ALPHA)
                    .types(
                            site -> {
                                site.requireNotNegative("alpha");
                                return List.of(site.in(0));
                            })
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return x -> x > 0 ? x : alpha * Math.expm1(x);
                                    }))
                    .example(
                            Example.of(NDArray.vector(-1, 0, 2), NDArray.vector(-0.6321206f, 0, 2)))
                    .build();

    private Elu() {}
}
