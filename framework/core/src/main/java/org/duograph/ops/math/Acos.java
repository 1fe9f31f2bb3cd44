package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverse of the cosine. */
public final class Acos {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Acos", Sample.real(Shape.of(2, 3, 4), -0.9, 0.9))
                    .summary("The angle of which each number is the cosine.")
                    .formula("Y = acos(X)")
                    .gradient(
                            Unary.madeOfX(
                                    (t, x, dY) ->
                                            t.over(
                                                    t.scaled(dY, -1),
                                                    Unary.rootOfOneMinusSquare(t, x))))
                    .kernel(Unary.each(Math::acos))
                    .example(Example.of(NDArray.vector(1, 0), NDArray.vector(0, 1.5707964f)))
                    .build();

    private Acos() {}
}
