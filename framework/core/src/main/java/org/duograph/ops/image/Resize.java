package org.duograph.ops.image;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attr.Kind;
import org.duograph.graph.Attrs;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.view.Channels;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Arrays made larger or smaller along any of their axes, by the nearest, by linear or by cubic
 * interpolation; ONNX's Resize of opset 19.
 *
 * <p>Interpolation goes along one axis after the other, so an axis is all that {@link ResizeLine}
 * knows. {@link ResizeNearest} is the case of images that has fast kernels.
 */
public final class Resize {
    private static final List<Attr> ATTRS =
            List.of(
                    Attr.optional("sizes", Kind.INTS, "The shape of Y; give this or scales."),
                    Attr.optional("scales", Kind.FLOATS, "Y's extents by X's, one per axis."),
                    Attr.ofString("mode", "nearest", "nearest, linear or cubic."),
                    Attr.ofString(
                            "coordinates",
                            "half_pixel",
                            "Where a number of Y lies in X: half_pixel, half_pixel_symmetric,"
                                    + " pytorch_half_pixel, align_corners, asymmetric,"
                                    + " tf_half_pixel_for_nn or tf_crop_and_resize."),
                    Attr.ofString(
                            "nearest",
                            "round_prefer_floor",
                            "How mode nearest rounds: round_prefer_floor, round_prefer_ceil, floor"
                                    + " or ceil."),
                    Attr.ofFloat("cubic_a", -0.75, "How mode cubic swings, -0.75 or -0.5."),
                    Attr.ofInt("exclude_outside", 0, "1: what lies outside of X has no weight."),
                    Attr.ofInt("antialias", 0, "1: where it shrinks, linear and cubic reach on."),
                    Attr.optional(
                            "roi",
                            Kind.FLOATS,
                            "Which part tf_crop_and_resize takes, from 0 to 1: the starts of all"
                                    + " axes, then the ends."),
                    Attr.ofFloat("extrapolation", 0, "What it gives outside of X."));

    private static final Shape IMAGE = Shape.of(1, 1, 2, 2);

