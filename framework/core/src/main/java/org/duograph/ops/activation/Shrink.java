package org.duograph.ops.activation;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** Small numbers become zero, the others come nearer to it: hard and soft thresholds. */
public final class Shrink {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.ofFloat("lambda", 0.5, "Numbers within [-lambda, lambda] become 0."),
                    Attr.ofFloat("bias", 0, "How much nearer to zero the others come."));

    /** {@code dX = dY where X > lambda or X < -lambda, else 0}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingX("Shrink", Unary.ANY)
                    .formula("dX = dY where X > lambda or X < -lambda, else 0")
                    .attrs(ATTRS)
                    .kernel(
                            Unary.slopeWith(
                                    attrs -> {
                                        double lambda = attrs.f("lambda");
                                        return x -> x > lambda || x < -lambda ? 1 : 0;
                                    }))
                    .example(
                            Example.of(
                                    NDArray.vector(-2, 0.5f, 2),
                                    NDArray.vector(5, 6, 7),
                                    NDArray.vector(5, 0, 7)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.ofNumbers("Shrink", Unary.ANY)
                    .summary("Replaces small numbers by zero and moves the others towards it.")
                    .formula("Y = X - bias where X > lambda, X + bias where X < -lambda, else 0")
                    .attrs(ATTRS)
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double lambda = attrs.f("lambda");
                                        double bias = attrs.f("bias");
                                        return x ->
                                                x > lambda ? x - bias : x < -lambda ? x + bias : 0;
                                    }))
                    .example(
                            Example.of(
                                    Map.of("lambda", 1, "bias", 0.5),
                                    NDArray.vector(-2, 1, 3),
                                    NDArray.vector(-1.5f, 0, 2.5f)))
                    .sample(Sample.of(Map.of("lambda", 0.3, "bias", 0.1), Unary.ANY))
                    .build();

    private Shrink() {}
}
