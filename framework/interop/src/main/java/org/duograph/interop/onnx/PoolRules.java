package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Poolings. The core's have two axes: with more, the last two are pooled first and the others one
 * by one, which is the same for maxima and for means over what lies inside.
 */
final class PoolRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("AveragePool", PoolRules::average),
                    entry("GlobalAveragePool", global("AveragePool")),
                    entry("GlobalMaxPool", global("MaxPool")),
                    entry("LpPool", PoolRules::lp),
                    entry("GlobalLpPool", PoolRules::globalLp),
                    entry("MaxPool", PoolRules::max));

    private PoolRules() {}

    private static Rule global(String type) {
        return site -> {
            Formula f = new Formula(site);
            Value x = site.in(0);
            Shape s = x.shape();
            List<Integer> extents = OnnxWindow.extents(s);
            List<Integer> plane = List.of(s.dim(0), s.dim(1), s.sizeOf(2, s.rank() - 1), s.dim(-1));
            Value y =
                    site.op(
                            type,
                            Map.of("global_pooling", 1),
                            f.reshape(x, extents.size() == 1 ? plane(s) : plane));
            List<Integer> ones = new ArrayList<>(List.of(s.dim(0), s.dim(1)));
            ones.addAll(Collections.nCopies(extents.size(), 1));
            site.give(f.reshape(y, ones));
        };
    }

    private static List<Integer> plane(Shape s) {
        return List.of(s.dim(0), s.dim(1), s.dim(2), 1);
    }

    /** The window with a border that is wide enough for one more place where part of it fits. */
    private static OnnxWindow window(NodeSite site, Value x) {
        List<Integer> extents = OnnxWindow.extents(x.shape());
        OnnxWindow window = OnnxWindow.of(site, extents, null);
        if (!site.flag("ceil_mode", false)) {
            return window;
        }
        List<Long> after = new ArrayList<>(window.after());
        for (int i = 0; i < extents.size(); i++) {
            long stride = window.strides().get(i);
            long padded = extents.get(i) + window.before().get(i) + window.after().get(i);
            long places = Math.floorDiv(padded - window.span(i) + stride - 1, stride) + 1;
            boolean begins = (places - 1) * stride < extents.get(i) + window.before().get(i);
            long reach = (begins ? places - 1 : places - 2) * stride + window.span(i);
            after.set(i, after.get(i) + Math.max(0, reach - padded));
        }
        return new OnnxWindow(
                window.kernel(), window.strides(), window.dilations(), window.before(), after);
    }

    private static void max(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        OnnxWindow window = window(site, x);
        if (site.wants(1)) {
            maxWithPlaces(site, window);
            return;
        }
        DType dtype = x.type().dtype();
        boolean takes = OpCatalog.get("MaxPool").inputs().get(0).types().all().contains(dtype);
        Value y = pool(site, "MaxPool", takes ? x : f.cast(x, DType.FLOAT32), window);
        site.give(f.cast(y, dtype));
    }

    /** Pools the last two axes, then each of the others. */
    private static Value pool(NodeSite site, String type, Value x, OnnxWindow window) {
        Formula f = new Formula(site);
        int axes = x.shape().rank() - 2;
        if (axes == 1) {
            Shape s = x.shape();
            Value y = pool(site, type, f.reshape(x, plane(s)), window.flat());
            return f.reshape(y, y.shape().toList().subList(0, 3));
        }
        if (axes == 2) {
            return site.op(type, ConvRules.attributes(window), x);
        }
        Shape s = x.shape();
        int last = s.rank() - 2;
        List<Integer> planes = List.of(s.sizeOf(0, last), 1, s.dim(last), s.dim(last + 1));
        Value inner = pool(site, type, f.reshape(x, planes), window.axes(axes - 2, axes));
        List<Integer> shape = new ArrayList<>(s.toList().subList(0, last));
        shape.addAll(inner.shape().toList().subList(2, 4));
        Value y = f.reshape(inner, shape);
        for (int i = 0; i < axes - 2; i++) {
            Shape now = y.shape();
            List<Integer> lines =
                    List.of(now.sizeOf(0, 2 + i), 1, now.dim(2 + i), now.sizeOf(3 + i, now.rank()));
            Value pooled = pool(site, type, f.reshape(y, lines), window.axes(i, i + 1).flat());
            y = f.reshape(pooled, now.with(2 + i, pooled.shape().dim(2)).toList());
        }
        return y;
    }

    /** Places are counted over the whole array; the core counts them in each plane. */
    private static void maxWithPlaces(NodeSite site, OnnxWindow window) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Shape s = x.shape();
        if (s.rank() > 4) {
            throw site.refuse("places of maxima are offered over one or two axes, found %s", s);
        }
        boolean line = s.rank() == 3;
        Value images = line ? f.reshape(x, plane(s)) : x;
        OnnxWindow two = line ? window.flat() : window;
        DType dtype = x.type().dtype();
        boolean takes =
                OpCatalog.get("MaxPoolWithIndex").inputs().get(0).types().all().contains(dtype);
        Value from = takes ? images : f.cast(images, DType.FLOAT32);
        Node pooled =
                site.append(
                        OpCatalog.get("MaxPoolWithIndex"),
                        ConvRules.attributes(two),
                        List.of(from));
        Value place = f.cast(pooled.output(1), DType.INT64);
        int w = images.shape().dim(3);
        int h = images.shape().dim(2);
        if (site.flag("storage_order", false)) {
            Value row = f.over(place, f.number(place, w));
            Value column = f.minus(place, f.times(row, w));
            place = f.plus(f.times(column, h), row);
        }
        f.requireModest(s.dim(0) * (long) s.dim(1));
        NDArray starts =
                NDArray.zeros(new ArrayType(DType.INT64, Shape.of(s.dim(0), s.dim(1), 1, 1)));
        IntStream.range(0, starts.size()).forEach(i -> starts.setWhole(i, (long) i * h * w));
        Value all = f.plus(place, site.constant(starts));
        List<Integer> shape = pooled.output(0).shape().toList().subList(0, s.rank());
        site.give(f.reshape(f.cast(pooled.output(0), dtype), shape), f.reshape(all, shape));
    }

    private static void average(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        OnnxWindow window = window(site, x);
        if (!site.flag("count_include_pad", false)) {
            site.give(pool(site, "AveragePool", x, window));
            return;
        }
        // The border that the model asks for counts; the rest of it is there for the last place
        // only.
        OnnxWindow asked = OnnxWindow.of(site, OnnxWindow.extents(x.shape()), null);
        Value padded = ConvRules.bordered(f, x, asked.before(), asked.after(), 0);
        List<Long> rest = new ArrayList<>();
        for (int i = 0; i < window.after().size(); i++) {
            rest.add(window.after().get(i) - asked.after().get(i));
        }
        OnnxWindow bare = window.bare();
        site.give(
                pool(
                        site,
                        "AveragePool",
                        padded,
                        new OnnxWindow(
                                bare.kernel(),
                                bare.strides(),
                                bare.dilations(),
                                bare.before(),
                                rest)));
    }

    /** The p-th root of the sum of p-th powers: of the mean, times how many there are. */
    private static void lp(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        OnnxWindow window = window(site, x);
        Value padded = ConvRules.bordered(f, x, window.before(), window.after(), 0);
        double cells = window.kernel().stream().mapToDouble(k -> k).reduce(1, (a, b) -> a * b);
        double p = site.i("p", 2);
        Value powers = site.op("Pow", Map.of("exponent", p), f.of("Abs", padded));
        Value sums = f.times(pool(site, "AveragePool", powers, window.bare()), cells);
        site.give(site.op("Pow", Map.of("exponent", 1 / p), sums));
    }

    private static void globalLp(NodeSite site) {
        Formula f = new Formula(site);
        double p = site.i("p", 2);
        Value x = site.in(0);
        List<Integer> axes = IntStream.range(2, x.shape().rank()).boxed().toList();
        Map<String, Object> power = new LinkedHashMap<>(Map.of("exponent", p));
        Value sums = f.reduce("ReduceSum", site.op("Pow", power, f.of("Abs", x)), axes, true);
        site.give(site.op("Pow", Map.of("exponent", 1 / p), sums));
    }
}
