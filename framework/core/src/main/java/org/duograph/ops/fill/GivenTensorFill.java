package org.duograph.ops.fill;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays whose elements are written out in the net itself: one operator per element type. */
public final class GivenTensorFill {
    /** float32 numbers. */
    public static final OpDef OP = of("GivenTensorFill", Kind.FLOATS, DType.FLOAT32);

    /** float64 numbers. */
    public static final OpDef DOUBLE = of("GivenTensorDoubleFill", Kind.FLOATS, DType.FLOAT64);

    /** int32 numbers. */
    public static final OpDef INT = of("GivenTensorIntFill", Kind.INTS, DType.INT32);

    /** int64 numbers. */
    public static final OpDef INT64 = of("GivenTensorInt64Fill", Kind.INTS, DType.INT64);

    /** Truth values. */
    public static final OpDef BOOL = of("GivenTensorBoolFill", Kind.INTS, DType.BOOL);

    /** Texts. */
    public static final OpDef STRING = of("GivenTensorStringFill", Kind.STRINGS, DType.STRING);

    private GivenTensorFill() {}

    private static OpDef of(String type, Kind kind, DType dtype) {
        List<?> values =
                switch (kind) {
                    case INTS -> List.of(1, 0, 1, 1);
                    case FLOATS -> List.of(1, 0.5, -2, 4);
                    default -> List.of("cat", "", "two words", "dog");
                };
        Map<String, ?> attrs = Map.of("shape", List.of(2, 2), "values", values);
        NDArray expected = NDArray.zeros(new ArrayType(dtype, Shape.of(2, 2)));
        for (int i = 0; i < 4; i++) {
            expected.setText(i, "" + values.get(i));
        }
        return Fill.named(type, Attr.optional("values", kind, "The elements, row by row."))
                .ofType(ElementTypes.of(dtype))
                .summary(
                        dtype.isText()
                                ? "Makes an array of the given texts."
                                : "Makes an array of the given numbers.")
                .types(site -> types(site, kind, dtype))
                .kernel(kernel(kind))
                .example(new Example(attrs, List.of(), List.of(expected)))
                .sample(Sample.of(attrs, new Sample.Input[0]))
                .build();
    }

    private static List<ArrayType> types(TypeRule.Site site, Kind kind, DType dtype) {
        Shape shape = Fill.shape(site);
        List<?> values =
                switch (kind) {
                    case INTS -> site.attrs().ints("values");
                    case FLOATS -> site.attrs().floats("values");
                    default -> site.attrs().strings("values");
                };
        site.require(
                values.size() == shape.size(),
                "shape %s takes %d values, found %d",
                shape,
                shape.size(),
                values.size());
        return List.of(new ArrayType(dtype, shape));
    }

    /** The array that a node makes, one of numbers. */
    public static NDArray numbers(Node node) {
        NDArray numbers = NDArray.zeros(node.output(0).type());
        for (int i = 0; i < numbers.size(); i++) {
            if (numbers.dtype().isFloating()) {
                numbers.set(i, node.attrs().floats("values").get(i));
            } else {
                numbers.setWhole(i, node.attrs().ints("values").get(i));
            }
        }
        return numbers;
    }

    private static ReferenceKernel kernel(Kind kind) {
        return switch (kind) {
            case INTS -> GivenTensorFill::runInts;
            case FLOATS -> GivenTensorFill::runFloats;
            default -> GivenTensorFill::runTexts;
        };
    }

    private static void runInts(Operands o) {
        List<Long> values = o.attrs().ints("values");
        for (int i = 0; i < values.size(); i++) {
            o.wholesOut(0)[i] = values.get(i);
        }
    }

    private static void runTexts(Operands o) {
        List<String> values = o.attrs().strings("values");
        for (int i = 0; i < values.size(); i++) {
            o.textsOut(0)[i] = values.get(i);
        }
    }

    private static void runFloats(Operands o) {
        List<Double> values = o.attrs().floats("values");
        for (int i = 0; i < values.size(); i++) {
            o.out(0)[i] = values.get(i);
        }
    }
}
