package org.duograph.ops.copy;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The same numbers in another place. */
public final class Copy {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Copy")
                    .byElement()
                    .summary("Copies its input.")
                    .formula("Y = X")
                    .input("X", "any shape and element type")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "the type of X")
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .gradient(g -> g.inputGradient(0, g.outputGradient(0)))
                    .identity()
                    .kernel(Copy::copy)
                    .example(Example.of(NDArray.vector(1, 2), NDArray.vector(1, 2)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)))
                    .build();

    private Copy() {}

    /** Copies the elements of the first input to the first output, which has as many. */
    public static void copy(Operands o) {
        System.arraycopy(o.inArray(0), 0, o.outArray(0), 0, o.outShape(0).intSize());
    }
}
