package org.duograph.ops.math;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The reverse of broadcasting: sums A over the elements that met the same element of B. */
public final class SumReduceLike {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("SumReduceLike")
                    .summary("Sums A to the shape of B, which is a block of A's shape.")
                    .formula("Y[b] = sum of the A[a] that meet B[b]")
                    .input("A", "the numbers to sum")
                    .shapeOf("B", "its shape is a block of A's; extents of 1 stand for any")
                    .output("Y", "the shape of B")
                    .attrs(Broadcast.AXIS)
                    .types(
                            site -> {
                                Broadcast.block(site.attrs(), site.shape(0), site.shape(1));
                                return List.of(site.in(0).withShape(site.shape(1)));
                            })
                    .gradient(SumReduceLike::gradient)
                    .kernel(SumReduceLike::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 3, 4),
                                    NDArray.vector(0, 0),
                                    NDArray.vector(4, 6)))
                    .sample(Sample.of(Map.of("axis", 1), Shape.of(2, 3, 4), Shape.of(3)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4), Shape.of(3, 1)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3), Shape.of()))
                    .wide(Sample.of(Map.of("axis", 1), Shape.of(2, 32, 5, 6), Shape.of(32)))
                    .wide(Sample.of(Map.of(), Shape.of(2, 32, 5, 6), Shape.of(1, 6)))
                    .build();

    private SumReduceLike() {}

    /** Each element of A gets the gradient of the sum that it went into. */
    private static void gradient(GradientRule.Site g) {
        int axis = g.attrs().int32("axis");
        g.inputGradient(0, new Terms(g).spread(g.outputGradient(0), g.input(0), axis));
    }

    private static void run(Operands o) {
        Broadcast shapes = Broadcast.block(o.attrs(), o.inShape(0), o.inShape(1));
        double[] a = o.in(0);
        double[] y = o.out(0);
        Arrays.fill(y, 0, o.outShape(0).intSize(), 0);
        shapes.forEach((at, aAt, bAt) -> y[bAt] += a[aAt]);
    }
}
