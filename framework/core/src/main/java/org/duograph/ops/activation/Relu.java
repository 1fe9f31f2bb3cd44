package org.duograph.ops.activation;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Rectified linear unit. Its gradient reads Y, not X, so X need not be kept. */
public final class Relu {
    /** {@code dX = dY where Y > 0, else 0}. */
    public static final OpDef GRAD_X =
            OpDef.named("ReluGradX")
                    .byElement()
                    .summary("The gradient of Relu with respect to X.")
                    .formula("dX = dY where Y > 0, else 0")
                    .input("Y", "the output of Relu")
                    .input("dY", "the gradient of Y")
                    .output("dX", "the gradient of X")
                    .inPlace(0, 1)
                    .types(TypeRule.sameAs(1))
                    .gradient(Unary::again)
                    .kernel(Relu::gradX)
                    .mayDiffer(
                            "Where Y or dY is not finite, dX may be so, too, instead of 0.",
                            Unusual.NAN,
                            Unusual.INFINITY)
                    .example(
                            Example.of(
                                    NDArray.vector(0, 2),
                                    NDArray.vector(5, 7),
                                    NDArray.vector(0, 7)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4), Shape.of(2, 3, 4)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5), Shape.of(2, 35, 5, 5)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Relu")
                    .byElement()
                    .summary("Replaces negative numbers by zero.")
                    .formula("Y = max(X, 0)")
                    .input("X", "any shape")
                    .output("Y", "the shape of X")
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .gradient(Unary.by(GRAD_X))
                    .byImage()
                    .kernel(Relu::run)
                    .example(Example.of(NDArray.vector(-1, 0, 2), NDArray.vector(0, 0, 2)))
                    .sample(Sample.of(Map.of(), Sample.awayFromZero(Shape.of(2, 3, 4, 5), 0.04)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 35, 5, 5)))
                    .build();

    private Relu() {}

    /** The kernel of {@code op} and then Relu, for operators that are both in one. */
    public static ReferenceKernel after(OpDef op) {
        return o -> {
            op.kernel().run(o);
            relu(o.out(0), o);
        };
    }

    private static void run(Operands o) {
        relu(o.in(0), o);
    }

    private static void relu(double[] x, Operands o) {
        double[] y = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            y[i] = Math.max(x[i], 0);
        }
    }

    private static void gradX(Operands o) {
        double[] y = o.in(0);
        double[] dY = o.in(1);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = y[i] > 0 ? dY[i] : 0;
        }
    }
}
