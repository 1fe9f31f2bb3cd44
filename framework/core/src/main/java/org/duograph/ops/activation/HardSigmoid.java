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

/** A line within [0, 1] in place of the logistic function. */
public final class HardSigmoid {
    private static final Attr ALPHA = Attr.ofFloat("alpha", 0.2, "The slope; not below zero.");

    private static final Attr BETA = Attr.ofFloat("beta", 0.5, "The result at 0.");

    /** {@code dX = alpha * dY where 0 < Y < 1, else 0}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("HardSigmoid", Unary.NOT_ZERO)
                    .formula("dX = alpha * dY where 0 < Y < 1, else 0")
                    .attrs(ALPHA, BETA)
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return y -> y > 0 && y < 1 ? alpha : 0;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 0.25),
                                    NDArray.vector(0, 0.5f, 1),
                                    NDArray.vector(4, 4, 4),
                                    NDArray.vector(0, 1, 0)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("HardSigmoid", Unary.ANY)
                    .mayDiffer("On oneDNN, what is not a number becomes 0 or 1.", Unusual.NAN)
                    .summary("A line within [0, 1] in place of the logistic function.")
                    .formula("Y = max(0, min(1, alpha * X + beta))")
                    .attrs(ALPHA, BETA)
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
                                        double beta = attrs.f("beta");
                                        return x -> Math.max(0, Math.min(1, alpha * x + beta));
                                    }))
                    .example(
                            Example.of(
                                    Map.of("alpha", 0.25),
                                    NDArray.vector(-4, 1, 4),
                                    NDArray.vector(0, 0.75f, 1)))
                    .sample(Sample.of(Map.of("alpha", 1), Unary.ANY))
                    .build();

    private HardSigmoid() {}
}
