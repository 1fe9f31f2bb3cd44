package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.interop.caffe.proto.ArgMaxParameter;
import org.duograph.interop.caffe.proto.ReductionParameter;
import org.duograph.interop.caffe.proto.ReductionParameter.ReductionOp;
import org.duograph.tensor.Shape;

/** Layers that fold axes. */
final class ReduceLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Reduction",
                    new LayerType(
                            ReduceLayers::shapes, ReduceLayers::translate, ReduceLayers::fold),
                    "ArgMax",
                    new LayerType(
                            ReduceLayers::placeShapes, ReduceLayers::argMax, ReduceLayers::find));

    private ReduceLayers() {}

    private static List<Shape> shapes(CaffeLayer layer, List<Shape> bottoms) {
        int axis = bottoms.get(0).axis(layer.p().getReductionParam().getAxis());
        return List.of(Shape.of(bottoms.get(0).toList().subList(0, axis)));
    }

    private static void translate(TranslationSite site) {
        ReductionParameter p = site.layer().p().getReductionParam();
        Shape x = site.shape(0);
        String each = site.in(0);
        if (p.getOperation() == ReductionOp.ASUM) {
            each = site.op("Abs", each, site.own("each"), Map.of());
        } else if (p.getOperation() == ReductionOp.SUMSQ) {
            each = site.op("Sqr", each, site.own("each"), Map.of());
        }
        List<Integer> axes = IntStream.range(x.axis(p.getAxis()), x.rank()).boxed().toList();
        String type = p.getOperation() == ReductionOp.MEAN ? "ReduceMean" : "ReduceSum";
        boolean scales = p.getCoeff() != 1;
        String folded = scales ? site.own("folded") : site.out(0);
        site.op(type, each, folded, Map.of("axes", axes, "keepdims", 0));
        if (scales) {
            site.op("Scale", folded, site.out(0), Map.of("scale", (double) p.getCoeff()));
        }
    }

    private static List<Numbers> fold(CaffeLayer layer, List<Numbers> in) {
        ReductionParameter p = layer.p().getReductionParam();
        Numbers x = in.get(0);
        Numbers y = Numbers.zeros(shapes(layer, List.of(x.shape())).get(0));
        int row = x.values().length / y.values().length;
        for (int i = 0; i < x.values().length; i++) {
            double value = x.values()[i];
            y.values()[i / row] +=
                    switch (p.getOperation()) {
                        case SUM -> value;
                        case ASUM -> Math.abs(value);
                        case SUMSQ -> value * value;
                        case MEAN -> value / row;
                    };
        }
        return List.of(y.each(sum -> p.getCoeff() * sum));
    }

    private static List<Shape> placeShapes(CaffeLayer layer, List<Shape> bottoms) {
        ArgMaxParameter p = layer.p().getArgmaxParam();
        if (p.getTopK() != 1 || p.getOutMaxVal()) {
            throw new IllegalArgumentException(
                    "only top_k: 1 without out_max_val can be translated");
        }
        Shape x = bottoms.get(0);
        if (p.hasAxis()) {
            return List.of(x.with(x.axis(p.getAxis()), 1));
        }
        List<Integer> dims = new ArrayList<>(List.of(x.dim(0)));
        for (int i = 1; i < Math.max(3, x.rank()); i++) {
            dims.add(1);
        }
        return List.of(Shape.of(dims));
    }

    private static void argMax(TranslationSite site) {
        ArgMaxParameter p = site.layer().p().getArgmaxParam();
        if (p.hasAxis()) {
            int axis = site.shape(0).axis(p.getAxis());
            Map<String, Object> args = Map.of("axis", axis, "keepdims", 1);
            String place = site.op("ArgMax", site.in(0), site.own("place"), args);
            site.op("Cast", place, site.out(0), Map.of("to", "float"));
            return;
        }
        String rows = site.op("Flatten", site.in(0), site.own("rows"), Map.of());
        String place = site.op("ArgMax", rows, site.own("place"), Map.of("axis", 1));
        String real = site.op("Cast", place, site.own("real"), Map.of("to", "float"));
        List<Integer> dims = new ArrayList<>(site.top(0).toList());
        dims.set(0, 0);
        List<String> outputs = List.of(site.out(0), site.own("old_shape"));
        site.op("Reshape", List.of(real), outputs, Map.of("shape", dims));
    }

    private static List<Numbers> find(CaffeLayer layer, List<Numbers> in) {
        ArgMaxParameter p = layer.p().getArgmaxParam();
        Numbers x = in.get(0);
        Numbers y = Numbers.zeros(placeShapes(layer, List.of(x.shape())).get(0));
        int axis = p.hasAxis() ? x.shape().axis(p.getAxis()) : 0;
        int step = p.hasAxis() ? x.inner(axis) : 1;
        int extent = p.hasAxis() ? x.shape().dim(axis) : x.inner(0);
        for (int i = 0; i < y.values().length; i++) {
            int from = i / step * extent * step + i % step;
            int best = 0;
            for (int k = 1; k < extent; k++) {
                best = x.values()[from + k * step] > x.values()[from + best * step] ? k : best;
            }
            y.values()[i] = best;
        }
        return List.of(y);
    }
}
