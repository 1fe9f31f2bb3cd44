package org.duograph.ops.loss;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel;
import org.duograph.graph.Sample;
import org.duograph.tensor.Shape;

/** What the operators share that compare X and Y row by row and give one number for each row. */
final class Distance {
    private Distance() {}

    /** Starts the definition of operator {@code type}. */
    static OpBuilder named(String type) {
        return OpDef.named(type)
                .input("X", "N x anything")
                .input("Y", "the type of X")
                .output("Z", "N")
                .types(
                        site -> {
                            site.requireSameShape(0, 1);
                            site.require(
                                    site.shape(0).rank() > 0,
                                    "X must have rows, found %s",
                                    site.in(0));
                            return List.of(site.in(0).withShape(site.shape(0).dim(0)));
                        })
                .sample(Sample.of(Map.of(), Shape.of(4, 3), Shape.of(4, 3)))
                .sample(Sample.of(Map.of(), Shape.of(5), Shape.of(5)))
                .sample(Sample.of(Map.of(), Shape.of(1, 2, 3), Shape.of(1, 2, 3)));
    }

    /** The kernel: sums a function of the elements of X and Y over each row. */
    static ReferenceKernel sum(DoubleBinaryOperator f) {
        return o -> {
            Shape shape = o.inShape(0);
            int d = shape.sizeOf(1, shape.rank());
            double[] x = o.in(0);
            double[] y = o.in(1);
            for (int row = 0; row < shape.dim(0); row++) {
                double sum = 0;
                for (int i = row * d; i < (row + 1) * d; i++) {
                    sum += f.applyAsDouble(x[i], y[i]);
                }
                o.out(0)[row] = sum;
            }
        };
    }
}
