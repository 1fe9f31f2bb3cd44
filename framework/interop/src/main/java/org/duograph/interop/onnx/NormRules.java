package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Normalisations, and Dropout. */
final class NormRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("BatchNormalization", NormRules::batch),
                    entry("Dropout", NormRules::dropout),
                    entry("GroupNormalization", NormRules::group),
                    entry("InstanceNormalization", NormRules::instance),
                    entry("LayerNormalization", NormRules::layer),
                    entry("LRN", NormRules::lrn),
                    entry("LpNormalization", NormRules::lp),
                    entry("MeanVarianceNormalization", NormRules::meanVariance));

    private NormRules() {}

    private static void batch(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        double epsilon = site.f("epsilon", 1e-5);
        if (site.opset() < 9 && !site.flag("spatial", true)) {
            throw site.refuse("spatial = 0 is not offered");
        }
        DType dtype = x.type().dtype();
        List<Value> numbers = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            numbers.add(f.cast(site.in(i), dtype));
        }
        if (!site.flag("training_mode", false)) {
            List<Value> inputs = new ArrayList<>(List.of(x));
            inputs.addAll(numbers);
            site.give(
                    site.append(
                                    OpCatalog.get("SpatialBN"),
                                    Map.of("is_test", 1, "epsilon", epsilon),
                                    inputs)
                            .output(0));
            return;
        }
        int rank = x.shape().rank();
        List<Integer> axes = IntStream.range(0, rank).filter(a -> a != 1).boxed().toList();
        Value mean = f.reduce("ReduceMean", x, axes, true);
        Value centred = f.minus(x, mean);
        Value var = f.reduce("ReduceMean", f.square(centred), axes, true);
        Value y = f.over(centred, f.of("Sqrt", f.plus(var, epsilon)));
        y = f.times(y, ConvRules.channels(f, numbers.get(0), rank));
        y = f.plus(y, ConvRules.channels(f, numbers.get(1), rank));
        double momentum = site.f("momentum", 0.9);
        List<Integer> line = List.of(x.shape().dim(1));
        site.give(
                y,
                mixed(f, numbers.get(2), f.reshape(mean, line), momentum),
                mixed(f, numbers.get(3), f.reshape(var, line), momentum));
    }

    private static Value mixed(Formula f, Value old, Value now, double momentum) {
        return f.plus(f.times(old, momentum), f.times(now, 1 - momentum));
    }

    private static void instance(NodeSite site) {
        Formula f = new Formula(site);
        Shape s = site.in(0).shape();
        OnnxWindow.extents(s);
        List<Integer> images = List.of(s.dim(0), s.dim(1), s.sizeOf(2, s.rank()), 1);
        Value y =
                site.op(
                        "InstanceNorm",
                        Map.of("epsilon", site.f("epsilon", 1e-5)),
                        f.reshape(site.in(0), images),
                        site.in(1),
                        site.in(2));
        site.give(f.reshape(y, s.toList()));
    }

    private static void layer(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        int axis = x.shape().axis(site.i("axis", -1));
        Map<String, ?> attrs = Map.of("axis", axis, "epsilon", site.f("epsilon", 1e-5));
        Node norm = site.append(OpCatalog.get("LayerNorm"), attrs, List.of(x));
        Value y = f.times(norm.output(0), site.in(1));
        y = site.has(2) ? f.plus(y, site.in(2)) : y;
        List<Integer> rows = new ArrayList<>(x.shape().toList().subList(0, axis));
        rows.addAll(Collections.nCopies(x.shape().rank() - axis, 1));
        Value mean = site.wants(1) ? f.reshape(norm.output(1), rows) : null;
        Value invStd =
                site.wants(2) ? f.reshape(f.over(f.number(x, 1), norm.output(2)), rows) : null;
        site.give(y, mean, invStd);
    }

    /** Before version 21 scales and biases are per group. */
    private static void group(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Shape s = x.shape();
        OnnxWindow.extents(s);
        int groups = (int) site.i("num_groups", 0);
        site.require(groups > 0 && s.dim(1) % groups == 0, "%d groups do not fit %s", groups, s);
        Map<String, ?> attrs = Map.of("group", groups, "epsilon", site.f("epsilon", 1e-5));
        Value scale = perChannel(f, site.in(1), s.dim(1));
        Value bias = perChannel(f, site.in(2), s.dim(1));
        site.give(site.op("GroupNorm", attrs, x, scale, bias));
    }

    private static Value perChannel(Formula f, Value numbers, int channels) {
        int count = numbers.shape().intSize();
        Value column = f.reshape(numbers, List.of(count, 1));
        return f.reshape(f.stretch(column, Shape.of(count, channels / count)), List.of(channels));
    }

    private static void lrn(NodeSite site) {
        Map<String, ?> attrs =
                Map.of(
                        "size", site.i("size", 1),
                        "alpha", site.f("alpha", 1e-4),
                        "beta", site.f("beta", 0.75),
                        "bias", site.f("bias", 1));
        if (site.i("size", 1) % 2 == 0) {
            throw site.refuse("an even size, %d, is not offered", site.i("size", 1));
        }
        site.give(site.op("LRN", attrs, site.in(0)));
    }

    private static void lp(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        List<Integer> axis = List.of(x.shape().axis(site.i("axis", -1)));
        boolean first = site.i("p", 2) == 1;
        Value sum = f.reduce("ReduceSum", first ? f.of("Abs", x) : f.square(x), axis, true);
        site.give(f.over(x, first ? sum : f.of("Sqrt", sum)));
    }

    private static void meanVariance(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        List<Long> given = site.ints("axes");
        List<Integer> axes =
                given == null ? List.of(0, 2, 3) : given.stream().map(x.shape()::axis).toList();
        Value centred = f.minus(x, f.reduce("ReduceMean", x, axes, true));
        Value var = f.reduce("ReduceMean", f.square(centred), axes, true);
        site.give(f.over(centred, f.plus(f.of("Sqrt", var), 1e-9)));
    }

    /** A copy, but in training, where the model or what is fed says so. */
    private static void dropout(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        boolean trains =
                site.opset() >= 12
                        ? site.has(2) && site.known(2, "training_mode").getWhole(0) != 0
                        : site.opset() < 7 && !site.flag("is_test", false);
        NDArray fed =
                trains && site.opset() >= 12 && site.has(1) ? site.known(1, "the ratio") : null;
        double ratio = fed != null ? fed.item() : site.f("ratio", 0.5);
        if (trains && ratio > 0) {
            Node node = site.append(OpCatalog.get("Dropout"), Map.of("ratio", ratio), List.of(x));
            site.give(node.output(0), node.output(1));
            return;
        }
        DType mask = site.opset() < 10 ? x.type().dtype() : DType.BOOL;
        Value all = site.wants(1) ? f.filled(mask, x.shape().toList(), 1) : null;
        site.give(site.op("Copy", Map.of(), x), all);
    }
}
