package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** An Elu whose slope has no jump, whatever alpha is (Barron 2017). */
public final class Celu {
    private static final Attr ALPHA =
            Attr.ofFloat("alpha", 1, "What large negative numbers approach, negated; above zero.");

    /** {@code dX = dY where Y > 0, else dY * (1 + Y / alpha)}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("Celu", Unary.NOT_ZERO)
                    .formula("dX = dY where Y > 0, else dY * (1 + Y / alpha)")
                    .attrs(ALPHA)
                    .gradient(
                            g -> {
                                double alpha = g.attrs().f("alpha");
                                Unary.bending(
                                                (t, y, w) ->
                                                        t.scaled(
                                                                t.minus(w, t.of(Relu.GRAD_X, y, w)),
                                                                1 / alpha))
                                        .build(g);
                            })
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return y -> y > 0 ? 1 : 1 + y / alpha;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 2),
                                    NDArray.vector(-1, 2),
                                    NDArray.vector(4, 4),
                                    NDArray.vector(2, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("Celu", Unary.NOT_ZERO)
                    .summary("Keeps positive numbers and bends negative ones smoothly to -alpha.")
                    .formula("Y = X where X > 0, else alpha * (exp(X / alpha) - 1)")
                    .attrs(ALPHA)
                    .types(
                            site -> {
                                double alpha = site.attrs().f("alpha");
                                site.require(alpha > 0, "alpha must be above 0, found %s", alpha);
                                return List.of(site.in(0));
                            })
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return x -> x > 0 ? x : alpha * Math.expm1(x / alpha);
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 2),
                                    NDArray.vector(-2, 0, 2),
                                    NDArray.vector(-1.2642411f, 0, 2)))
                    .build();

    private Celu() {}
}
