package org.duograph.ops.logic;

import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.math.Unary;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The bits that are not set. */
public final class BitwiseNot {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("BitwiseNot")
                    .summary("Turns each bit of each number round.")
                    .formula("Y = not X, of all bits of the type")
                    .input("X", "any shape")
                    .ofType(ElementTypes.WHOLES)
                    .output("Y", "the type of X")
                    .inPlace(0, 0)
                    .byElement()
                    .types(TypeRule.sameAs(0))
                    .kernel(Unary.eachWhole(x -> ~x))
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2), 0, 5), NDArray.of(Shape.of(2), -1, -6)))
                    .sample(Sample.of(Map.of(), Sample.whole(DType.INT32, Shape.of(3, 4), 0, 9)))
                    .build();

    private BitwiseNot() {}
}
