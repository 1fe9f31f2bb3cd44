package org.duograph.ops.reduce;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum, or the mean, of all elements. */
public final class SumElements {
    /** Whether to divide by the number of elements. */
    static final Attr AVERAGE = Attr.ofInt("average", 0, "1: the mean instead of the sum.");

    /** {@code dX = dY}, or {@code dY / N} for a mean; the gradient of AveragedLoss too. */
    public static final OpDef GRAD_X =
            OpDef.named("SumElementsGradX")
                    .summary("The gradient of SumElements with respect to X.")
                    .formula("dX[i] = dY, or dY / N for a mean of N")
                    .input("dY", "the gradient of Y, a scalar")
                    .shapeOf("X", "the input")
                    .output("dX", "the gradient of X")
                    .attrs(AVERAGE)
                    .types(site -> List.of(site.in(1)))
                    .gradient(GradientRule.linear(0, () -> SumElements.OP))
                    .kernel(SumElements::gradX)
                    .example(
                            Example.of(
                                    Map.of("average", 1),
                                    NDArray.scalar(6),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 3)))
                    .sample(Sample.of(Map.of(), Shape.SCALAR, Shape.of(2, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SumElements")
                    .summary("Sums all elements.")
                    .formula("Y = sum of X[i], or their mean")
                    .input("X", "any shape")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "a scalar")
                    .attrs(AVERAGE)
                    .types(site -> List.of(site.in(0).withShape()))
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(SumElements::run)
                    .example(Example.of(NDArray.vector(1, 2, 3), NDArray.scalar(6)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .sample(Sample.of(Map.of("average", 1), Shape.of(2, 3)))
                    .build();

    private SumElements() {}

    private static void run(Operands o) {
        boolean average = o.attrs().flag("average");
        if (!o.isWhole(0)) {
            o.out(0)[0] = sum(o, x -> x, average);
            return;
        }
        long sum = 0;
        for (int i = 0; i < o.inShape(0).intSize(); i++) {
            sum += o.wholesIn(0)[i];
        }
        o.wholesOut(0)[0] = average && sum != 0 ? sum / o.inShape(0).size() : sum;
    }

    /** The sum or mean of a function of the first input's elements; nothing sums to zero. */
    public static double sum(Operands o, DoubleUnaryOperator f, boolean average) {
        double[] x = o.in(0);
        int size = o.inShape(0).intSize();
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += f.applyAsDouble(x[i]);
        }
        return average && size > 0 ? sum / size : sum;
    }

    private static void gradX(Operands o) {
        double[] dX = o.out(0);
        int size = o.outShape(0).intSize();
        double each = o.attrs().flag("average") ? o.in(0)[0] / size : o.in(0)[0];
        for (int i = 0; i < size; i++) {
            dX[i] = each;
        }
    }
}
