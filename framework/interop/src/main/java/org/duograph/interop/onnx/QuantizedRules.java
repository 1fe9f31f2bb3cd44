package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Whole numbers that stand for real ones: {@code (q - zero point) * scale}. Products are computed
 * in doubles, in which they are exact.
 */
final class QuantizedRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("ConvInteger", QuantizedRules::conv),
                    entry("DequantizeLinear", QuantizedRules::dequantize),
                    entry("DynamicQuantizeLinear", QuantizedRules::dynamic),
                    entry("MatMulInteger", QuantizedRules::product),
                    entry("QLinearConv", QuantizedRules::linearConv),
                    entry("QLinearMatMul", QuantizedRules::linearProduct),
                    entry("QuantizeLinear", QuantizedRules::quantize));

    private QuantizedRules() {}

    /** Input {@code i} less the zero point that is input {@code zero}, as doubles. */
    private static Value centred(NodeSite site, int i, int zero, int axis) {
        Formula f = new Formula(site);
        Value q = f.cast(site.in(i), DType.FLOAT64);
        if (!site.has(zero)) {
            return q;
        }
        Value point = f.cast(site.in(zero), DType.FLOAT64);
        return f.minus(q, alongAxis(f, point, q.shape(), axis));
    }

    /** One number, or one for each place along an axis. */
    private static Value alongAxis(Formula f, Value numbers, Shape shape, int axis) {
        if (numbers.shape().size() == 1 || numbers.shape().rank() != 1) {
            return numbers.shape().size() == 1 ? f.reshape(numbers, List.of()) : numbers;
        }
        List<Integer> column = new ArrayList<>(Collections.nCopies(shape.rank(), 1));
        column.set(axis, numbers.shape().intSize());
        return f.reshape(numbers, column);
    }

    private static int axis(NodeSite site) {
        Shape x = site.in(0).shape();
        boolean one = site.in(1).shape().size() == 1;
        if (site.i("block_size", 0) != 0) {
            throw site.refuse("scales for blocks are not offered");
        }
        return one ? 0 : x.axis(site.i("axis", 1));
    }

    private static void dequantize(NodeSite site) {
        Formula f = new Formula(site);
        int axis = axis(site);
        Value scale = alongAxis(f, site.in(1), site.in(0).shape(), axis);
        Value real = f.times(centred(site, 0, 2, axis), f.cast(scale, DType.FLOAT64));
        site.give(f.cast(real, site.in(1).type().dtype()));
    }

    private static void quantize(NodeSite site) {
        Formula f = new Formula(site);
        int axis = axis(site);
        Value x = site.in(0);
        Value scale = alongAxis(f, site.in(1), x.shape(), axis);
        DType to = site.has(2) ? site.in(2).type().dtype() : DType.UINT8;
        if (!site.has(2) && site.hasAttr("output_dtype")) {
            to = OnnxType.of(site.i("output_dtype", 0));
        }
        Value zero = site.has(2) ? alongAxis(f, site.in(2), x.shape(), axis) : null;
        site.give(quantized(f, f.over(x, f.cast(scale, x.type().dtype())), zero, to));
    }

    /** Rounded, half to even, moved to the zero point, and kept within the type. */
    private static Value quantized(Formula f, Value scaled, Value zero, DType to) {
        Value whole = f.of("Round", f.cast(scaled, DType.FLOAT64));
        Value moved = zero == null ? whole : f.plus(whole, f.cast(zero, DType.FLOAT64));
        Map<String, ?> bounds = Map.of("min", (double) to.least(), "max", (double) to.greatest());
        return f.cast(f.site().op("Clip", bounds, moved), to);
    }

    /** The scale follows from the least and the greatest number, 0 among them. */
    private static void dynamic(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        List<Integer> all = Formula.axes(x.shape().rank());
        Value zero = f.number(x, 0);
        Value low = f.smaller(f.reduce("ReduceMin", x, all, false), zero);
        Value high = f.larger(f.reduce("ReduceMax", x, all, false), zero);
        Value scale = f.over(f.minus(high, low), f.number(x, 255));
        Value point = f.of("Round", f.of("Negative", f.over(low, scale)));
        point = site.op("Clip", Map.of("min", 0.0, "max", 255.0), point);
        Value zeroPoint = f.cast(point, DType.UINT8);
        site.give(quantized(f, f.over(x, scale), zeroPoint, DType.UINT8), scale, zeroPoint);
    }

    private static void product(NodeSite site) {
        Formula f = new Formula(site);
        int rows = site.in(0).shape().rank() - 2;
        int columns = site.in(1).shape().rank() - 1;
        Value a = centred(site, 0, 2, Math.max(0, rows));
        Value b = centred(site, 1, 3, Math.max(0, columns));
        site.give(f.cast(f.product(a, b), DType.INT32));
    }

    private static Value conv(NodeSite site, Value x, Value w) {
        List<Long> cells = OnnxWindow.extents(w.shape()).stream().map(k -> (long) k).toList();
        OnnxWindow window = OnnxWindow.of(site, OnnxWindow.extents(x.shape()), cells);
        return ConvRules.conv(site, x, w, null, window, site.i("group", 1));
    }

    private static void conv(NodeSite site) {
        Formula f = new Formula(site);
        Value y = conv(site, centred(site, 0, 2, 1), centred(site, 1, 3, 0));
        site.give(f.cast(y, DType.INT32));
    }

    private static void linearConv(NodeSite site) {
        Formula f = new Formula(site);
        Value y = conv(site, centred(site, 0, 2, 1), centred(site, 3, 5, 0));
        if (site.has(8)) {
            Value bias = f.cast(site.in(8), DType.FLOAT64);
            y = f.plus(y, ConvRules.channels(f, bias, y.shape().rank()));
        }
        site.give(rescaled(site, y, List.of(1, 4), 6, 7, 1));
    }

    private static void linearProduct(NodeSite site) {
        Formula f = new Formula(site);
        int rows = Math.max(0, site.in(0).shape().rank() - 2);
        int columns = Math.max(0, site.in(3).shape().rank() - 1);
        Value y = f.product(centred(site, 0, 2, rows), centred(site, 3, 5, columns));
        site.give(rescaled(site, y, List.of(1, 4), 6, 7, y.shape().rank() - 1));
    }

    /** A product of whole numbers times the scales of both, by the scale of what it gives. */
    private static Value rescaled(
            NodeSite site, Value y, List<Integer> scales, int scale, int zero, int axis) {
        Formula f = new Formula(site);
        Value factor =
                scales.stream()
                        .map(i -> f.cast(site.in(i), DType.FLOAT64))
                        .map(s -> alongAxis(f, s, y.shape(), axis))
                        .reduce(f::times)
                        .get();
        factor = f.over(factor, f.cast(f.reshape(site.in(scale), List.of()), DType.FLOAT64));
        Value point = f.reshape(site.in(zero), List.of());
        return quantized(f, f.times(y, factor), point, point.type().dtype());
    }
}
