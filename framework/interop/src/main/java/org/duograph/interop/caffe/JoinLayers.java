package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.ConcatParameter;
import org.duograph.interop.caffe.proto.CropParameter;
import org.duograph.interop.caffe.proto.SliceParameter;
import org.duograph.interop.caffe.proto.TileParameter;
import org.duograph.tensor.Shape;

/** Layers that join blobs, cut them, or repeat them, along one axis or several. */
final class JoinLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Concat",
                    new LayerType(JoinLayers::concatShapes, JoinLayers::concat, JoinLayers::join),
                    "Slice",
                    new LayerType(JoinLayers::sliceShapes, JoinLayers::slice, JoinLayers::cut),
                    "Crop",
                    new LayerType(JoinLayers::cropShapes, JoinLayers::crop, JoinLayers::cutBox),
                    "Tile",
                    new LayerType(JoinLayers::tileShapes, JoinLayers::tile, JoinLayers::repeat));

    private JoinLayers() {}

    private static int concatAxis(CaffeLayer layer, Shape x) {
        ConcatParameter p = layer.p().getConcatParam();
        return x.axis(p.hasConcatDim() ? p.getConcatDim() : p.getAxis());
    }

    private static List<Shape> concatShapes(CaffeLayer layer, List<Shape> bottoms) {
        Shape first = bottoms.get(0);
        int axis = concatAxis(layer, first);
        int extent = 0;
        for (Shape b : bottoms) {
            boolean fits = b.rank() == first.rank();
            if (!fits || !b.with(axis, first.dim(axis)).equals(first)) {
                throw new IllegalArgumentException(
                        "its blobs must be alike but for axis %d, found %s"
                                .formatted(axis, bottoms));
            }
            extent += b.dim(axis);
        }
        return List.of(first.with(axis, extent));
    }

    private static void concat(TranslationSite site) {
        int axis = concatAxis(site.layer(), site.shape(0));
        List<String> outputs = List.of(site.out(0), site.own("split_info"));
        site.op("Concat", site.layer().bottoms(), outputs, Map.of("axis", axis));
    }

    private static List<Numbers> join(CaffeLayer layer, List<Numbers> in) {
        int axis = concatAxis(layer, in.get(0).shape());
        Numbers y =
                Numbers.zeros(concatShapes(layer, in.stream().map(Numbers::shape).toList()).get(0));
        int row = y.shape().dim(axis) * y.inner(axis);
        int offset = 0;
        for (Numbers x : in) {
            int part = x.shape().dim(axis) * x.inner(axis);
            for (int i = 0; i < x.values().length; i++) {
                y.values()[i / part * row + offset + i % part] = x.values()[i];
            }
            offset += part;
        }
        return List.of(y);
    }

    private static int sliceAxis(CaffeLayer layer, Shape x) {
        SliceParameter p = layer.p().getSliceParam();
        return x.axis(p.hasSliceDim() ? p.getSliceDim() : p.getAxis());
    }

    private static List<Shape> sliceShapes(CaffeLayer layer, List<Shape> bottoms) {
        SliceParameter p = layer.p().getSliceParam();
        Shape x = bottoms.get(0);
        int axis = sliceAxis(layer, x);
        int parts = layer.tops().size();
        List<Integer> points = new ArrayList<>(p.getSlicePointList());
        if (points.isEmpty() && x.dim(axis) % parts == 0) {
            for (int i = 1; i < parts; i++) {
                points.add(i * (x.dim(axis) / parts));
            }
        }
        points.add(x.dim(axis));
        List<Shape> shapes = new ArrayList<>();
        int from = 0;
        for (int to : points) {
            if (to <= from || points.size() != parts) {
                throw new IllegalArgumentException(
                        "axis %d of %s can't be cut into %d blobs at %s"
                                .formatted(axis, x, parts, p.getSlicePointList()));
            }
            shapes.add(x.with(axis, to - from));
            from = to;
        }
        return shapes;
    }

    private static void slice(TranslationSite site) {
        int axis = sliceAxis(site.layer(), site.shape(0));
        List<Integer> extents = new ArrayList<>();
        for (int i = 0; i < site.layer().tops().size(); i++) {
            extents.add(site.top(i).dim(axis));
        }
        Map<String, Object> args = Map.of("axis", axis, "split", extents);
        site.op("Split", List.of(site.in(0)), site.layer().tops(), args);
    }

    private static List<Numbers> cut(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        int axis = sliceAxis(layer, x.shape());
        int row = x.shape().dim(axis) * x.inner(axis);
        List<Numbers> all = new ArrayList<>();
        int offset = 0;
        for (Shape shape : sliceShapes(layer, List.of(x.shape()))) {
            Numbers y = Numbers.zeros(shape);
            int part = shape.dim(axis) * x.inner(axis);
            for (int i = 0; i < y.values().length; i++) {
                y.values()[i] = x.values()[i / part * row + offset + i % part];
            }
            offset += part;
            all.add(y);
        }
        return all;
    }

    private static int offset(CropParameter p, int fromAxis) {
        return switch (p.getOffsetCount()) {
            case 0 -> 0;
            case 1 -> p.getOffset(0);
            default -> p.getOffset(fromAxis);
        };
    }

    private static List<Shape> cropShapes(CaffeLayer layer, List<Shape> bottoms) {
        CropParameter p = layer.p().getCropParam();
        Shape y = bottoms.get(0);
        Shape like = bottoms.get(1);
        int first = y.axis(p.getAxis());
        if (like.rank() != y.rank()
                || p.getOffsetCount() > 1 && p.getOffsetCount() != y.rank() - first) {
            throw new IllegalArgumentException(
                    "%s can't be cut like %s from axis %d on, with %d offsets"
                            .formatted(y, like, first, p.getOffsetCount()));
        }
        for (int axis = first; axis < like.rank(); axis++) {
            if (offset(p, axis - first) + like.dim(axis) > y.dim(axis)) {
                throw new IllegalArgumentException(
                        "axis %d of %s is too short to cut %d from %d on"
                                .formatted(axis, y, like.dim(axis), offset(p, axis - first)));
            }
            y = y.with(axis, like.dim(axis));
        }
        return List.of(y);
    }

    private static void crop(TranslationSite site) {
        CropParameter p = site.layer().p().getCropParam();
        int first = site.shape(0).axis(p.getAxis());
        List<Integer> starts = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        for (int axis = 0; axis < site.shape(0).rank(); axis++) {
            int start = axis < first ? 0 : offset(p, axis - first);
            starts.add(start);
            ends.add(axis < first ? -1 : start + site.top(0).dim(axis));
        }
        site.op("Slice", site.in(0), site.out(0), Map.of("starts", starts, "ends", ends));
    }

    private static List<Numbers> cutBox(CaffeLayer layer, List<Numbers> in) {
        CropParameter p = layer.p().getCropParam();
        Numbers x = in.get(0);
        Numbers y = Numbers.zeros(cropShapes(layer, List.of(x.shape(), in.get(1).shape())).get(0));
        int first = x.shape().axis(p.getAxis());
        for (int i = 0; i < y.values().length; i++) {
            int rest = i;
            int from = 0;
            int step = 1;
            for (int axis = y.shape().rank() - 1; axis >= 0; axis--) {
                int start = axis < first ? 0 : offset(p, axis - first);
                from += (rest % y.shape().dim(axis) + start) * step;
                rest /= y.shape().dim(axis);
                step *= x.shape().dim(axis);
            }
            y.values()[i] = x.values()[from];
        }
        return List.of(y);
    }

    private static List<Shape> tileShapes(CaffeLayer layer, List<Shape> bottoms) {
        TileParameter p = layer.p().getTileParam();
        int axis = bottoms.get(0).axis(p.getAxis());
        if (p.getTiles() < 1) {
            throw new IllegalArgumentException("tiles must be 1 or more, it is " + p.getTiles());
        }
        return List.of(bottoms.get(0).with(axis, bottoms.get(0).dim(axis) * p.getTiles()));
    }

    private static void tile(TranslationSite site) {
        TileParameter p = site.layer().p().getTileParam();
        int axis = site.shape(0).axis(p.getAxis());
        Map<String, Object> args = Map.of("tiles", p.getTiles(), "axis", axis);
        site.op("Tile", site.in(0), site.out(0), args);
    }

    private static List<Numbers> repeat(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        Numbers y = Numbers.zeros(tileShapes(layer, List.of(x.shape())).get(0));
        int axis = x.shape().axis(layer.p().getTileParam().getAxis());
        int row = x.shape().dim(axis) * x.inner(axis);
        int tiled = y.shape().dim(axis) * x.inner(axis);
        for (int i = 0; i < y.values().length; i++) {
            y.values()[i] = x.values()[i / tiled * row + i % tiled % row];
        }
        return List.of(y);
    }
}
