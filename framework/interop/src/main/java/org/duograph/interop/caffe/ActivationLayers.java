package org.duograph.interop.caffe;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.duograph.interop.caffe.LayerType.Meaning;
import org.duograph.interop.caffe.proto.ExpParameter;
import org.duograph.interop.caffe.proto.LogParameter;
import org.duograph.interop.caffe.proto.PowerParameter;
import org.duograph.tensor.Shape;

/** Layers that compute each number from one number. */
final class ActivationLayers {
    static final Map<String, LayerType> TYPES =
            Map.ofEntries(
                    Map.entry("ReLU", each(ActivationLayers::relu, l -> relu(slope(l)))),
                    Map.entry(
                            "PReLU",
                            new LayerType(
                                    LayerType.SAME,
                                    ActivationLayers::prelu,
                                    ActivationLayers::prelu)),
                    Map.entry(
                            "ELU",
                            each(ActivationLayers::elu, l -> elu(l.p().getEluParam().getAlpha()))),
                    Map.entry("Sigmoid", each(named("Sigmoid"), l -> x -> 1 / (1 + Math.exp(-x)))),
                    Map.entry("TanH", each(named("Tanh"), l -> Math::tanh)),
                    Map.entry("AbsVal", each(named("Abs"), l -> Math::abs)),
                    Map.entry("BNLL", each(named("Softplus"), l -> ActivationLayers::softplus)),
                    Map.entry(
                            "Power",
                            each(ActivationLayers::power, l -> power(l.p().getPowerParam()))),
                    Map.entry("Exp", each(ActivationLayers::exp, l -> exp(l.p().getExpParam()))),
                    Map.entry("Log", each(ActivationLayers::log, l -> log(l.p().getLogParam()))),
                    Map.entry("Threshold", each(ActivationLayers::threshold, l -> threshold(l))),
                    Map.entry("Dropout", each(ActivationLayers::dropout, l -> x -> x)),
                    Map.entry(
                            "Split",
                            new LayerType(
                                    ActivationLayers::copies,
                                    ActivationLayers::split,
                                    (l, in) -> l.tops().stream().map(t -> in.get(0)).toList())),
                    Map.entry(
                            "Silence",
                            new LayerType((l, in) -> List.of(), site -> {}, (l, in) -> List.of())));

    private ActivationLayers() {}

    private static LayerType each(Meaning meaning, Function<CaffeLayer, DoubleUnaryOperator> f) {
        return new LayerType(
                LayerType.SAME, meaning, (l, in) -> List.of(in.get(0).each(f.apply(l))));
    }

    private static Meaning named(String operator) {
        return site -> site.op(operator, site.in(0), site.out(0), Map.of());
    }

    private static double slope(CaffeLayer layer) {
        return layer.p().getReluParam().getNegativeSlope();
    }

    private static DoubleUnaryOperator relu(double slope) {
        return x -> x > 0 ? x : slope * x;
    }

    private static void relu(TranslationSite site) {
        double slope = slope(site.layer());
        if (slope == 0) {
            site.op("Relu", site.in(0), site.out(0), Map.of());
        } else if (slope > 0) {
            site.op("LeakyRelu", site.in(0), site.out(0), Map.of("alpha", slope));
        } else {
            throw new IllegalArgumentException(
                    "negative_slope must not be below 0, it is " + slope);
        }
    }

    private static Shape slopes(CaffeLayer layer, Shape x) {
        return Shape.of(layer.p().getPreluParam().getChannelShared() ? 1 : x.dim(1));
    }

    private static void prelu(TranslationSite site) {
        String slope = site.weight(0, "slope", slopes(site.layer(), site.shape(0)));
        site.op("PRelu", List.of(site.in(0), slope), List.of(site.out(0)), Map.of());
    }

    private static List<Numbers> prelu(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        Shape slopes = slopes(layer, x.shape());
        double[] slope = TranslationSite.numbers(layer, 0, slopes);
        double[] y = new double[x.values().length];
        int pixels = x.inner(1);
        for (int i = 0; i < y.length; i++) {
            int c = slope.length == 1 ? 0 : i / pixels % x.shape().dim(1);
            y[i] = x.values()[i] > 0 ? x.values()[i] : slope[c] * x.values()[i];
        }
        return List.of(new Numbers(x.shape(), y));
    }

