package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Resizing. Each axis is resized by itself, and to resize an axis is to multiply by a matrix that
 * says how much of which old place there is in a new one: so one rule does all ways of it.
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
        Value y = site.in(0);
        Shape x = y.shape();
        site.require(scales.size() == x.rank(), "scales %s do not fit %s", scales, x);
        for (int axis = 0; axis < x.rank(); axis++) {
            double scale = scales.get(axis);
            int size = size(x.dim(axis), scale);
            ResizedAxis how =
                    new ResizedAxis(
                            x.dim(axis), size, scale, "asymmetric", site.s("mode", "nearest"));
            how.nearest("floor");
            y = resize(site, y, axis, how);
        }
        site.give(y);
    }

    private static int size(int extent, double scale) {
        double size = Math.floor(extent * scale);
        if (!(size >= 0 && size <= 1 << 24)) {
            throw new IllegalArgumentException("a scale of " + scale + " makes no size");
        }
        return (int) size;
    }

    private static void resize(NodeSite site) {
        Value y = site.in(0);
        Shape x = y.shape();
        boolean old = site.opset() < 11;
        int scalesAt = old ? 1 : 2;
        NDArray scales = site.has(scalesAt) ? site.known(scalesAt, "the scales") : null;
        scales = scales != null && scales.size() == 0 ? null : scales;
        List<Long> sizes = !old && site.has(3) ? site.wholes(3, "the sizes") : null;
        List<Long> axes = site.ints("axes");
        axes = axes == null ? Formula.axes(x.rank()).stream().map(a -> (long) a).toList() : axes;
        String mode = site.s("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel");
        if (!site.s("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw site.refuse("only the policy \"stretch\" is offered");
        }
        int count = scales == null ? sizes == null ? 0 : sizes.size() : scales.size();
        site.require(count == axes.size(), "%d scales or sizes for %d axes", count, axes.size());
        NDArray roi = mode.equals("tf_crop_and_resize") ? site.known(1, "the region") : null;
        site.require(
                roi == null || roi.size() == 2 * count, "a region of %d axes is wanted", count);
        List<ResizedAxis> outside = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int axis = x.axis(axes.get(i));
            int extent = x.dim(axis);
            double scale = scales == null ? (double) sizes.get(i) / extent : scales.get(i);
            int size = scales == null ? Shape.extent(sizes.get(i)) : size(extent, scale);
            if (mode.equals("align_corners") && size != extent * scale && size > 1) {
                throw site.refuse(
                        "align_corners with a scale of %s, which makes no whole size of %d, means something else to each program; give sizes",
                        scale, extent);
            }
            ResizedAxis how = new ResizedAxis(extent, size, scale, mode, site.s("mode", "nearest"));
            how.nearest(site.s("nearest_mode", old ? "floor" : "round_prefer_floor"));
            how.cubic(site.f("cubic_coeff_a", -0.75));
            how.excludeOutside(site.flag("exclude_outside", false));
            how.antialias(site.flag("antialias", false));
            if (roi != null) {
                how.region(roi.get(i), roi.get(count + i));
            }
            y = resize(site, y, axis, how);
            outside.add(how);
        }
        site.give(roi == null ? y : extrapolated(site, y, axes, outside));
    }

    /** One axis: rows picked, or a product with a matrix. */
    private static Value resize(NodeSite site, Value x, int axis, ResizedAxis how) {
        Formula f = new Formula(site);
        if (how.isIdentity()) {
            return x;
        }
        if (how.isNearest()) {
            return f.take(x, axis, f.wholes(DType.INT64, how.places()));
        }
        f.requireModest((long) how.size() * how.extent());
        DType dtype = x.type().dtype();
        DType real = dtype.isFloating() ? dtype : DType.FLOAT32;
        NDArray matrix = NDArray.zeros(new ArrayType(real, Shape.of(how.size(), how.extent())));
        double[] weights = how.weights();
        for (int i = 0; i < weights.length; i++) {
            matrix.set(i, weights[i]);
        }
        int last = x.shape().rank() - 1;
        Value lines = f.cast(f.moveAxis(x, axis, last), real);
        Value rows = f.reshape(lines, List.of(lines.shape().sizeOf(0, last), how.extent()));
        Value y = site.op("MatMul", Map.of("trans_b", 1), rows, site.constant(matrix));
        List<Integer> shape = new ArrayList<>(lines.shape().toList());
        shape.set(last, how.size());
        return f.cast(f.moveAxis(f.reshape(y, shape), last, axis), dtype);
    }

    /** Another number where a place lies outside of the old array. */
    private static Value extrapolated(
            NodeSite site, Value y, List<Long> axes, List<ResizedAxis> outside) {
        Formula f = new Formula(site);
        Value number = f.number(y, site.f("extrapolation_value", 0));
        Value result = y;
        for (int i = 0; i < outside.size(); i++) {
            boolean[] inside = outside.get(i).inside();
            NDArray mask = NDArray.zeros(new ArrayType(DType.BOOL, Shape.of(inside.length)));
            boolean all = true;
            for (int k = 0; k < inside.length; k++) {
                mask.setWhole(k, inside[k] ? 1 : 0);
                all &= inside[k];
            }
            if (!all) {
                int axis = y.shape().axis(axes.get(i));
                List<Integer> column =
                        new ArrayList<>(Collections.nCopies(y.shape().rank() - axis, 1));
                column.set(0, inside.length);
                result = f.where(f.reshape(site.constant(mask), column), result, number);
            }
        }
        return result;
    }
}