    /** The gradient of X. */
    public static final OpDef GRAD_X =
            OpDef.named("ResizeGradX")
                    .summary("The gradient of Resize with respect to X.")
                    .formula("dX[p] = sum of dY[q] * the weight of X[p] in Y[q]")
                    .input("dY", "the gradient of Y")
                    .shapeOf("X", "the input of Resize")
                    .output("dX", "the gradient of X")
                    .attrs(ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .gradient(Resize::gradientOfGradient)
                    .kernel(Resize::gradX)
                    .example(
                            Example.of(
                                    Map.of("scales", List.of(2.0)),
                                    NDArray.vector(1, 2, 3, 4),
                                    NDArray.vector(0, 0),
                                    NDArray.vector(3, 7)))
                    .sample(
                            Sample.of(
                                    Map.of("sizes", List.of(3, 5), "mode", "linear"),
                                    Shape.of(3, 5),
                                    Shape.of(4, 3)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Resize")
                    .summary("Resizes an array along its axes by interpolation.")
                    .formula("Y[q] = sum of X[p] * w(q, p), one axis after the other")
                    .input("X", "rank 1 or more, images say")
                    .ofType(ElementTypes.NUMBERS)
                    .constantInput("sizes", "whole numbers, in place of the attribute")
                    .output("Y", "sizes, or the extents of X times scales, rounded down")
                    .attrs(ATTRS)
                    .types(Resize::types)
                    .gradient(GradientRule.byShape(GRAD_X))
                    .kernel(Resize::run)
                    .example(
                            Example.of(
                                    Map.of("scales", List.of(2.0), "mode", "linear"),
                                    NDArray.vector(1, 3),
                                    NDArray.vector(1, 1.5f, 2.5f, 3)))
                    .sample(sample("scales=[1, 1, 2, 1.5], mode=nearest", IMAGE))
                    .sample(sample("sizes=[3, 5], mode=linear, coordinates=align_corners", 4, 3))
                    .sample(sample("sizes=[2, 7], mode=linear, antialias=1", 5, 3))
                    .sample(sample("scales=[0.6, 2], mode=cubic, exclude_outside=1", 5, 4))
                    .sample(
                            sample(
                                    "sizes=[3, 3], mode=linear, coordinates=tf_crop_and_resize,"
                                            + " roi=[0.4, -0.2, 0.6, 0.8], extrapolation=10",
                                    4,
                                    4))
                    .build();

    private Resize() {}

    private static Sample sample(String attrs, Shape x) {
        return Sample.of(attrs, x);
    }

    private static Sample sample(String attrs, int... x) {
        return Sample.of(attrs, Shape.of(x));
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        Attrs attrs = site.attrs();
        Shape x = site.shape(0);
        requireOneOf(site, "mode", ResizeLine.MODES);
        requireOneOf(site, "coordinates", ResizeLine.COORDINATES);
        requireOneOf(site, "nearest", ResizeLine.ROUNDINGS);
        site.require(
                attrs.has("sizes") != attrs.has("scales"), "give either the sizes or the scales");
        int given = attrs.has("sizes") ? attrs.ints("sizes").size() : attrs.floats("scales").size();
        site.require(
                given == x.rank() && given > 0,
                "sizes or scales must have one number per dimension of X %s, found %d",
                x,
                given);
        boolean crop = attrs.s("coordinates").equals("tf_crop_and_resize");
        site.require(
                !crop || attrs.has("roi") && attrs.floats("roi").size() == 2 * x.rank(),
                "tf_crop_and_resize needs a roi of %d numbers: the starts of all axes, then the"
                        + " ends",
                2 * x.rank());
        List<Integer> y = new ArrayList<>();
        for (int d = 0; d < x.rank(); d++) {
            double scale = attrs.has("sizes") ? 1 : attrs.floats("scales").get(d);
            site.require(scale > 0 && scale < 1e9, "scales must be positive, found %s", scale);
            long size = attrs.has("sizes") ? attrs.ints("sizes").get(d) : scaled(x.dim(d), scale);
            site.require(
                    size >= 0 && (size == 0 || x.dim(d) > 0),
                    "axis %d of X %s can't become %d long",
                    d,
                    x,
                    size);
            y.add(Shape.extent(size));
        }
        return List.of(site.in(0).withShape(Shape.of(y)));
    }

    private static void requireOneOf(TypeRule.Site site, String name, List<String> words) {
        String word = site.attrs().s(name);
        site.require(words.contains(word), "%s must be one of %s, found \"%s\"", name, words, word);
    }

    /** In float32, of which ONNX's scales are: sizes must agree, rounding and all. */
    private static long scaled(int size, double scale) {
        return (long) Math.floor(size * (double) (float) scale);
    }

    /**
     * How the numbers along an axis of Y are made of those of X.
     *
     * @param attrs the operator's
     */
    public static ResizeLine line(Attrs attrs, Shape x, Shape y, int axis) {
        boolean roi = attrs.has("roi") && attrs.floats("roi").size() == 2 * x.rank();
        return ResizeLine.of(
                attrs,
                x.dim(axis),
                attrs.has("scales")
                        ? attrs.floats("scales").get(axis)
                        : (double) y.dim(axis) / x.dim(axis),
                y.dim(axis),
                roi ? attrs.floats("roi").get(axis) : 0,
                roi ? attrs.floats("roi").get(x.rank() + axis) : 1);
    }

    /** It is linear, but for what stands outside of X. */
    private static void gradientOfGradient(GradientRule.Site g) {
        Map<String, Object> attrs = new HashMap<>(g.attrs().given());
        attrs.put("extrapolation", 0);
        g.inputGradient(0, g.append(OP, attrs, g.outputGradient(0)));
    }

    private static void run(Operands o) {
        Shape x = o.inShape(0);
        Shape y = o.outShape(0);
        boolean nearest = o.attrs().s("mode").equals("nearest");
        Object from = nearest ? o.inArray(0) : o.in(0);
        Object to = nearest ? o.outArray(0) : o.out(0);
        Shape now = x;
        for (int axis = 0; axis < x.rank(); axis++) {
            ResizeLine line = y.size() == 0 ? null : line(o.attrs(), x, y, axis);
            if (line != null && !line.isIdentity()) {
                Channels lines = Channels.around(now, axis);
                now = now.with(axis, y.dim(axis));
                Object resized =
                        Array.newInstance(from.getClass().getComponentType(), now.intSize());
                for (int n = 0; n < lines.outer(); n++) {
                    if (nearest) {
                        move(line, lines, n, from, resized);
                    } else {
                        interpolate(line, lines, n, (double[]) from, (double[]) resized);
                    }
                }
                from = resized;
            }
        }
        System.arraycopy(from, 0, to, 0, y.intSize());
        extrapolate(o, x, y, to);
    }

    private static void move(ResizeLine line, Channels lines, int n, Object x, Object y) {
        int inner = lines.inner();
        for (int i = 0; i < line.places().length; i++) {
            int to = (n * line.places().length + i) * inner;
            System.arraycopy(x, lines.at(n, line.places()[i][0]), y, to, inner);
        }
    }

    private static void interpolate(
            ResizeLine line, Channels lines, int n, double[] x, double[] y) {
        int inner = lines.inner();
        for (int i = 0; i < line.places().length; i++) {
            int to = (n * line.places().length + i) * inner;
            for (int k = 0; k < line.places()[i].length; k++) {
                int at = lines.at(n, line.places()[i][k]);
                double weight = line.weights()[i][k];
                for (int j = 0; j < inner; j++) {
                    y[to + j] += weight * x[at + j];
                }
            }
        }
    }

    /** Writes the extrapolation's number where Y lies outside of X along any axis. */
    private static void extrapolate(Operands o, Shape x, Shape y, Object to) {
        for (int axis = 0; axis < x.rank() && y.size() > 0; axis++) {
            boolean[] outside = line(o.attrs(), x, y, axis).outside();
            Channels lines = Channels.around(y, axis);
            for (int i = 0; i < outside.length; i++) {
                for (int n = 0; outside[i] && n < lines.outer(); n++) {
                    int at = lines.at(n, i);
                    if (to instanceof long[] wholes) {
                        long value = (long) o.attrs().f("extrapolation");
                        Arrays.fill(wholes, at, at + lines.inner(), value);
                    } else {
                        double value = o.attrs().f("extrapolation");
                        Arrays.fill((double[]) to, at, at + lines.inner(), value);
                    }
                }
            }
        }
    }

    private static void gradX(Operands o) {
        Shape x = o.outShape(0);
        Shape y = o.inShape(0);
        double[] from = Arrays.copyOf(o.in(0), y.intSize());
        Shape now = y;
        for (int axis = 0; axis < x.rank() && y.size() > 0; axis++) {
            ResizeLine line = line(o.attrs(), x, y, axis);
            Channels lines = Channels.around(now, axis);
            now = now.with(axis, x.dim(axis));
            double[] spread = new double[now.intSize()];
            for (int n = 0; n < lines.outer(); n++) {
                spread(line, lines, n, from, spread);
            }
            from = spread;
        }
        double[] dX = o.out(0);
        Arrays.fill(dX, 0, x.intSize(), 0);
        System.arraycopy(from, 0, dX, 0, y.size() == 0 ? 0 : x.intSize());
    }

    private static void spread(ResizeLine line, Channels lines, int n, double[] dY, double[] dX) {
        int inner = lines.inner();
        for (int i = 0; i < line.places().length; i++) {
            for (int k = 0; !line.outside()[i] && k < line.places()[i].length; k++) {
                int to = (n * line.length() + line.places()[i][k]) * inner;
                double weight = line.weights()[i][k];
                for (int j = 0; j < inner; j++) {
                    dX[to + j] += weight * dY[lines.at(n, i) + j];
                }
            }
        }
    }
}
