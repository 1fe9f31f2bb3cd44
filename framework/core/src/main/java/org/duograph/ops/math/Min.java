package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.copy.Copy;
import org.duograph.ops.view.Types;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The smallest of any number of inputs, element by element. */
public final class Min {
    private static final Shape SHAPE = Shape.of(2, 3);

    /** The gradient of any one input; where several are smallest, each gets all of dY. */
    public static final OpDef GRAD_X =
            OpDef.named("MinGradX")
                    .summary("The gradient of Min with respect to one of its inputs.")
                    .formula("dX = dY where X = Y, else 0")
                    .input("X", "one input of Min")
                    .input("Y", "the output of Min")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 2)
                    .types(Types::allTheSame)
                    .gradient(Unary::again)
                    .kernel(Max::gradX)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(1, 2),
                                    NDArray.vector(7, 8),
                                    NDArray.vector(7, 0)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.real(SHAPE, -1, 1),
                                    Sample.real(SHAPE, -1, 1)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Min")
                    .summary("The smallest of its inputs, element by element.")
                    .formula("Y = min(X0, X1, ...)")
                    .manyInputs("X", "one or more of the same type and shape")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "the type of X0")
                    .inPlace(0, 0)
                    .types(Types::allTheSame)
                    .gradient(g -> Max.gradient(g, GRAD_X))
                    .kernel(Min::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 4),
                                    NDArray.vector(5, 2),
                                    NDArray.vector(1, 2)))
                    .sample(Sample.of(Map.of(), SHAPE, SHAPE, SHAPE))
                    .build();

    private Min() {}

    private static void run(Operands o) {
        int size = o.outShape(0).intSize();
        Copy.copy(o.inArray(0), o.outArray(0), o.outShape(0));
        for (int k = 1; o.isWhole(0) && k < o.inputCount(); k++) {
            long[] wholes = o.wholesOut(0);
            for (int i = 0; i < size; i++) {
                wholes[i] = Math.min(wholes[i], o.wholesIn(k)[i]);
            }
        }
        if (o.isWhole(0)) {
            return;
        }
        double[] y = o.out(0);
        for (int k = 1; k < o.inputCount(); k++) {
            double[] x = o.in(k);
            for (int i = 0; i < size; i++) {
                y[i] = Math.min(y[i], x[i]);
            }
        }
    }
}
