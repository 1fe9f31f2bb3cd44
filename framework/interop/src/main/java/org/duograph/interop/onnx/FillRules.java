package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Arrays that come from nowhere: constants, ranges, random numbers. */
final class FillRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Bernoulli", FillRules::bernoulli),
                    entry("Constant", FillRules::constant),
                    entry("ConstantOfShape", FillRules::constantOfShape),
                    entry("EyeLike", FillRules::eyeLike),
                    entry(
                            "RandomNormal",
                            s -> normal(s, s.requiredInts("shape"), FillRules.dtype(s, null))),
                    entry("RandomNormalLike", s -> normal(s, like(s), dtype(s, s.in(0)))),
                    entry(
                            "RandomUniform",
                            s -> uniform(s, s.requiredInts("shape"), dtype(s, null))),
                    entry("RandomUniformLike", s -> uniform(s, like(s), dtype(s, s.in(0)))),
                    entry("Range", FillRules::range));

    private FillRules() {}

    private static void constant(NodeSite site) {
        NDArray numbers = null;
        if (site.hasAttr("value")) {
            numbers = site.tensor("value");
        } else if (site.hasAttr("value_float")) {
            numbers = NDArray.scalar((float) site.f("value_float", 0));
        } else if (site.hasAttr("value_int")) {
            numbers = NDArray.of(Shape.SCALAR, site.i("value_int", 0));
        } else if (site.hasAttr("value_string")) {
            numbers = NDArray.ofTexts(Shape.SCALAR, site.s("value_string", ""));
        } else if (site.hasAttr("value_ints")) {
            List<Long> all = site.ints("value_ints");
            numbers = NDArray.of(Shape.of(all.size()), all.stream().mapToLong(v -> v).toArray());
        } else if (site.hasAttr("value_floats")) {
            List<Float> all = site.floats("value_floats");
            float[] floats = new float[all.size()];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = all.get(i);
            }
            numbers = NDArray.vector(floats);
        } else if (site.hasAttr("value_strings")) {
            List<String> all = site.strings("value_strings");
            numbers = NDArray.ofTexts(Shape.of(all.size()), all.toArray(String[]::new));
        } else {
            throw site.refuse("its value is of a kind that is not read: sparse, or missing");
        }
        site.give(site.constant(numbers));
    }

    private static void constantOfShape(NodeSite site) {
        NDArray value = site.hasAttr("value") ? site.tensor("value") : NDArray.vector(0);
        site.require(value.size() == 1, "its value must be one number, found %s", value.type());
        List<Long> shape = site.wholes(0, "the shape");
        if (value.dtype().isWhole() && Math.abs(value.getWhole(0)) > 1L << 53) {
            throw site.refuse("its value %d is too large", value.getWhole(0));
        }
        site.give(new Formula(site).filled(value.dtype(), shape, value.get(0)));
    }

    private static void eyeLike(NodeSite site) {
        Formula f = new Formula(site);
        Shape shape = site.in(0).shape();
        site.require(shape.rank() == 2, "a matrix is wanted, found %s", shape);
        f.requireModest(shape.size());
        NDArray eye = NDArray.zeros(new ArrayType(dtype(site, site.in(0)), shape));
        long k = site.i("k", 0);
        for (int row = 0; row < shape.dim(0); row++) {
            long column = row + k;
            if (column >= 0 && column < shape.dim(1)) {
                eye.set(row * shape.dim(1) + (int) column, 1);
            }
        }
        site.give(site.constant(eye));
    }

    /** The type that dtype names, else that of a value, else float32. */
    private static DType dtype(NodeSite site, Value like) {
        DType otherwise = like == null ? DType.FLOAT32 : like.type().dtype();
        return site.hasAttr("dtype") ? OnnxType.of(site.i("dtype", 0)) : otherwise;
    }

    private static List<Long> like(NodeSite site) {
        return site.in(0).shape().toList().stream().map(d -> (long) d).toList();
    }

    private static void range(NodeSite site) {
        Formula f = new Formula(site);
        NDArray start = site.known(0, "the start");
        NDArray limit = site.known(1, "the limit");
        NDArray delta = site.known(2, "the step");
        site.require(
                start.size() == 1 && limit.size() == 1 && delta.size() == 1,
                "start, limit and step must be single numbers");
        double count = Math.ceil((limit.get(0) - start.get(0)) / delta.get(0));
        site.require(delta.get(0) != 0 && !Double.isNaN(count), "such steps never end");
        f.requireModest((long) count);
        int n = (int) Math.max(0, count);
        NDArray all = NDArray.zeros(new ArrayType(start.dtype(), Shape.of(n)));
        for (int i = 0; i < n; i++) {
            if (start.dtype().isWhole()) {
                all.setWhole(i, start.getWhole(0) + i * delta.getWhole(0));
            } else {
                all.set(i, start.get(0) + i * delta.get(0));
            }
        }
        site.give(site.constant(all));
    }

    private static void uniform(NodeSite site, List<Long> shape, DType dtype) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("shape", shape);
        attrs.put("min", site.f("low", 0));
        attrs.put("max", site.f("high", 1));
        site.give(new Formula(site).cast(site.op("UniformFill", attrs), dtype));
    }

    private static void normal(NodeSite site, List<Long> shape, DType dtype) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("shape", shape);
        attrs.put("mean", site.f("mean", 0));
        attrs.put("std", site.f("scale", 1));
        site.give(new Formula(site).cast(site.op("GaussianFill", attrs), dtype));
    }

    /** 1 where a number drawn from 0 to 1 is below the probability. */
    private static void bernoulli(NodeSite site) {
        Formula f = new Formula(site);
        Value p = f.cast(site.in(0), DType.FLOAT32);
        Value drawn = site.op("UniformFill", Map.of("shape", p.shape().toList()));
        site.give(f.cast(f.less(drawn, p), dtype(site, site.in(0))));
    }
}
