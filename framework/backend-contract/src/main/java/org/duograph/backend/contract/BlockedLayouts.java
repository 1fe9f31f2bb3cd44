package org.duograph.backend.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Layout;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * The layouts other than plain that a backend may bring an array in: those in which its convolution
 * gives images, or wants filters, of that shape.
 */
final class BlockedLayouts {
    private BlockedLayouts() {}

    /**
     * The layouts, as many as there are; none for arrays that are not made of images, and where the
     * backend has no convolution.
     */
    static List<Layout> of(Backend backend, ArrayType type) {
        List<Layout> found = new ArrayList<>();
        boolean images = type.dtype() == DType.FLOAT32 && type.shape().rank() == 4;
        boolean convolves = backend.factory(OpCatalog.get("Conv")) != null;
        if (images && convolves && type.shape().size() > 0) {
            int c = type.shape().dim(1);
            ArrayType square = type.withShape(Shape.of(c, c, 1, 1));
            keep(found, layouts(backend, type, square).get(2));
            ArrayType image =
                    type.withShape(
                            Shape.of(2, c, type.shape().dim(2) + 2, type.shape().dim(3) + 2));
            keep(found, layouts(backend, image, type).get(1));
        }
        return found;
    }

    private static void keep(List<Layout> found, Layout layout) {
        if (!layout.isPlain() && !found.contains(layout)) {
            found.add(layout);
        }
    }

    /** The layouts of X, W and Y of a convolution. */
    private static List<Layout> layouts(Backend backend, ArrayType x, ArrayType w) {
        Graph graph = new Graph("layouts");
        Value[] inputs = {graph.variable("x", x), graph.variable("w", w)};
        Node conv = graph.append("conv", OpCatalog.get("Conv"), Map.of(), inputs);
        KernelRequest request =
                new KernelRequest(
                        conv, List.of(backend.plain(x), backend.plain(w)), List.of(true), 0);
        try (Blueprint blueprint = backend.factory(conv.op()).prepare(request)) {
            return List.of(
                    blueprint.inputs().get(0),
                    blueprint.inputs().get(1),
                    blueprint.outputs().get(0));
        }
    }
}
