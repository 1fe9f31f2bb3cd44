package org.duograph.ops.reduce;

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

/** The sum, or the mean, of the squares of all elements. */
public final class SumSqrElements {
    /** {@code dX = 2 * X * dY}, divided by N for a mean. */
    public static final OpDef GRAD_X =
            OpDef.named("SumSqrElementsGradX")
                    .summary("The gradient of SumSqrElements with respect to X.")
                    .formula("dX[i] = 2 * X[i] * dY, divided by N for a mean of N")
                    .input("X", "the input")
                    .input("dY", "the gradient of Y, a scalar")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 0)
                    .attrs(SumElements.AVERAGE)
                    .types(site -> List.of(site.in(0)))
                    .gradient(SumSqrElements::gradientOfGradient)
                    .kernel(SumSqrElements::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(1, -3),
                                    NDArray.scalar(2),
                                    NDArray.vector(4, -12)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3), Shape.SCALAR))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SumSqrElements")
                    .summary("Sums the squares of all elements.")
                    .formula("Y = sum of X[i]^2, or their mean")
                    .input("X", "any shape")
                    .output("Y", "a scalar")
                    .attrs(SumElements.AVERAGE)
                    .types(site -> List.of(site.in(0).withShape()))
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(
                                                    GRAD_X,
                                                    g.attrs().given(),
                                                    g.input(0),
                                                    g.outputGradient(0))))
                    .kernel(
                            o ->
                                    o.out(0)[0] =
                                            SumElements.sum(
                                                    o, x -> x * x, o.attrs().flag("average")))
                    .example(Example.of(NDArray.vector(1, 2, 3), NDArray.scalar(14)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .sample(Sample.of(Map.of("average", 1), Shape.of(2, 3)))
                    .build();

    private SumSqrElements() {}

    private static void gradientOfGradient(GradientRule.Site g) {
        Terms terms = new Terms(g);
        Map<String, Object> average = g.attrs().given();
        Value dX = g.outputGradient(0);
        g.inputGradient(0, g.append(GRAD_X, average, dX, g.input(1)));
        Value sum = g.append(SumElements.OP, average, terms.times(g.input(0), dX));
        g.inputGradient(1, terms.scaled(sum, 2));
    }

    private static void gradX(Operands o) {
        double[] x = o.in(0);
        double[] dX = o.out(0);
        int size = o.outShape(0).intSize();
        double factor = 2 * o.in(1)[0] / (o.attrs().flag("average") ? size : 1);
        for (int i = 0; i < size; i++) {
            dX[i] = factor * x[i];
        }
    }
}
