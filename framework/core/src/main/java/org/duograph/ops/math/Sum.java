package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.ops.view.Types;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The sum of any number of inputs. The gradient of each is dY itself. */
public final class Sum {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Sum")
                    .byElement()
                    .summary("Adds up its inputs, element by element.")
                    .formula("Y = X0 + X1 + ...")
                    .manyInputs("X", "one or more of the same type and shape")
                    .ofType(ElementTypes.NUMBERS)
                    .output("Y", "the type of X0")
                    .inPlace(0, 0)
                    .types(Types::allTheSame)
                    .gradient(Sum::gradient)
                    .identityWhen(node -> node.inputs().size() == 1)
                    .kernel(Binary.fold(Double::sum, Long::sum))
                    .example(
                            Example.of(
                                    NDArray.vector(1, 2),
                                    NDArray.vector(10, 20),
                                    NDArray.vector(100, 200),
                                    NDArray.vector(111, 222)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3)))
                    .wide(
                            Sample.of(
                                    Map.of(),
                                    Shape.of(2, 32, 5, 5),
                                    Shape.of(2, 32, 5, 5),
                                    Shape.of(2, 32, 5, 5)))
                    .build();

    private Sum() {}

    private static void gradient(GradientRule.Site g) {
        for (int i = 0; i < g.inputCount(); i++) {
            g.inputGradient(i, g.outputGradient(0));
        }
    }
}
