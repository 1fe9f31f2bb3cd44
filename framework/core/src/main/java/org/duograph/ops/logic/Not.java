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

/** The opposite of a truth value. */
public final class Not {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Not")
                    .summary("The opposite of each truth value.")
                    .formula("Y = not X")
                    .input("X", "truth values, any shape")
                    .ofType(ElementTypes.BOOLS)
                    .output("Y", "the type of X")
                    .inPlace(0, 0)
                    .types(TypeRule.sameAs(0))
                    .kernel(Unary.eachWhole(x -> x == 0 ? 1 : 0))
                    .example(
                            Example.of(
                                    NDArray.vector(0, 1).cast(DType.BOOL),
                                    NDArray.vector(1, 0).cast(DType.BOOL)))
                    .sample(Sample.of(Map.of(), Sample.whole(DType.BOOL, Shape.of(3, 4), 0, 2)))
                    .build();

    private Not() {}
}
