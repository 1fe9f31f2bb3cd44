package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.FlattenParameter;
import org.duograph.interop.caffe.proto.ReshapeParameter;
import org.duograph.tensor.Shape;

/** Layers that give a blob another shape and leave its numbers as they are. */
final class ShapeLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Flatten",
                    new LayerType(
                            ShapeLayers::flatShapes,
                            ShapeLayers::flatten,
                            (layer, in) -> as(flatShapes(layer, shapes(in)), in)),
                    "Reshape",
                    new LayerType(
                            ShapeLayers::otherShapes,
                            ShapeLayers::reshape,
                            (layer, in) -> as(otherShapes(layer, shapes(in)), in)));

    private ShapeLayers() {}

    private static List<Shape> shapes(List<Numbers> in) {
        return List.of(in.get(0).shape());
    }

    private static List<Numbers> as(List<Shape> shapes, List<Numbers> in) {
        return List.of(in.get(0).in(shapes.get(0)));
    }

    private static List<Shape> flatShapes(CaffeLayer layer, List<Shape> bottoms) {
        FlattenParameter p = layer.p().getFlattenParam();
        Shape x = bottoms.get(0);
        int from = x.axis(p.getAxis());
        int end = x.axis(p.getEndAxis()) + 1;
        if (end <= from) {
            throw new IllegalArgumentException(
                    "axis %d comes behind end_axis %d".formatted(p.getAxis(), p.getEndAxis()));
        }
        List<Integer> dims = new ArrayList<>(x.toList().subList(0, from));
        dims.add(x.sizeOf(from, end));
        dims.addAll(x.toList().subList(end, x.rank()));
        return List.of(Shape.of(dims));
    }

    private static void flatten(TranslationSite site) {
        FlattenParameter p = site.layer().p().getFlattenParam();
        Shape x = site.shape(0);
        int from = x.axis(p.getAxis());
        if (from == 1 && x.axis(p.getEndAxis()) == x.rank() - 1) {
            site.op("Flatten", site.in(0), site.out(0), Map.of());
        } else {
            reshape(site, from);
        }
    }

    /** {@code kept} axes stay whatever they are; the others get the extents of the top. */
    private static void reshape(TranslationSite site, int kept) {
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < site.top(0).rank(); axis++) {
            dims.add(axis < kept ? 0 : site.top(0).dim(axis));
        }
        List<String> outputs = List.of(site.out(0), site.own("old_shape"));
        site.op("Reshape", List.of(site.in(0)), outputs, Map.of("shape", dims));
    }

    private static List<Shape> otherShapes(CaffeLayer layer, List<Shape> bottoms) {
        ReshapeParameter p = layer.p().getReshapeParam();
        Shape x = bottoms.get(0);
        int from = p.getAxis() >= 0 ? p.getAxis() : x.rank() + p.getAxis() + 1;
        int end = p.getNumAxes() == -1 ? x.rank() : from + p.getNumAxes();
        if (from < 0 || from > x.rank() || end < from || end > x.rank()) {
            throw new IllegalArgumentException(
                    "axis %d and num_axes %d do not fit its blob, %s"
                            .formatted(p.getAxis(), p.getNumAxes(), x));
        }
        List<Integer> dims = new ArrayList<>(x.toList().subList(0, from));
        int open = -1;
        for (int i = 0; i < p.getShape().getDimCount(); i++) {
            long asked = p.getShape().getDim(i);
            open = asked == -1 ? dims.size() : open;
            boolean copies = asked == 0 && from + i < x.rank();
            dims.add(copies ? x.dim(from + i) : asked == -1 ? 1 : Shape.extent(asked));
        }
        dims.addAll(x.toList().subList(end, x.rank()));
        Shape y = Shape.of(dims);
        if (open >= 0 && y.size() > 0) {
            y = y.with(open, Shape.extent(x.size() / y.size()));
        }
        if (y.size() != x.size()) {
            throw new IllegalArgumentException(
                    "its blob, %s, has not the size of the shape %s"
                            .formatted(x, p.getShape().getDimList()));
        }
        return List.of(y);
    }

    private static void reshape(TranslationSite site) {
        ReshapeParameter p = site.layer().p().getReshapeParam();
        Shape x = site.shape(0);
        int from = p.getAxis() >= 0 ? p.getAxis() : x.rank() + p.getAxis() + 1;
        boolean copiesBatch =
                from == 0 && p.getShape().getDimCount() > 0 && p.getShape().getDim(0) == 0;
        reshape(site, copiesBatch ? 1 : from);
    }
}
