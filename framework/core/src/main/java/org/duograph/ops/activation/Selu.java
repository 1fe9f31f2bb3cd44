package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** Scaled exponential linear unit (Klambauer et al. 2017). Its gradient reads Y. */
public final class Selu {
    private static final Attr ALPHA =
            Attr.ofFloat(
                    "alpha",
                    1.6732632423543772,
                    "What large negative numbers approach, negated, before scaling; not below zero.");

    private static final Attr SCALE =
            Attr.ofFloat(
                    "scale", 1.0507009873554805, "The factor for all numbers, not below zero.");

    /** {@code dX = dY * (scale where Y > 0, else Y + scale * alpha)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Selu", Unary.NOT_ZERO)
                    .formula("dX = dY * (scale where Y > 0, else Y + scale * alpha)")
                    .attrs(ALPHA, SCALE)
                    .gradient(Unary.bending((t, y, w) -> t.minus(w, t.of(Relu.GRAD_X, y, w))))
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        double scale = attrs.f("scale");
                                        return y -> y > 0 ? scale : y + scale * alpha;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 1.5, "scale", 4.0),
                                    NDArray.vector(-1, 2),
                                    NDArray.vector(4, 4),
                                    NDArray.vector(20, 16)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Selu", Unary.NOT_ZERO)
                    .summary(
                            "An Elu scaled so that activations drift towards mean 0 and variance 1.")
                    .formula("Y = scale * (X where X > 0, else alpha * (exp(X) - 1))")
                    .attrs(ALPHA, SCALE)
                    .types(
                            site -> {
                                site.requireNotNegative("alpha", "scale");
                                return List.of(site.in(0));
                            })
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        double scale = attrs.f("scale");
                                        return x -> scale * (x > 0 ? x : alpha * Math.expm1(x));
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 1.5, "scale", 4.0),
                                    NDArray.vector(-1, 0, 2),
                                    NDArray.vector(-3.7927234f, 0, 8)))
                    .build();

    private Selu() {}
}
