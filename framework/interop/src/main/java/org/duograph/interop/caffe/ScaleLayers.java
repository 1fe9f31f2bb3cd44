package org.duograph.interop.caffe;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.duograph.interop.caffe.proto.BiasParameter;
import org.duograph.interop.caffe.proto.ScaleParameter;
import org.duograph.tensor.Shape;

/** Layers that multiply or add a smaller array, learned or a second blob, along some axes. */
final class ScaleLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Scale",
                    new LayerType(
                            ScaleLayers::scaleShapes, ScaleLayers::scale, ScaleLayers::multiply),
                    "Bias",
                    new LayerType(ScaleLayers::biasShapes, ScaleLayers::bias, ScaleLayers::add));

    private ScaleLayers() {}

    /** The part of X's shape that a learned array has. */
    private static Shape learned(Shape x, int axis, int numAxes) {
        int first = x.axis(axis);
        int end = numAxes == -1 ? x.rank() : first + numAxes;
        if (numAxes < -1 || end > x.rank()) {
            throw new IllegalArgumentException(
                    "axis %d and num_axes %d do not fit its blob, %s".formatted(axis, numAxes, x));
        }
        return Shape.of(x.toList().subList(first, end));
    }

    private static List<Shape> check(List<Shape> bottoms, int axis) {
        Shape x = bottoms.get(0);
        if (bottoms.size() == 2) {
            Shape b = bottoms.get(1);
            int first = b.rank() == 0 ? 0 : x.axis(axis);
            boolean fits = first + b.rank() <= x.rank();
            if (!fits || !x.toList().subList(first, first + b.rank()).equals(b.toList())) {
                throw new IllegalArgumentException(
                        "%s is no part of %s from axis %d on".formatted(b, x, axis));
            }
        }
        return List.of(x);
    }

    private static List<Shape> scaleShapes(CaffeLayer layer, List<Shape> bottoms) {
        ScaleParameter p = layer.p().getScaleParam();
        learned(bottoms.get(0), p.getAxis(), bottoms.size() == 2 ? 0 : p.getNumAxes());
        return check(bottoms, p.getAxis());
    }

    private static List<Shape> biasShapes(CaffeLayer layer, List<Shape> bottoms) {
        BiasParameter p = layer.p().getBiasParam();
        learned(bottoms.get(0), p.getAxis(), bottoms.size() == 2 ? 0 : p.getNumAxes());
        return check(bottoms, p.getAxis());
    }

    private static Shape factors(CaffeLayer layer, List<Shape> bottoms) {
        ScaleParameter p = layer.p().getScaleParam();
        return bottoms.size() == 2
                ? bottoms.get(1)
                : learned(bottoms.get(0), p.getAxis(), p.getNumAxes());
    }

    private static Shape terms(CaffeLayer layer, List<Shape> bottoms) {
        BiasParameter p = layer.p().getBiasParam();
        return bottoms.size() == 2
                ? bottoms.get(1)
                : learned(bottoms.get(0), p.getAxis(), p.getNumAxes());
    }

    private static List<Shape> shapes(TranslationSite site) {
        return site.layer().bottoms().size() == 2
                ? List.of(site.shape(0), site.shape(1))
                : List.of(site.shape(0));
    }

    private static void scale(TranslationSite site) {
        ScaleParameter p = site.layer().p().getScaleParam();
        Shape shape = factors(site.layer(), shapes(site));
        boolean two = site.layer().bottoms().size() == 2;
        int axis = site.shape(0).axis(p.getAxis());
        String factor = two ? site.in(1) : site.weight(0, "scale", shape);
        String scaled = p.getBiasTerm() ? site.own("scaled") : site.out(0);
        site.meet("Mul", site.in(0), factor, scaled, axis);
        if (p.getBiasTerm()) {
            String bias = site.weight(two ? 0 : 1, "bias", shape);
            site.meet("Add", scaled, bias, site.out(0), axis);
        }
    }

    private static void bias(TranslationSite site) {
        BiasParameter p = site.layer().p().getBiasParam();
        boolean two = site.layer().bottoms().size() == 2;
        Shape shape = terms(site.layer(), shapes(site));
        String term = two ? site.in(1) : site.weight(0, "bias", shape);
        site.meet("Add", site.in(0), term, site.out(0), site.shape(0).axis(p.getAxis()));
    }

    private static List<Numbers> multiply(CaffeLayer layer, List<Numbers> in) {
        ScaleParameter p = layer.p().getScaleParam();
        boolean two = in.size() == 2;
        Shape shape = factors(layer, in.stream().map(Numbers::shape).toList());
        double[] factor = two ? in.get(1).values() : TranslationSite.numbers(layer, 0, shape);
        Numbers y = meet(in.get(0), p.getAxis(), shape, factor, (a, b) -> a * b);
        if (p.getBiasTerm()) {
            double[] bias = TranslationSite.numbers(layer, two ? 0 : 1, shape);
            y = meet(y, p.getAxis(), shape, bias, Double::sum);
        }
        return List.of(y);
    }

    private static List<Numbers> add(CaffeLayer layer, List<Numbers> in) {
        BiasParameter p = layer.p().getBiasParam();
        Shape shape = terms(layer, in.stream().map(Numbers::shape).toList());
        double[] term =
                in.size() == 2 ? in.get(1).values() : TranslationSite.numbers(layer, 0, shape);
        return List.of(meet(in.get(0), p.getAxis(), shape, term, Double::sum));
    }

    private static Numbers meet(
            Numbers x, int axis, Shape shape, double[] other, DoubleBinaryOperator f) {
        Shape all = x.shape();
        int inner = all.sizeOf(all.axis(axis) + shape.rank(), all.rank());
        double[] y = new double[x.values().length];
        for (int i = 0; i < y.length; i++) {
            y[i] = f.applyAsDouble(x.values()[i], other[i / inner % other.length]);
        }
        return new Numbers(all, y);
    }
}
