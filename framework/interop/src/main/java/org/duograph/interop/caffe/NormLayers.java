package org.duograph.interop.caffe;

import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.BatchNormParameter;
import org.duograph.interop.caffe.proto.LRNParameter;
import org.duograph.interop.caffe.proto.LRNParameter.NormRegion;
import org.duograph.interop.caffe.proto.MVNParameter;
import org.duograph.interop.caffe.proto.ScaleParameter;
import org.duograph.tensor.Shape;

/**
 * Layers that normalise. A BatchNorm of Caffe has no scale and no bias; a Scale behind it has, and
 * the two become one SpatialBN.
 */
final class NormLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "BatchNorm",
                    new LayerType(
                            LayerType.SAME, site -> translate(site, null), NormLayers::normalise),
                    "LRN",
                    new LayerType(LayerType.SAME, NormLayers::lrn, NormLayers::respond),
                    "MVN",
                    new LayerType(NormLayers::mvnShapes, NormLayers::mvn, NormLayers::standardise));

    private NormLayers() {}

    /**
     * Whether the second is a Scale with a number per channel that reads only what the first wrote.
     */
    static boolean areOne(CaffeLayer norm, CaffeLayer scale) {
        ScaleParameter p = scale.p().getScaleParam();
        return norm.type().equals("BatchNorm")
                && scale.type().equals("Scale")
                && norm.tops().size() == 1
                && scale.bottoms().equals(norm.tops())
                && scale.tops().size() == 1
                && p.getAxis() == 1
                && p.getNumAxes() == 1;
    }

    /** The statistics of a BatchNorm: sums, which its third weight divides. */
    private static double[] statistic(CaffeLayer layer, int index, int channels) {
        double[] factor = TranslationSite.numbers(layer, 2, Shape.of(1));
        double[] sums = TranslationSite.numbers(layer, index, Shape.of(channels));
        for (int c = 0; c < channels; c++) {
            sums[c] = factor[0] == 0 ? 0 : sums[c] / factor[0];
        }
        return sums;
    }

    /**
     * Appends one SpatialBN.
     *
     * @param scale the Scale that belongs to it, or null
     */
    static void translate(TranslationSite site, CaffeLayer scale) {
        BatchNormParameter p = site.layer().p().getBatchNormParam();
        boolean stored = p.hasUseGlobalStats() ? p.getUseGlobalStats() : !site.trains();
        if (!stored && !site.trains()) {
            throw new IllegalArgumentException(
                    "use_global_stats: false is translated in phase TRAIN only");
        }
        int channels = site.shape(0).dim(1);
        Shape one = Shape.of(channels);
        double[] ones = new double[channels];
        java.util.Arrays.fill(ones, 1);
        double[] factors = scale == null ? ones : scaleNumbers(scale, 0, one);
        boolean biased = scale != null && scale.p().getScaleParam().getBiasTerm();
        double[] biases = biased ? scaleNumbers(scale, 1, one) : new double[channels];
        String mean = site.own("mean");
        String var = site.own("var");
        List<String> inputs =
                List.of(
                        site.in(0),
                        site.filled("scale", one, factors),
                        site.filled("bias", one, biases),
                        site.filled("mean", one, statistic(site.layer(), 0, channels)),
                        site.filled("var", one, statistic(site.layer(), 1, channels)));
        String top = scale == null ? site.out(0) : scale.tops().get(0);
        List<String> outputs =
                stored
                        ? List.of(top)
                        : List.of(top, mean, var, site.own("saved_mean"), site.own("saved_var"));
        Map<String, Object> args =
                Map.of(
                        "is_test", stored ? 1 : 0,
                        "epsilon", (double) p.getEps(),
                        "momentum", (double) p.getMovingAverageFraction());
        site.op("SpatialBN", inputs, outputs, args);
    }

    private static double[] scaleNumbers(CaffeLayer scale, int index, Shape shape) {
        try {
            return TranslationSite.numbers(scale, index, shape);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "together with " + scale.place() + ": " + e.getMessage(), e);
        }
    }

    private static List<Numbers> normalise(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        int channels = x.shape().dim(1);
        double[] mean = statistic(layer, 0, channels);
        double[] var = statistic(layer, 1, channels);
        double eps = layer.p().getBatchNormParam().getEps();
        double[] y = new double[x.values().length];
        for (int i = 0; i < y.length; i++) {
            int c = i / x.inner(1) % channels;
            y[i] = (x.values()[i] - mean[c]) / Math.sqrt(var[c] + eps);
        }
        return List.of(new Numbers(x.shape(), y));
    }

    private static void lrn(TranslationSite site) {
        LRNParameter p = site.layer().p().getLrnParam();
        int size = p.getLocalSize();
        if (size % 2 == 0) {
            throw new IllegalArgumentException("local_size must be odd, it is " + size);
        }
        if (p.getNormRegion() == NormRegion.WITHIN_CHANNEL) {
            lrnWithin(site, p);
            return;
        }
        Map<String, Object> args =
                Map.of(
                        "size", size,
                        "alpha", (double) p.getAlpha(),
                        "beta", (double) p.getBeta(),
                        "bias", (double) p.getK());
        site.op("LRN", List.of(site.in(0)), List.of(site.out(0), site.own("scale")), args);
    }

    /** {@code x * (1 + alpha * mean of x² around it) ^ -beta}. */
    private static void lrnWithin(TranslationSite site, LRNParameter p) {
        int size = p.getLocalSize();
        String squares = site.op("Sqr", site.in(0), site.own("squares"), Map.of());
        String padded =
                site.op("PadImage", squares, site.own("padded"), Map.of("pad", (size - 1) / 2));
        String mean = site.op("AveragePool", padded, site.own("mean"), Map.of("kernel", size));
        Map<String, Object> alpha = Map.of("scale", (double) p.getAlpha());
        String scaled = site.op("Scale", mean, site.own("scaled"), alpha);
        String sum = site.meetNumber("Add", scaled, "one", 1, site.own("sum"));
        Map<String, Object> beta = Map.of("exponent", (double) -p.getBeta());
        String factor = site.op("Pow", sum, site.own("factor"), beta);
        site.op("Mul", List.of(site.in(0), factor), List.of(site.out(0)), Map.of());
    }

    private static List<Numbers> respond(CaffeLayer layer, List<Numbers> in) {
        LRNParameter p = layer.p().getLrnParam();
        Numbers x = in.get(0);
        boolean within = p.getNormRegion() == NormRegion.WITHIN_CHANNEL;
        double[] y = new double[x.values().length];
        for (int i = 0; i < y.length; i++) {
            double mean = within ? meanAround(x, i, p) : meanAcross(x, i, p);
            double base = (within ? 1 : p.getK()) + p.getAlpha() * mean;
            y[i] = x.values()[i] * Math.pow(base, -p.getBeta());
        }
        return List.of(new Numbers(x.shape(), y));
    }

    private static double meanAcross(Numbers x, int i, LRNParameter p) {
        int reach = (p.getLocalSize() - 1) / 2;
        int pixels = x.inner(1);
        int c = i / pixels % x.shape().dim(1);
        double sum = 0;
        for (int d = -reach; d <= reach; d++) {
            if (c + d >= 0 && c + d < x.shape().dim(1)) {
                double value = x.values()[i + d * pixels];
                sum += value * value;
            }
        }
        return sum / p.getLocalSize();
    }

    private static double meanAround(Numbers x, int i, LRNParameter p) {
        int reach = (p.getLocalSize() - 1) / 2;
        int w = x.shape().dim(3);
        int row = i / w % x.shape().dim(2);
        int column = i % w;
        double sum = 0;
        for (int r = -reach; r <= reach; r++) {
            for (int c = -reach; c <= reach; c++) {
                boolean inside = row + r >= 0 && row + r < x.shape().dim(2);
                if (inside && column + c >= 0 && column + c < w) {
                    double value = x.values()[i + r * w + c];
                    sum += value * value;
                }
            }
        }
        return sum / (p.getLocalSize() * p.getLocalSize());
    }

    private static List<Shape> mvnShapes(CaffeLayer layer, List<Shape> bottoms) {
        if (bottoms.get(0).rank() != 4) {
            throw new IllegalArgumentException("it needs images; it reads " + bottoms.get(0));
        }
        return List.of(bottoms.get(0));
    }

    private static void mvn(TranslationSite site) {
        MVNParameter p = site.layer().p().getMvnParam();
        List<Integer> axes = p.getAcrossChannels() ? List.of(1, 2, 3) : List.of(2, 3);
        Map<String, Object> over = Map.of("axes", axes, "keepdims", 1);
        String mean = site.op("ReduceMean", site.in(0), site.own("mean"), over);
        String centred = p.getNormalizeVariance() ? site.own("centred") : site.out(0);
        site.op("Sub", List.of(site.in(0), mean), List.of(centred), Map.of());
        if (p.getNormalizeVariance()) {
            String squares = site.op("Sqr", centred, site.own("squares"), Map.of());
            String var = site.op("ReduceMean", squares, site.own("var"), over);
            String std = site.op("Sqrt", var, site.own("std"), Map.of());
            String sum = site.meetNumber("Add", std, "eps", p.getEps(), site.own("sum"));
            site.op("Div", List.of(centred, sum), List.of(site.out(0)), Map.of());
        }
    }

    private static List<Numbers> standardise(CaffeLayer layer, List<Numbers> in) {
        MVNParameter p = layer.p().getMvnParam();
        Numbers x = in.get(0);
        int block = x.inner(p.getAcrossChannels() ? 0 : 1);
        double[] y = new double[x.values().length];
        for (int from = 0; from < y.length; from += block) {
            double mean = 0;
            double var = 0;
            for (int i = from; i < from + block; i++) {
                mean += x.values()[i] / block;
            }
            for (int i = from; i < from + block; i++) {
                var += Math.pow(x.values()[i] - mean, 2) / block;
            }
            double divisor = p.getNormalizeVariance() ? Math.sqrt(var) + p.getEps() : 1;
            for (int i = from; i < from + block; i++) {
                y[i] = (x.values()[i] - mean) / divisor;
            }
        }
        return List.of(new Numbers(x.shape(), y));
    }
}
