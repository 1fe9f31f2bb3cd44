package org.duograph.interop.caffe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.PoolingParameter;
import org.duograph.interop.caffe.proto.PoolingParameter.PoolMethod;
import org.duograph.tensor.Shape;

/**
 * Poolings of images. Caffe's rounds the number of positions up and lets the last window hang over
 * the edge, which the argument {@code legacy_pad = 3} says; and its averages count the cells of the
 * padding, but not those beyond, which a {@code PadImage} before the pooling says.
 */
final class PoolLayers {
    private static final int CAFFE_LEGACY_POOLING = 3;

    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Pooling",
                    new LayerType(PoolLayers::shapes, PoolLayers::translate, PoolLayers::pool));

    private PoolLayers() {}

    private static List<Shape> shapes(CaffeLayer layer, List<Shape> bottoms) {
        PoolingParameter p = layer.p().getPoolingParam();
        Shape x = bottoms.get(0);
        if (x.rank() != 4) {
            throw new IllegalArgumentException("it needs images, N x C x H x W; it reads " + x);
        }
        if (p.getPool() == PoolMethod.STOCHASTIC) {
            throw new IllegalArgumentException("there is no translation of pool: STOCHASTIC");
        }
        CaffeWindow k = CaffeWindow.of(p, x);
        if (k.ph() >= k.kh() || k.pw() >= k.kw()) {
            throw new IllegalArgumentException(
                    "its pad, %dx%d, must be smaller than its kernel, %dx%d"
                            .formatted(k.ph(), k.pw(), k.kh(), k.kw()));
        }
        boolean padded = k.ph() + k.pw() > 0;
        int oh = positions(x.dim(2), k.kh(), k.sh(), k.ph(), padded);
        int ow = positions(x.dim(3), k.kw(), k.sw(), k.pw(), padded);
        if ((oh - 1) * k.sh() - k.ph() >= x.dim(2) || (ow - 1) * k.sw() - k.pw() >= x.dim(3)) {
            throw new IllegalArgumentException(
                    "its last window sees nothing of its images, %s".formatted(x));
        }
        return List.of(Shape.of(x.dim(0), x.dim(1), oh, ow));
    }

    /**
     * As many windows as cover the image, rounded up, but none that starts behind its padding where
     * there is padding, be it along the other axis.
     */
    private static int positions(int in, int kernel, int stride, int pad, boolean padded) {
        if (in + 2 * pad < kernel) {
            throw new IllegalArgumentException(
                    "its window of %d does not fit into %d pixels".formatted(kernel, in));
        }
        int free = in + 2 * pad - kernel;
        int positions = (free + stride - 1) / stride + 1;
        boolean beyond = padded && (positions - 1) * stride >= in + pad;
        return beyond ? positions - 1 : positions;
    }

    private static void translate(TranslationSite site) {
        PoolingParameter p = site.layer().p().getPoolingParam();
        boolean max = p.getPool() == PoolMethod.MAX;
        String type = max ? "MaxPool" : "AveragePool";
        if (p.getGlobalPooling()) {
            site.op(type, site.in(0), site.out(0), Map.of("global_pooling", 1));
            return;
        }
        CaffeWindow k = CaffeWindow.of(p, site.shape(0));
        String x = site.in(0);
        Shape images = site.shape(0);
        if (!max && k.ph() + k.pw() > 0) {
            List<Integer> pads = List.of(k.ph(), k.pw(), k.ph(), k.pw());
            x = site.op("PadImage", x, site.own("padded"), Map.of("pads", pads));
            images = images.with(2, images.dim(2) + 2 * k.ph()).with(3, images.dim(3) + 2 * k.pw());
            k = new CaffeWindow(k.kh(), k.kw(), k.sh(), k.sw(), 0, 0, 1, 1);
        }
        site.op(type, x, site.out(0), arguments(site, k, images));
    }

    private static Map<String, Object> arguments(TranslationSite site, CaffeWindow k, Shape x) {
        Map<String, Object> args = new LinkedHashMap<>(k.arguments());
        int oh = positions(x.dim(2), k.kh(), k.sh(), k.ph(), k.ph() > 0); // as legacy_pad does
        int ow = positions(x.dim(3), k.kw(), k.sw(), k.pw(), k.pw() > 0);
        boolean legacy = oh == site.top(0).dim(2) && ow == site.top(0).dim(3);
        if (legacy && !site.removesLegacyPad()) {
            args.put("legacy_pad", CAFFE_LEGACY_POOLING);
            return args;
        }
        args.remove("pad");
        int bottom = tail(x.dim(2), k.kh(), k.sh(), k.ph(), site.top(0).dim(2));
        int right = tail(x.dim(3), k.kw(), k.sw(), k.pw(), site.top(0).dim(3));
        args.put("pads", List.of(k.ph(), k.pw(), bottom, right));
        return args;
    }

    /** The pad at the end that gives so many positions when rounding down. */
    private static int tail(int in, int kernel, int stride, int pad, int positions) {
        int down = (in + 2 * pad - kernel) / stride + 1;
        return pad + stride * (positions - down);
    }

    private static List<Numbers> pool(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        PoolingParameter p = layer.p().getPoolingParam();
        CaffeWindow k = CaffeWindow.of(p, x.shape());
        Numbers y = Numbers.zeros(shapes(layer, List.of(x.shape())).get(0));
        int oh = y.shape().dim(2);
        int ow = y.shape().dim(3);
        for (int i = 0; i < y.values().length; i++) {
            int top = i / ow % oh * k.sh() - k.ph();
            int left = i % ow * k.sw() - k.pw();
            y.values()[i] = window(p.getPool(), k, x, i / (oh * ow), top, left);
        }
        return List.of(y);
    }

    private static double window(
            PoolMethod method, CaffeWindow k, Numbers x, int plane, int top, int left) {
        int h = x.shape().dim(2);
        int w = x.shape().dim(3);
        double max = Double.NEGATIVE_INFINITY;
        double sum = 0;
        for (int r = Math.max(0, top); r < Math.min(top + k.kh(), h); r++) {
            for (int c = Math.max(0, left); c < Math.min(left + k.kw(), w); c++) {
                double value = x.values()[(plane * h + r) * w + c];
                max = Math.max(max, value);
                sum += value;
            }
        }
        int rows = Math.min(top + k.kh(), h + k.ph()) - top;
        int columns = Math.min(left + k.kw(), w + k.pw()) - left;
        return method == PoolMethod.MAX ? max : sum / (rows * columns);
    }
}
