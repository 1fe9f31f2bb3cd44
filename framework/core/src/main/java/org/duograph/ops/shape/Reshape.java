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
import org.duograph.ops.copy.Copy;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The same numbers under another shape. */
public final class Reshape {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Reshape")
                    .summary("Gives an array another shape of the same size.")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .constantInput("shape", "whole numbers, in place of the attribute")
                    .output("Y", "the numbers of X in the new shape")
                    .auxiliaryOutput("old_shape", "the shape of X, int64")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(
                            Attr.optional(
                                    "shape",
                                    Kind.INTS,
                                    "The new shape; 0 keeps X's dimension, one -1 takes the rest."))
                    .inPlace(0, 0)
                    .foreseen(1, node -> ShapeOf.numbers(node.input(0).shape()))
                    .types(Reshape::types)
                    .gradient(ResizeLike::gradient)
                    .kernel(Reshape::run)
                    .example(
                            new Example(
                                    Map.of("shape", List.of(0, -1, 1)),
                                    List.of(NDArray.of(Shape.of(1, 2), 1f, 2)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 2, 1), 1f, 2),
                                            NDArray.of(Shape.of(2), 1L, 2L))))
                    .sample(Sample.of(Map.of("shape", List.of(0, -1)), Shape.of(2, 3, 2)))
                    .sample(Sample.of(Map.of("shape", List.of(4, 3)), Shape.of(2, 3, 2)))
                    .build();

    private Reshape() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        site.require(
                site.attrs().has("shape"),
                "the new shape must be known before the net runs; give it as the argument shape");
        Shape x = site.shape(0);
        List<Long> asked = site.attrs().ints("shape");
        int[] dims = new int[asked.size()];
        int open = -1;
        long known = 1;
        for (int i = 0; i < dims.length; i++) {
            dims[i] = Shape.extent(asked.get(i));
            if (dims[i] == -1) {
                site.require(open < 0, "shape may have one -1 only, found %s", asked);
                open = i;
            } else {
                site.require(
                        dims[i] >= 0 && (dims[i] > 0 || i < x.rank()),
                        "dimension %d of the shape %s must be positive, -1, or 0 where X %s has one",
                        i,
                        asked,
                        x);
                dims[i] = dims[i] == 0 ? x.dim(i) : dims[i];
                known = Math.min(1L << 32, known * dims[i]); // more than any array holds
            }
        }
        if (open >= 0) {
            dims[open] = known == 0 ? 0 : Shape.extent(x.size() / known);
            known *= dims[open];
        }
        site.require(
                known == x.size(),
                "X %s has %d elements, which do not fit the shape %s",
                x,
                x.size(),
                asked);
        ArrayType oldShape = new ArrayType(DType.INT64, Shape.of(x.rank()));
        return List.of(site.in(0).withShape(dims), oldShape);
    }

    private static void run(Operands o) {
        Copy.copy(o);
        ShapeOf.write(o.inShape(0).toArray(), o.out(1));
    }
}
