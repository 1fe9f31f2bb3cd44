package org.duograph.ops.math;

import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The inverse of the sine. */
public final class Asin {
    /** The operator. */
    public static final OpDef OP =
            Unary.named("Asin", Sample.real(Shape.of(2, 3, 4), -0.9, 0.9))
                    .summary("The angle of which each number is the sine.")
                    .formula("Y = asin(X)")
                    .gradient(
                            Unary.madeOfX(
                                    (t, x, dY) -> t.over(dY, Unary.rootOfOneMinusSquare(t, x))))
                    .kernel(Unary.each(Math::asin))
                    .example(Example.of(NDArray.vector(0, 1), NDArray.vector(0, 1.5707964f)))
                    .build();

    private Asin() {}
}
