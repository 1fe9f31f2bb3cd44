package org.duograph.ops.quantize;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Real numbers as small whole ones, and back. One scale holds for all numbers, or each slice along
 * an axis has its own. No gradient goes through the rounding.
 */
public final class QuantizeLinear {
    private static final Attr AXIS =
            Attr.ofInt("axis", 1, "The axis along which scales differ, where there are several.");

    private static final ElementTypes BYTES =
            ElementTypes.of(DType.UINT8, DType.INT8, DType.UINT16, DType.INT16, DType.INT32);

    private static final Sample.Input X = Sample.real(Shape.of(2, 3, 2), -1, 1);

    /** From real numbers to whole ones. */
    public static final OpDef OP =
            OpDef.named("QuantizeLinear")
                    .summary("Writes real numbers as whole ones, by a scale and a zero point.")
                    .formula(
                            "Y = round(X / scale) + zero_point, no more nor less than the type has")
                    .input("X", "any shape")
                    .input("scale", "one number, or one for each slice along the axis")
                    .optionalInput(
                            "zero_point", "what stands for 0, the shape of scale; 0 if absent")
                    .ofType(BYTES)
                    .output("Y", "the shape of X; the type of zero_point, or dtype")
                    .ofType(BYTES)
                    .attrs(
                            AXIS,
                            new Attr(
                                    "dtype",
                                    Attr.Kind.TYPE,
                                    DType.UINT8,
                                    "The type of Y where there is no zero_point."))
                    .types(QuantizeLinear::types)
                    .gradient(GradientRule.STOP)
                    .kernel(QuantizeLinear::run)
                    .example(
                            Example.of(
                                    NDArray.vector(-1, 0.25f, 300),
                                    NDArray.scalar(0.5f),
                                    NDArray.scalar(3).cast(DType.UINT8),
                                    NDArray.vector(1, 3, 255).cast(DType.UINT8)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    X,
                                    Sample.real(Shape.of(3), 0.01, 0.02),
                                    Sample.whole(DType.INT8, Shape.of(3), -3, 4)))
                    .sample(
                            Sample.of(
                                    Map.of("dtype", DType.INT8),
                                    X,
                                    Sample.real(Shape.of(), 0.01, 0.02)))
                    .build();

    /** From whole numbers to real ones. */
    public static final OpDef DEQUANTIZE =
            OpDef.named("DequantizeLinear")
                    .summary("Reads real numbers from whole ones, by a scale and a zero point.")
                    .formula("Y = (X - zero_point) * scale")
                    .input("X", "any shape")
                    .ofType(BYTES)
                    .input("scale", "one number, or one for each slice along the axis")
                    .ofType(ElementTypes.FLOATS)
                    .optionalInput(
                            "zero_point", "what stands for 0, the shape of scale; 0 if absent")
                    .ofType(ElementTypes.sameAs("X"))
                    .output("Y", "the shape of X")
                    .ofType(ElementTypes.sameAs("scale"))
                    .attrs(AXIS)
                    .types(QuantizeLinear::dequantizedTypes)
                    .gradient(GradientRule.STOP)
                    .kernel(QuantizeLinear::dequantize)
                    .example(
                            Example.of(
                                    NDArray.vector(1, 3, 255).cast(DType.UINT8),
                                    NDArray.scalar(0.5f),
                                    NDArray.scalar(3).cast(DType.UINT8),
                                    NDArray.vector(-1, 0, 126)))
                    .sample(
                            Sample.of(
                                    Map.of(),
                                    Sample.whole(DType.INT8, Shape.of(2, 3, 2), -99, 99),
                                    Sample.real(Shape.of(3), 0.01, 0.02),
                                    Sample.whole(DType.INT8, Shape.of(3), -3, 4)))
                    .build();

    private QuantizeLinear() {}

    private static List<ArrayType> types(TypeRule.Site site) {
        requireScales(site);
        DType dtype = site.has(2) ? site.in(2).dtype() : site.attrs().type("dtype");
        site.require(
                BYTES.all().contains(dtype),
                "dtype must be one of small whole numbers (%s), found %s",
                BYTES,
                dtype.lowerName());
        return List.of(new ArrayType(dtype, site.shape(0)));
    }

    private static List<ArrayType> dequantizedTypes(TypeRule.Site site) {
        requireScales(site);
        return List.of(site.in(1).withShape(site.shape(0)));
    }

    private static void requireScales(TypeRule.Site site) {
        Shape x = site.shape(0);
        Shape scale = site.shape(1);
        boolean one = scale.size() == 1;
        boolean each =
                !one && scale.rank() == 1 && scale.dim(0) == x.dim(x.axis(site.attrs().i("axis")));
        site.require(
                one || each,
                "scale must be one number or one for each slice of X %s along axis %d, found %s",
                x,
                site.attrs().i("axis"),
                scale);
        if (site.has(2)) {
            site.requireSameShape(1, 2);
        }
    }

    /** Slices of one scale each; all in one slice where there is one for all. */
    private static Channels slices(Operands o) {
        Shape x = o.inShape(0);
        boolean one = o.inShape(1).size() == 1;
        return one
                ? new Channels(1, 1, x.intSize())
                : Channels.around(x, x.axis(o.attrs().i("axis")));
    }

    private static void run(Operands o) {
        Channels slices = slices(o);
        DType dtype = o.outType(0).dtype();
        for (int n = 0; n < slices.outer(); n++) {
            for (int c = 0; c < slices.count(); c++) {
                double scale = o.in(1)[c];
                double zero = o.has(2) ? o.wholesIn(2)[c] : 0;
                for (int i = slices.at(n, c); i < slices.at(n, c) + slices.inner(); i++) {
                    // in float32, as everybody divides: halves must round alike
                    double q = Math.rint((float) (o.in(0)[i] / scale)) + zero;
                    o.wholesOut(0)[i] =
                            (long) Math.max(dtype.least(), Math.min(q, dtype.greatest()));
                }
            }
        }
    }

    private static void dequantize(Operands o) {
        Channels slices = slices(o);
        for (int n = 0; n < slices.outer(); n++) {
            for (int c = 0; c < slices.count(); c++) {
                double scale = o.in(1)[c];
                long zero = o.has(2) ? o.wholesIn(2)[c] : 0;
                for (int i = slices.at(n, c); i < slices.at(n, c) + slices.inner(); i++) {
                    o.out(0)[i] = (o.wholesIn(0)[i] - zero) * scale;
                }
            }
        }
    }
}
