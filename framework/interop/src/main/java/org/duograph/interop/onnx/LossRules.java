package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Value;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Softmax and its relatives, and losses. */
final class LossRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Hardmax", LossRules::hardmax),
                    entry("LogSoftmax", softmax("LogSoftmax")),
                    entry("NegativeLogLikelihoodLoss", LossRules::likelihood),
                    entry("Softmax", softmax("Softmax")),
                    entry("SoftmaxCrossEntropyLoss", LossRules::crossEntropy));

    private LossRules() {}

    private static Rule softmax(String type) {
        return site -> {
            Value x = site.in(0);
            if (site.opset() < 13) { // all axes from there on stand in one row
                int axis = x.shape().axis(site.i("axis", 1));
                site.give(site.op(type, Map.of("axis", axis), x));
            } else {
                site.give(along(site, type, x, x.shape().axis(site.i("axis", -1))));
            }
        };
    }

    /** The core's has its axis last. */
    private static Value along(NodeSite site, String type, Value x, int axis) {
        Formula f = new Formula(site);
        int last = x.shape().rank() - 1;
        Value rows = site.op(type, Map.of("axis", last), f.moveAxis(x, axis, last));
        return f.moveAxis(rows, last, axis);
    }

    /** Before version 13 all axes from there on stand in one row. */
    private static void hardmax(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Shape s = x.shape();
        if (site.opset() < 13) {
            int axis = s.axis(site.i("axis", 1));
            Value rows = f.reshape(x, List.of(s.sizeOf(0, axis), s.sizeOf(axis, s.rank())));
            site.give(f.reshape(site.op("Hardmax", Map.of("axis", 1), rows), s.toList()));
        } else {
            site.give(site.op("Hardmax", Map.of("axis", s.axis(site.i("axis", -1))), x));
        }
    }

    private static void likelihood(NodeSite site) {
        site.give(likelihood(site, site.in(0)));
    }

    private static void crossEntropy(NodeSite site) {
        Value logs = along(site, "LogSoftmax", site.in(0), site.in(0).shape().axis(1));
        site.give(likelihood(site, logs), logs);
    }

    /** The logarithms at the targets, negated; each counts as much as its class's weight says. */
    private static Value likelihood(NodeSite site, Value logs) {
        Formula f = new Formula(site);
        Shape s = logs.shape();
        Value target = site.in(1);
        site.require(s.rank() >= 2, "scores N x C ... are wanted, found %s", s);
        List<Integer> column = new ArrayList<>(target.shape().toList());
        site.require(column.size() == s.rank() - 1, "targets %s do not fit %s", column, s);
        column.add(1, 1);
        List<Integer> line = new ArrayList<>(Collections.nCopies(s.rank() - 1, 1));
        line.set(0, s.dim(1));
        DType index = target.type().dtype();
        Value classes = f.reshape(f.range(index, s.dim(1)), line);
        Value hot = f.equal(f.reshape(target, column), classes);
        Value zero = f.number(logs, 0);
        Value picked = f.reduce("ReduceSum", f.where(hot, logs, zero), List.of(1), false);
        Value weight = f.filled(logs.type().dtype(), target.shape().toList(), 1);
        if (site.has(2)) {
            Value perClass = f.reshape(site.in(2), line);
            weight = f.reduce("ReduceSum", f.where(hot, perClass, zero), List.of(1), false);
        }
        if (site.hasAttr("ignore_index")) {
            Value ignored = f.equal(target, f.number(index, site.i("ignore_index", 0)));
            weight = f.where(ignored, zero, weight);
        }
        Value losses = f.negative(f.times(picked, weight));
        List<Integer> all = Formula.axes(target.shape().rank());
        return switch (site.s("reduction", "mean")) {
            case "none" -> losses;
            case "sum" -> f.reduce("ReduceSum", losses, all, false);
            case "mean" ->
                    f.over(
                            f.reduce("ReduceSum", losses, all, false),
                            f.reduce("ReduceSum", weight, all, false));
            default -> throw site.refuse("reduction \"%s\" is not known", site.s("reduction", ""));
        };
    }
}
