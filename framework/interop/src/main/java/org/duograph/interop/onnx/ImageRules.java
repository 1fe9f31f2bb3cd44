package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Attrs;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.ops.image.Resize;
import org.duograph.ops.image.ResizeNearest;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Resizing, which is the core's {@link Resize}; where it repeats or leaves out pixels of images as
 * {@link ResizeNearest} does, it is that, for which there are fast kernels.
 */
final class ImageRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Resize", ImageRules::resize), entry("Upsample", ImageRules::upsample));

    private ImageRules() {}

    private static void upsample(NodeSite site) {
        List<Double> scales = new ArrayList<>();
        if (site.opset() < 9) {
            site.require(site.floats("scales") != null, "its scales are missing");
            site.floats("scales").forEach(scale -> scales.add((double) scale));
        } else {
            NDArray given = site.known(1, "the scales");
            for (int i = 0; i < given.size(); i++) {
                scales.add(given.get(i));
            }
        }
        Value x = site.in(0);
        site.require(scales.size() == x.shape().rank(), "scales %s do not fit %s", scales, x);
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("scales", scales);
        attrs.put("mode", site.s("mode", "nearest"));
        attrs.put("coordinates", "asymmetric");
        attrs.put("nearest", "floor");
        site.give(resized(site, x, attrs));
    }

    private static void resize(NodeSite site) {
        Shape x = site.in(0).shape();
        boolean old = site.opset() < 11;
        int scalesAt = old ? 1 : 2;
        NDArray scales = site.has(scalesAt) ? site.known(scalesAt, "the scales") : null;
        scales = scales != null && scales.size() == 0 ? null : scales;
        List<Long> sizes = !old && site.has(3) ? site.wholes(3, "the sizes") : null;
        List<Long> axes = site.ints("axes");
        axes = axes == null ? Formula.axes(x.rank()).stream().map(a -> (long) a).toList() : axes;
        String coordinates =
                site.s("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
        if (!site.s("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw site.refuse("only the policy \"stretch\" is offered");
        }
        int count = scales == null ? sizes == null ? 0 : sizes.size() : scales.size();
        site.require(count == axes.size(), "%d scales or sizes for %d axes", count, axes.size());
        boolean crops = coordinates.equals("tf_crop_and_resize");
        NDArray roi = crops ? site.known(1, "the region") : null;
        site.require(
                roi == null || roi.size() == 2 * count, "a region of %d axes is wanted", count);
        Map<String, Object> attrs = new LinkedHashMap<>();
        if (scales == null) {
            List<Long> all = new ArrayList<>(x.toList().stream().map(d -> (long) d).toList());
            for (int i = 0; i < count; i++) {
                all.set(x.axis(axes.get(i)), sizes.get(i));
            }
            attrs.put("sizes", all);
        } else {
            List<Double> all = new ArrayList<>(Collections.nCopies(x.rank(), 1.0));
            for (int i = 0; i < count; i++) {
                int axis = x.axis(axes.get(i));
                requireWhole(site, coordinates, x.dim(axis), scales.get(i));
                all.set(axis, scales.get(i));
            }
            attrs.put("scales", all);
        }
        if (roi != null) {
            List<Double> all = new ArrayList<>(Collections.nCopies(x.rank(), 0.0));
            all.addAll(Collections.nCopies(x.rank(), 1.0));
            for (int i = 0; i < count; i++) {
                int axis = x.axis(axes.get(i));
                all.set(axis, roi.get(i));
                all.set(x.rank() + axis, roi.get(count + i));
            }
            attrs.put("roi", all);
        }
        attrs.put("mode", site.s("mode", "nearest"));
        attrs.put("coordinates", coordinates);
        attrs.put("nearest", site.s("nearest_mode", old ? "floor" : "round_prefer_floor"));
        attrs.put("cubic_a", site.f("cubic_coeff_a", -0.75));
        attrs.put("exclude_outside", site.i("exclude_outside", 0));
        attrs.put("antialias", site.i("antialias", 0));
        attrs.put("extrapolation", site.f("extrapolation_value", 0));
        site.give(resized(site, site.in(0), attrs));
    }

    private static void requireWhole(NodeSite site, String coordinates, int extent, double scale) {
        double size = Math.floor(extent * scale);
        if (coordinates.equals("align_corners") && size != extent * scale && size > 1) {
            throw site.refuse(
                    "align_corners with a scale of %s, which makes no whole size of %d, means"
                            + " something else to each program; give sizes",
                    scale, extent);
        }
    }

    private static Value resized(NodeSite site, Value x, Map<String, Object> attrs) {
        Formula f = new Formula(site);
        boolean nearest = attrs.get("mode").equals("nearest");
        DType dtype = x.type().dtype();
        Value from = nearest || dtype.isFloating() ? x : f.cast(x, DType.FLOAT32);
        Value y = nearest ? repeated(site, from, attrs) : null;
        y = y == null ? site.op("Resize", attrs, from) : y;
        return f.cast(y, dtype);
    }

    /** Images of which pixels are repeated or left out, where that is the same; else null. */
    private static Value repeated(NodeSite site, Value x, Map<String, Object> given) {
        Shape shape = x.shape();
        boolean takes =
                OpCatalog.get("ResizeNearest")
                        .inputs()
                        .get(0)
                        .types()
                        .all()
                        .contains(x.type().dtype());
        if (!given.containsKey("scales") || shape.rank() != 4 || !takes || shape.size() == 0) {
            return null;
        }
        List<?> scales = (List<?>) given.get("scales");
        Attrs attrs = Attrs.check(Resize.OP, given);
        List<Integer> dims = new ArrayList<>();
        for (int axis = 0; axis < 4; axis++) {
            float scale = (float) (double) scales.get(axis);
            if (!(scale > 0 && shape.dim(axis) * (double) scale < 1 << 24)) {
                return null; // which Resize refuses with words
            }
            dims.add((int) Math.floor(shape.dim(axis) * (double) scale));
        }
        Shape y = Shape.of(dims);
        for (int axis = 0; axis < 4; axis++) {
            double scale = axis < 2 ? 1 : (Double) scales.get(axis);
            int[][] places = Resize.line(attrs, shape, y, axis).places();
            int last = shape.dim(axis) - 1;
            boolean same =
                    (long) (shape.dim(axis) * (float) scale) == places.length
                            && IntStream.range(0, places.length)
                                    .allMatch(
                                            i ->
                                                    places[i][0]
                                                            == Math.min(
                                                                    (int) (i / (float) scale),
                                                                    last));
            if (!same) {
                return null;
            }
        }
        Map<String, ?> both = Map.of("height_scale", scales.get(2), "width_scale", scales.get(3));
        return site.op("ResizeNearest", both, x);
    }
}
