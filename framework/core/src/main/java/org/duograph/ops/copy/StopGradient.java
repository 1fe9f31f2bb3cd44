package org.duograph.ops.copy;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A copy through which no gradient flows back: what stands before it is not trained. */
public final class StopGradient {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("StopGradient")
                    .byElement()
                    .summary("Copies its input and lets no gradient back.")
                    .formula("Y = X")
                    .input("X", "any shape and element type")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the type of X")
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .gradient(GradientRule.STOP)
                    .identity()
                    .kernel(Copy::copy)
                    .example(Example.of(NDArray.vector(1, 2), NDArray.vector(1, 2)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)))
                    .build();

    private StopGradient() {}
}
