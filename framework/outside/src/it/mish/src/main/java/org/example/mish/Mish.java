package org.example.mish;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Mish, a smooth activation: X where X is large, nearly 0 where it is far below 0.
 *
 * <p>Source: Misra, "Mish: a self regularized non-monotonic activation function", 2020.
 */
public final class Mish {
    // tag::gradient[]
    /** {@code dX = dY (t + X (1 - t^2) sigmoid(X))}. */
    public static final OpDef GRAD_X =
            OpDef.named("MishGradX")
                    .summary("The gradient of Mish with respect to X.")
                    .formula("dX = dY (t + X (1 - t^2) sigmoid(X)), t = tanh(log(1 + exp(X)))")
                    .input("X", "the input of Mish")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .kernel(Mish::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(0, 0),
                                    NDArray.vector(1, 10),
                                    NDArray.vector(0.6f, 6)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3), Shape.of(2, 3)))
                    .build();
    // end::gradient[]

    // tag::operator[]
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Mish")
                    .summary("Lets positive numbers pass nearly as they are, and few of the others.")
                    .formula("Y = X tanh(log(1 + exp(X)))")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .gradient(
                            g -> {
                                var dX = g.append(GRAD_X, Map.of(), g.input(0), g.outputGradient(0));
                                g.inputGradient(0, dX);
                            })
                    .kernel(Mish::run)
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 0.8650984f)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .build();
    // end::operator[]

    private Mish() {}

    // tag::kernels[]
    private static double t(double x) {
        return Math.tanh(Math.log1p(Math.exp(x)));
    }

    private static void run(Operands o) {
        double[] x = o.in(0);
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = x[i] * t(x[i]);
        }
    }

    private static void gradX(Operands o) {
        double[] x = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double t = t(x[i]);
            dX[i] = dY[i] * (t + x[i] * (1 - t * t) / (1 + Math.exp(-x[i])));
        }
    }
    // end::kernels[]
}
