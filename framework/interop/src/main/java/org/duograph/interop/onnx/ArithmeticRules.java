package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BinaryOperator;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/** Operators that work element by element: arithmetic, comparisons, truth values, functions. */
final class ArithmeticRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("Abs", unary("Abs")),
                    entry("Acos", unary("Acos")),
                    entry("Acosh", unary("Acosh")),
                    entry("Asin", unary("Asin")),
                    entry("Asinh", unary("Asinh")),
                    entry("Atan", unary("Atan")),
                    entry("Atanh", unary("Atanh")),
                    entry("Ceil", unary("Ceil")),
                    entry("Cos", unary("Cos")),
                    entry("Cosh", unary("Cosh")),
                    entry("Erf", unary("Erf")),
                    entry("Exp", unary("Exp")),
                    entry("Floor", unary("Floor")),
                    entry("Identity", site -> site.give(site.item(0))),
                    entry("IsNaN", site -> site.give(site.op("IsNaN", Map.of(), site.in(0)))),
                    entry("IsInf", ArithmeticRules::isInf),
                    entry("Log", unary("Log")),
                    entry("Neg", unary("Negative")),
                    entry("Not", unary("Not")),
                    entry("Round", unary("Round")),
                    entry("Sign", unary("Sign")),
                    entry("Sin", unary("Sin")),
                    entry("Sinh", unary("Sinh")),
                    entry("Sqrt", unary("Sqrt")),
                    entry("Tan", unary("Tan")),
                    entry("Reciprocal", ArithmeticRules::reciprocal),
                    entry("Add", binary("Add")),
                    entry("Sub", binary("Sub")),
                    entry("Mul", binary("Mul")),
                    entry("Div", binary("Div")),
                    entry("Pow", ArithmeticRules::pow),
                    entry("Mod", ArithmeticRules::mod),
                    entry("BitShift", ArithmeticRules::bitShift),
                    entry("And", binary("And")),
                    entry("Or", binary("Or")),
                    entry("Xor", binary("Xor")),
                    entry("Equal", binary("EQ")),
                    entry("Greater", binary("GT")),
                    entry("Less", binary("LT")),
                    entry("GreaterOrEqual", binary("GE")),
                    entry("LessOrEqual", binary("LE")),
                    entry("Sum", site -> fold(site, new Formula(site)::plus)),
                    entry("Max", site -> fold(site, new Formula(site)::larger)),
                    entry("Min", site -> fold(site, new Formula(site)::smaller)),
                    entry("Mean", ArithmeticRules::mean),
                    entry("Clip", ArithmeticRules::clip));

    private ArithmeticRules() {}

    private static Rule unary(String type) {
        return site -> site.give(new Formula(site).unary(type, site.in(0)));
    }

    /** Before version 7 shapes stretch only where broadcast says so, and from an axis on. */
    private static Rule binary(String type) {
        return site -> site.give(site.op(type, old(site), site.in(0), site.in(1)));
    }

    private static Map<String, Object> old(NodeSite site) {
        Map<String, Object> attrs = new LinkedHashMap<>();
        if (site.opset() < 7 && site.flag("broadcast", false)) {
            attrs.put("broadcast", 1);
            attrs.put("axis", site.i("axis", -1));
        }
        return attrs;
    }

    private static void fold(NodeSite site, BinaryOperator<Value> both) {
        List<Value> all = site.inputs();
        site.require(!all.isEmpty(), "it needs at least one input");
        site.give(
                all.size() == 1
                        ? site.op("Copy", Map.of(), all.get(0))
                        : all.stream().reduce(both).get());
    }

    /** The core's inputs have one shape. */
    private static void mean(NodeSite site) {
        Formula f = new Formula(site);
        List<Value> all = site.inputs();
        site.require(!all.isEmpty(), "it needs at least one input");
        Shape shape = all.stream().map(Value::shape).reduce(Formula::stretched).get();
        List<Value> same = all.stream().map(x -> f.stretch(x, shape)).toList();
        site.give(site.append(OpCatalog.get("Mean"), Map.of(), same).output(0));
    }

    private static void reciprocal(NodeSite site) {
        Formula f = new Formula(site);
        site.give(f.over(f.number(site.in(0), 1), site.in(0)));
    }

    private static void isInf(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        Value is = f.of("IsInf", x);
        boolean up = site.flag("detect_positive", true);
        boolean down = site.flag("detect_negative", true);
        if (!up) {
            is = f.of("And", is, f.less(x, f.number(x, 0)));
        }
        if (!down) {
            is = f.of("And", is, f.less(f.number(x, 0), x));
        }
        site.give(is);
    }

    /** In the elements of the base; whole numbers by way of doubles. */
    private static void pow(NodeSite site) {
        Formula f = new Formula(site);
        Value a = site.in(0);
        Value b = site.in(1);
        DType result = a.type().dtype();
        if (result != b.type().dtype() || !result.isFloating()) {
            a = f.cast(a, DType.FLOAT64);
            b = f.cast(b, DType.FLOAT64);
        }
        Map<String, Object> attrs = old(site);
        if (attrs.isEmpty()) {
            Shape all = Formula.stretched(a.shape(), b.shape());
            a = f.stretch(a, all);
        }
        site.give(f.cast(site.op("Pow", attrs, a, b), result));
    }

    private static void mod(NodeSite site) {
        boolean asDivisor = !site.flag("fmod", false);
        Map<String, ?> attrs = Map.of("sign_follow_divisor", asDivisor ? 1 : 0);
        site.give(site.op("Mod", attrs, site.in(0), site.in(1)));
    }

    private static void bitShift(NodeSite site) {
        String direction = site.s("direction", "").toLowerCase(Locale.ROOT);
        site.give(site.op("BitShift", Map.of("direction", direction), site.in(0), site.in(1)));
    }

    /** Bounds that the model holds become attributes, so that kernels take them in. */
    private static void clip(NodeSite site) {
        Formula f = new Formula(site);
        Value x = site.in(0);
        if (site.opset() < 11) {
            site.give(
                    bounded(
                            site,
                            x,
                            site.f("min", -Float.MAX_VALUE),
                            site.f("max", Float.MAX_VALUE)));
            return;
        }
        Value min = site.inOrNull(1);
        Value max = site.inOrNull(2);
        boolean fixed =
                (min == null || min.node().isConstant())
                        && (max == null || max.node().isConstant());
        boolean takes =
                OpCatalog.get("Clip").inputs().get(0).types().all().contains(x.type().dtype());
        if (fixed && takes) {
            double low = min == null ? Double.NEGATIVE_INFINITY : min.node().constant().item();
            double high = max == null ? Double.POSITIVE_INFINITY : max.node().constant().item();
            if (low <= high) {
                site.give(bounded(site, x, low, high));
                return;
            }
        }
        Value y = min == null ? x : f.larger(x, f.reshape(min, List.of()));
        y = max == null ? y : f.smaller(y, f.reshape(max, List.of()));
        site.give(y == x ? site.op("Copy", Map.of(), x) : y);
    }

    private static Value bounded(NodeSite site, Value x, double min, double max) {
        return site.op("Clip", Map.of("min", min, "max", max), x);
    }
}
