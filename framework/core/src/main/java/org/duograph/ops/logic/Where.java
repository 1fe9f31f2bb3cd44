package org.duograph.ops.logic;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Broadcast;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Picks each element from one of two arrays; all three stretch as in NumPy. */
public final class Where {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Where")
                    .byElement()
                    .summary("Picks elements of A where a condition holds, of B where it does not.")
                    .formula("Y[i] = A[i] if C[i], else B[i]")
                    .input("C", "the condition, any shape")
                    .ofType(ElementTypes.BOOLS)
                    .input("A", "a shape that fits C's")
                    .ofType(ElementTypes.ANY)
                    .input("B", "a shape that fits theirs")
                    .ofType(ElementTypes.sameAs("A"))
                    .output("Y", "all shapes stretched as in NumPy")
                    .ofType(ElementTypes.sameAs("A"))
                    .inPlace(0, 1)
                    .inPlace(0, 2)
                    .types(Where::types)
                    .gradient(Where::gradient)
                    .kernel(Where::run)
                    .example(
                            Example.of(
                                    NDArray.of(Shape.of(3), 1, 0, 1).cast(DType.BOOL),
                                    NDArray.vector(1, 2, 3),
                                    NDArray.vector(7, 8, 9),
                                    NDArray.vector(1, 8, 3)))
                    .sample(sample(Shape.of(2, 3), Shape.of(2, 3), Shape.of(2, 3)))
                    .sample(sample(Shape.of(2, 1), Shape.of(3), Shape.of(2, 3)))
                    .sample(sample(Shape.of(3, 1), Shape.of(4), Shape.of()))
                    .build();

    private Where() {}

    private static Sample sample(Shape c, Shape a, Shape b) {
        return Sample.of(
                Map.of(),
                Sample.whole(DType.BOOL, c, 0, 2),
                Sample.real(a, -1, 1),
                Sample.real(b, -1, 1));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape values = Broadcast.numpy(site.shape(1), site.shape(2)).y();
        return List.of(site.in(1).withShape(Broadcast.numpy(values, site.shape(0)).y()));
    }

    private static void gradient(GradientRule.Site g) {
        Terms terms = new Terms(g);
        Value dY = g.outputGradient(0);
        Value zero = terms.number(dY, 0);
        Value dA = terms.of(OP, g.input(0), dY, zero);
        g.inputGradient(1, Broadcast.sumToInput(g, 1, dA));
        Value dB = terms.of(OP, g.input(0), zero, dY);
        g.inputGradient(2, Broadcast.sumToInput(g, 2, dB));
    }

    private static void run(Operands o) {
        Shape shape = o.outShape(0);
        boolean[] chosen = new boolean[shape.intSize()];
        long[] c = o.wholesIn(0);
        Broadcast.numpy(shape, o.inShape(0)).forEach((at, y, cAt) -> chosen[at] = c[cAt] != 0);
        Broadcast a = Broadcast.numpy(shape, o.inShape(1));
        Broadcast b = Broadcast.numpy(shape, o.inShape(2));
        copy(o.inArray(1), o.outArray(0), a, chosen, true);
        copy(o.inArray(2), o.outArray(0), b, chosen, false);
    }

    /** Copies the elements that are chosen, or the others. */
    private static void copy(
            Object from, Object to, Broadcast shapes, boolean[] chosen, boolean wanted) {
        shapes.forEach(
                (at, y, x) -> {
                    if (chosen[at] == wanted) {
                        System.arraycopy(from, x, to, at, 1);
                    }
                });
    }
}
