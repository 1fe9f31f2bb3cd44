package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.interop.caffe.proto.BlobShape;
import org.duograph.interop.caffe.proto.DummyDataParameter;
import org.duograph.interop.caffe.proto.MemoryDataParameter;
import org.duograph.tensor.Shape;

/**
 * Layers that only bring something in: what they write is fed. Databases and files behind them are
 * left aside; Duograph has its own ways to read those.
 */
final class InputLayers {
    private static final Set<String> NAMES =
            Set.of(
                    "Input",
                    "Data",
                    "ImageData",
                    "MemoryData",
                    "DummyData",
                    "HDF5Data",
                    "WindowData",
                    "VideoData");

    static final Map<String, LayerType> TYPES = new LinkedHashMap<>();

    static {
        for (String name : NAMES) {
            TYPES.put(
                    name,
                    new LayerType(
                            (layer, bottoms) -> shapes(layer, Map.of()),
                            site -> {},
                            (layer, bottoms) -> List.of()));
        }
    }

    private InputLayers() {}

    static boolean isInput(String type) {
        return NAMES.contains(type);
    }

    static String needsShape(String blob) {
        return "its shape is not in the file; give it: --input %s=1x3x227x227".formatted(blob);
    }

    /** The shapes of what is fed: those given, or else the layer's; of labels, one per image. */
    static List<Shape> shapes(CaffeLayer layer, Map<String, Shape> given) {
        List<Shape> own = own(layer);
        List<Shape> shapes = new ArrayList<>();
        for (int i = 0; i < layer.tops().size(); i++) {
            String top = layer.tops().get(i);
            Shape shape = given.getOrDefault(top, i < own.size() ? own.get(i) : null);
            if (shape == null && i == 1 && shapes.get(0).rank() > 0) {
                shape = Shape.of(shapes.get(0).dim(0));
            }
            if (shape == null) {
                throw new IllegalArgumentException(needsShape(top));
            }
            shapes.add(shape);
        }
        return shapes;
    }

    private static List<Shape> own(CaffeLayer layer) {
        return switch (layer.type()) {
            case "Input" -> each(layer, layer.p().getInputParam().getShapeList());
            case "DummyData" -> dummies(layer);
            case "MemoryData" -> memory(layer.p().getMemoryDataParam());
            default -> List.of();
        };
    }

    /** One shape for each top, or one for all. */
    private static List<Shape> each(CaffeLayer layer, List<BlobShape> shapes) {
        List<Shape> all = new ArrayList<>();
        for (int i = 0; i < layer.tops().size() && !shapes.isEmpty(); i++) {
            all.add(Weights.shape(shapes.get(shapes.size() == 1 ? 0 : i)));
        }
        return all;
    }

    private static List<Shape> dummies(CaffeLayer layer) {
        DummyDataParameter p = layer.p().getDummyDataParam();
        if (p.getShapeCount() > 0 || p.getNumCount() == 0) {
            return each(layer, p.getShapeList());
        }
        List<Shape> all = new ArrayList<>();
        for (int i = 0; i < layer.tops().size(); i++) {
            int at = p.getNumCount() == 1 ? 0 : i;
            all.add(Shape.of(p.getNum(at), p.getChannels(at), p.getHeight(at), p.getWidth(at)));
        }
        return all;
    }

    private static List<Shape> memory(MemoryDataParameter p) {
        Shape images = Shape.of(p.getBatchSize(), p.getChannels(), p.getHeight(), p.getWidth());
        return List.of(images, Shape.of(p.getBatchSize()));
    }
}
