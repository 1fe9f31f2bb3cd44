package org.duograph.ops.shape;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.Node;
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
                                Shape y = Shape.of(asked(site.attrs(), site.shape(0)).length);
                                return List.of(new ArrayType(DType.INT64, y));
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

    /** The dimensions of X that are asked for. */
    private static int[] asked(Attrs attrs, Shape x) {
        return attrs.has("axes")
                ? attrs.ints("axes").stream().mapToInt(axis -> x.dim(x.axis(axis))).toArray()
                : x.toArray();
    }

    private static void run(Operands o) {
        write(asked(o.attrs(), o.inShape(0)), o.out(0));
    }

    /** The dimensions of {@code shape}, as a vector of int64. */
    static NDArray numbers(Shape shape) {
        return numbers(shape.toArray());
    }

    /** What a node gives, which is known before it runs. */
    public static NDArray numbers(Node node) {
        return numbers(asked(node.attrs(), node.input(0).shape()));
    }

    private static NDArray numbers(int[] dims) {
        return NDArray.of(Shape.of(dims.length), Arrays.stream(dims).asLongStream().toArray());
    }

    /** Writes dimensions into {@code y}. */
    static void write(int[] dims, double[] y) {
        for (int i = 0; i < dims.length; i++) {
            y[i] = dims[i];
        }
    }
}
