package org.duograph.ops.math;

import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** The sign change, which is its own gradient. */
public final class Negative {
    /** The operator. */
    public static final OpDef OP =
            Unary.ofNumbers("Negative", Unary.ANY)
                    .summary("Changes the sign of each number.")
                    .formula("Y = -X")
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0,
                                            g.append(Negative.OP, Map.of(), g.outputGradient(0))))
                    .kernel(Unary.each(x -> -x, x -> -x))
                    .example(Example.of(NDArray.vector(-1, 2), NDArray.vector(1, -2)))
                    .build();

    private Negative() {}
}
