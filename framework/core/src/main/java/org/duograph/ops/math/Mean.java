package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.view.Types;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The mean of any number of inputs, element by element. */
public final class Mean {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Mean")
                    .byElement()
                    .summary("The mean of its inputs, element by element.")
                    .formula("Y = (X0 + X1 + ...) / how many there are")
                    .manyInputs("X", "one or more of the same type and shape")
                    .output("Y", "the type of X0")
                    .inPlace(0, 0)
                    .types(Types::allTheSame)
                    .gradient(Mean::gradient)
                    .identityWhen(node -> node.inputs().size() == 1)
                    .kernel(Mean::run)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(3, 8),
                                    NDArray.vector(2, 5)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3)))
                    .build();

    private Mean() {}

    private static void gradient(GradientRule.Site g) {
        Value share = new Terms(g).scaled(g.outputGradient(0), 1.0 / g.inputCount());
        for (int i = 0; i < g.inputCount(); i++) {
            g.inputGradient(i, share);
        }
    }

    private static void run(Operands o) {
        double[] y = o.out(0);
        int count = o.inputCount();
        for (int i = 0; i < o.outShape(0).intSize(); i++) {
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += o.in(k)[i];
            }
            y[i] = sum / count;
        }
    }
}
