package org.duograph.ops.shape;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.math.Broadcast;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** An array stretched to another shape, as arithmetic would stretch it. */
public final class Expand {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Expand")
                    .summary("Stretches an array to a shape, as in NumPy.")
                    .formula("Y[i, j, ...] = X[i or 0, j or 0, ...]")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .constantInput("shape", "whole numbers, in place of the attribute")
                    .output("Y", "X and shape, both stretched as in NumPy")
                    .attrs(Attr.optional("shape", Kind.INTS, "The shape to stretch to."))
                    .types(Expand::types)
                    .gradient(
                            g ->
                                    g.inputGradient(
                                            0, Broadcast.sumToInput(g, 0, g.outputGradient(0))))
                    .identityWhen(node -> node.input(0).type().equals(node.output(0).type()))
                    .kernel(Expand::run)
                    .example(
                            Example.of(
                                    Map.of("shape", List.of(2, 2)),
                                    NDArray.vector(1, 2),
                                    NDArray.of(Shape.of(2, 2), 1f, 2, 1, 2)))
                    .sample(Sample.of(Map.of("shape", List.of(2, 3, 4)), Shape.of(3, 1)))
                    .sample(Sample.of(Map.of("shape", List.of(3)), Shape.of(2, 1)))
                    .sample(Sample.of(Map.of("shape", List.of(2, 3)), Shape.of()))
                    .build();

    private Expand() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape wanted = Shape.of(site.attrs().ints("shape"));
        return List.of(site.in(0).withShape(Broadcast.numpy(wanted, site.shape(0)).y()));
    }

    private static void run(Operands o) {
        Object x = o.inArray(0);
        Object y = o.outArray(0);
        Broadcast.numpy(o.outShape(0), o.inShape(0))
                .forEach((at, to, from) -> System.arraycopy(x, from, y, to, 1));
    }
}
