package org.duograph.ops.signal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Value;
import org.duograph.ops.math.Terms;
import org.duograph.ops.shape.Pad;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The discrete Fourier transform along one axis, as in ONNX: the last dimension holds the real and
 * the imaginary part of a complex number, or of X the real part alone.
 *
 * <p>{@code length} cuts the axis or fills it up with zeros before; {@code onesided} leaves out the
 * second half, which of real numbers mirrors the first.
 */
public final class DFT {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("DFT")
                    .summary("The discrete Fourier transform along an axis.")
                    .formula(
                            "Y[k] = sum over t < n of X[t] * exp(-2 pi i k t / n); inverse:"
                                    + " exp(2 pi i k t / n) / n")
                    .input("X", "... x 2: complex numbers, or ... x 1: real ones")
                    .constantInput("length", "a whole number, in place of the attribute")
                    .output("Y", "... x 2, along the axis length, onesided length / 2 + 1")
                    .attrs(
                            Attr.optional(
                                    "length", Attr.Kind.INT, "n; the extent of X if not given."),
                            Attr.ofInt("axis", 1, "The axis to transform; not the last."),
                            Attr.ofInt("inverse", 0, "1: the inverse transform."),
                            Attr.ofInt("onesided", 0, "1: half of Y, for real numbers."))
                    .types(DFT::types)
                    .gradient(DFT::gradient)
                    .kernel(DFT::run)
                    .example(
                            Example.of(
                                    Map.of("axis", 0),
                                    NDArray.of(Shape.of(2, 1), 3f, 1),
                                    NDArray.of(Shape.of(2, 2), 4f, 0, 2, 0)))
                    .sample(Sample.of(Map.of(), Shape.of(2, 8, 2)))
                    .sample(Sample.of(Map.of("onesided", 1, "length", 6), Shape.of(2, 5, 1)))
                    .sample(Sample.of(Map.of("inverse", 1, "axis", 0), Shape.of(3, 2, 2)))
                    .sample(Sample.of(Map.of("length", 3, "axis", -2), Shape.of(5, 2)))
                    .build();

    private DFT() {}

    private static int axis(Attrs attrs, Shape x) {
        int axis = x.axis(attrs.i("axis"));
        if (axis == x.rank() - 1) {
            throw new IllegalArgumentException(
                    "axis %d of X %s holds the parts of complex numbers; another one is transformed"
                            .formatted(axis, x));
        }
        return axis;
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Shape x = site.shape(0);
        site.require(
                x.rank() >= 2 && (x.dim(-1) == 1 || x.dim(-1) == 2),
                "X must be ... x 2 for complex numbers or ... x 1 for real ones, found %s",
                site.in(0));
        int axis = axis(site.attrs(), x);
        int n =
                site.attrs().has("length")
                        ? Shape.extent(site.attrs().atLeast(1, "length"))
                        : x.dim(axis);
        site.require(n > 0, "axis %d of X %s has nothing to transform", axis, x);
        boolean half = site.attrs().flag("onesided");
        site.require(
                !half || x.dim(-1) == 1, "onesided is for real numbers, X ... x 1, found %s", x);
        return List.of(site.in(0).withShape(x.with(axis, half ? n / 2 + 1 : n).with(-1, 2)));
    }

    /** The transposed transform is the other one, but for the factor 1 / n that one of them has. */
    private static void gradient(GradientRule.Site g) {
        Shape x = g.input(0).shape();
        int axis = axis(g.attrs(), x);
        int n = g.attrs().has("length") ? g.attrs().int32("length") : x.dim(axis);
        Value dY = boxed(g, g.outputGradient(0), g.output(0).shape().with(axis, n));
        boolean inverse = g.attrs().flag("inverse");
        Map<String, Object> attrs = new HashMap<>();
        attrs.put("axis", axis);
        attrs.put("inverse", inverse ? 0 : 1);
        Value back = new Terms(g).scaled(g.append(OP, attrs, dY), inverse ? 1.0 / n : n);
        g.inputGradient(0, boxed(g, back, x));
    }

    /** An array cut, or filled up with zeros, to a shape: at the end of each dimension. */
    private static Value boxed(GradientRule.Site g, Value value, Shape shape) {
        List<Integer> none = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        List<Integer> more = new ArrayList<>();
        for (int d = 0; d < shape.rank(); d++) {
            none.add(0);
            ends.add(Math.min(shape.dim(d), value.shape().dim(d)));
            more.add(shape.dim(d) - ends.get(d));
        }
        Value cut = g.append(Slice.OP, Map.of("starts", none, "ends", ends), value);
        return g.append(Pad.OP, Map.of("before", none, "after", more), cut);
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        int axis = axis(o.attrs(), x);
        boolean inverse = o.attrs().flag("inverse");
        int n = o.attrs().has("length") ? o.attrs().int32("length") : x.dim(axis);
        int parts = x.dim(-1);
        Channels from = Channels.around(x, axis);
        Channels to = Channels.around(o.outShape(0), axis);
        Fourier fourier = new Fourier(n, inverse);
        double[] re = new double[n];
        double[] im = new double[n];
        double[] yRe = new double[n];
        double[] yIm = new double[n];
        for (int line = 0; line < from.outer() * (from.inner() / parts); line++) {
            int block = line / (from.inner() / parts);
            int within = line % (from.inner() / parts);
            for (int t = 0; t < n; t++) {
                int at = t < from.count() ? from.at(block, t) + within * parts : -1;
                re[t] = at < 0 ? 0 : o.in(0)[at];
                im[t] = at < 0 || parts == 1 ? 0 : o.in(0)[at + 1];
            }
            fourier.transform(re, im, yRe, yIm);
            for (int k = 0; k < to.count(); k++) {
                int at = to.at(block, k) + within * 2;
                o.out(0)[at] = inverse ? yRe[k] / n : yRe[k];
                o.out(0)[at + 1] = inverse ? yIm[k] / n : yIm[k];
            }
        }
    }
}