    private static DoubleUnaryOperator elu(double alpha) {
        return x -> x > 0 ? x : alpha * Math.expm1(x);
    }

    private static void elu(TranslationSite site) {
        double alpha = site.layer().p().getEluParam().getAlpha();
        site.op("Elu", site.in(0), site.out(0), Map.of("alpha", alpha));
    }

    private static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static DoubleUnaryOperator power(PowerParameter p) {
        return x -> Math.pow(p.getShift() + p.getScale() * x, p.getPower());
    }

    private static void power(TranslationSite site) {
        PowerParameter p = site.layer().p().getPowerParam();
        String shifted = shiftAndScale(site, p.getShift(), p.getScale(), p.getPower() == 1);
        if (p.getPower() != 1) {
            site.op("Pow", shifted, site.out(0), Map.of("exponent", (double) p.getPower()));
        }
    }

    /** Appends {@code shift + scale * x} and returns the blob. */
    private static String shiftAndScale(
            TranslationSite site, double shift, double scale, boolean isAll) {
        String end = isAll ? site.out(0) : site.own("shifted");
        if (shift == 0) {
            return site.op("Scale", site.in(0), end, Map.of("scale", scale));
        }
        String scaled = site.in(0);
        if (scale != 1) {
            scaled = site.op("Scale", scaled, site.own("scaled"), Map.of("scale", scale));
        }
        return site.meetNumber("Add", scaled, "shift", shift, end);
    }

    private static double logOfBase(double base) {
        if (base != -1 && base <= 0) {
            throw new IllegalArgumentException("base must be positive, or -1 for e; it is " + base);
        }
        return base == -1 ? 1 : Math.log(base);
    }

    private static DoubleUnaryOperator exp(ExpParameter p) {
        double log = logOfBase(p.getBase());
        return x -> Math.exp(log * (p.getShift() + p.getScale() * x));
    }

    private static void exp(TranslationSite site) {
        ExpParameter p = site.layer().p().getExpParam();
        double log = logOfBase(p.getBase());
        String inner = shiftAndScale(site, log * p.getShift(), log * p.getScale(), false);
        site.op("Exp", inner, site.out(0), Map.of());
    }

    private static DoubleUnaryOperator log(LogParameter p) {
        double log = logOfBase(p.getBase());
        return x -> Math.log(p.getShift() + p.getScale() * x) / log;
    }

    private static void log(TranslationSite site) {
        LogParameter p = site.layer().p().getLogParam();
        String inner = shiftAndScale(site, p.getShift(), p.getScale(), false);
        String natural = site.op("Log", inner, site.own("natural"), Map.of());
        site.op("Scale", natural, site.out(0), Map.of("scale", 1 / logOfBase(p.getBase())));
    }

    private static DoubleUnaryOperator threshold(CaffeLayer layer) {
        double threshold = layer.p().getThresholdParam().getThreshold();
        return x -> x > threshold ? 1 : 0;
    }

    private static void threshold(TranslationSite site) {
        double threshold = site.layer().p().getThresholdParam().getThreshold();
        String above = site.meetNumber("GT", site.in(0), "threshold", threshold, site.own("above"));
        site.op("Cast", above, site.out(0), Map.of("to", "float"));
    }

    private static void dropout(TranslationSite site) {
        Map<String, Object> args =
                Map.of(
                        "ratio",
                        (double) site.layer().p().getDropoutParam().getDropoutRatio(),
                        "is_test",
                        site.trains() ? 0 : 1);
        List<String> outputs = List.of(site.out(0), site.own("mask"));
        site.op("Dropout", List.of(site.in(0)), outputs, args);
    }

    private static List<Shape> copies(CaffeLayer layer, List<Shape> bottoms) {
        return layer.tops().stream().map(top -> bottoms.get(0)).toList();
    }

    private static void split(TranslationSite site) {
        for (String top : site.layer().tops()) {
            site.op("Copy", site.in(0), top, Map.of());
        }
    }
}
