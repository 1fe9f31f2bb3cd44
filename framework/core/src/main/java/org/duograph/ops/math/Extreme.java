package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Types;
import org.duograph.tensor.Shape;

/** What Max and Min share: all but which of two numbers they choose. */
final class Extreme {
    private static final Shape SHAPE = Shape.of(2, 3);

    private Extreme() {}

    /** Starts the definition of an operator whose gradients {@code gradX} computes. */
    static OpBuilder named(String type, OpDef gradX) {
        return OpDef.named(type)
                .byElement()
                .manyInputs("X", "one or more of the same type and shape")
                .ofType(ElementTypes.NUMBERS)
                .output("Y", "the type of X0")
                .inPlace(0, 0)
                .types(Types::allTheSame)
                .gradient(g -> gradient(g, gradX))
                .sample(Sample.of(Map.of(), SHAPE, SHAPE, SHAPE));
    }

    /** Starts the definition of the gradient of any one input of {@code type}. */
    static OpBuilder gradX(String type) {
        return OpDef.named(type + "GradX")
                .summary("The gradient of " + type + " with respect to one of its inputs.")
                .formula("dX = dY where X = Y, else 0")
                .input("X", "one input of " + type)
                .input("Y", "the output of " + type)
                .input("dY", "the gradient of Y")
                .output("dX", "the gradient of X")
                .inPlace(0, 2)
                .types(Types::allTheSame)
                .gradient(Unary::again)
                .kernel(Extreme::gradX)
                .sample(
                        Sample.of(
                                Map.of(),
                                Sample.real(SHAPE, -1, 1),
                                Sample.real(SHAPE, -1, 1),
                                Sample.real(SHAPE, -1, 1)));
    }

    /** One gradient operator for each input. */
    private static void gradient(GradientRule.Site g, OpDef gradX) {
        for (int i = 0; i < g.inputCount(); i++) {
            g.inputGradient(
                    i, g.append(gradX, Map.of(), g.input(i), g.output(0), g.outputGradient(0)));
        }
    }

    /** Gives dY to the inputs that were chosen. */
    private static void gradX(Operands o) {
        double[] x = o.in(0);
        double[] y = o.in(1);
        double[] dY = o.in(2);
        double[] dX = o.out(0);
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            dX[i] = x[i] == y[i] ? dY[i] : 0;
        }
    }
}
