package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** A Relu that lets a little of the negative numbers through. Its gradient reads Y. */
public final class LeakyRelu {
    private static final Attr ALPHA =
            Attr.ofFloat("alpha", 0.01, "The slope for negative numbers, not below zero.");

    /** {@code dX = dY where Y > 0, else alpha * dY}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("LeakyRelu", Unary.NOT_ZERO)
                    .mayDiffer(
                            "Where the slope is not a number, a backend may take another for it.",
                            Unusual.NAN)
                    .formula("dX = dY where Y > 0, else alpha * dY")
                    .attrs(ALPHA)
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return y -> y > 0 ? 1 : alpha;
                                    }))
                    .example(
                            Example.of(
                                    NDArray.vector(-1, 2),
                                    NDArray.vector(4, 4),
                                    NDArray.vector(0.04f, 4)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("LeakyRelu", Unary.NOT_ZERO)
                    .summary("Keeps positive numbers and multiplies negative ones by alpha.")
                    .formula("Y = X where X >= 0, else alpha * X")
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
                                        return x -> x >= 0 ? x : alpha * x;
                                    }))
                    .example(Example.of(NDArray.vector(-10, 0, 2), NDArray.vector(-0.1f, 0, 2)))
                    .sample(Sample.of(Map.of("alpha", 0), Unary.NOT_ZERO))
                    .build();

    private LeakyRelu() {}
}
