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
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The operator {@code Shape}: the dimensions of an array, as numbers. */
public final class ShapeOf {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Shape")
                    .summary("Gives the dimensions of an array as numbers.")
                    .shapeOf("X", "any shape")
                    .ofType(ElementTypes.ANY)
                    .output("Y", "int64, one number per dimension")
                    .ofType(ElementTypes.of(DType.INT64))
                    .attrs(Attr.optional("axes", Kind.INTS, "Which dimensions; all if not given."))
                    .types(
                            site -> {
                                int count =
                                        site.attrs().has("axes")
                                                ? site.attrs().ints("axes").size()
                                                : site.shape(0).rank();
                                return List.of(new ArrayType(DType.INT64, Shape.of(count)));
                            })
                    .kernel(ShapeOf::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(1, 2), 5f, 6f)),
                                    List.of(NDArray.of(Shape.of(2), 1L, 2L))))
                    .sample(Sample.of(Map.of(), Shape.of(2, 3, 4)))
                    .sample(Sample.of(Map.of("axes", List.of(2, 0)), Shape.of(2, 3, 4)))
                    .build();

    private ShapeOf() {}

    private static void run(Operands o) {
        if (!o.attrs().has("axes")) {
            write(o.inShape(0), o.out(0));
            return;
        }
        List<Long> axes = o.attrs().ints("axes");
        for (int i = 0; i < axes.size(); i++) {
            o.out(0)[i] = o.inShape(0).dim(Shape.extent(axes.get(i)));
        }
    }

    /** The dimensions of {@code shape}, as a vector of int64. */
    static NDArray numbers(Shape shape) {
        long[] dims = shape.toList().stream().mapToLong(d -> d).toArray();
        return NDArray.of(Shape.of(dims.length), dims);
    }

    /** Writes the dimensions of {@code shape} into {@code y}. */
    static void write(Shape shape, double[] y) {
        for (int i = 0; i < shape.rank(); i++) {
            y[i] = shape.dim(i);
        }
    }
}
