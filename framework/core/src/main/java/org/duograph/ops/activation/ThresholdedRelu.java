package org.duograph.ops.activation;

import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;

/** A Relu whose threshold is alpha instead of zero (Konda et al. 2014). Its gradient reads Y. */
public final class ThresholdedRelu {
    private static final Attr ALPHA = Attr.ofFloat("alpha", 1, "The threshold.");

    /** {@code dX = dY where Y != 0, else 0}. */
    public static final OpDef GRAD_X =
            Unary.gradientReadingY("ThresholdedRelu", Unary.POSITIVE)
                    .formula("dX = dY where Y != 0, else 0")
                    .kernel(Unary.slope(y -> y != 0 ? 1 : 0))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 3),
                                    NDArray.vector(5, 7),
                                    NDArray.vector(0, 7)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            Unary.named("ThresholdedRelu", Unary.POSITIVE)
                    .summary("Keeps numbers above alpha and replaces the others by zero.")
                    .formula("Y = X where X > alpha, else 0")
                    .attrs(ALPHA)
                    .gradient(Unary.by(GRAD_X))
                    .kernel(
                            Unary.eachWith(
                                    attrs -> {
                                        double alpha = attrs.f("alpha");
                                        return x -> x > alpha ? x : 0;
                                    }))
                    .example(Example.of(NDArray.vector(-1, 1, 3), NDArray.vector(0, 0, 3)))
                    .build();

    private ThresholdedRelu() {}
}
