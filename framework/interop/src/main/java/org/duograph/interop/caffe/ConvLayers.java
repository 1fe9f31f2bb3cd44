package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.ConvolutionParameter;
import org.duograph.tensor.Shape;

/** Convolutions and their transposes, of images. */
final class ConvLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Convolution",
                    new LayerType(ConvLayers::convShapes, ConvLayers::conv, ConvLayers::convolve),
                    "Deconvolution",
                    new LayerType(
                            ConvLayers::deconvShapes, ConvLayers::deconv, ConvLayers::deconvolve));

    private ConvLayers() {}

    private static ConvolutionParameter check(CaffeLayer layer, Shape x) {
        ConvolutionParameter p = layer.p().getConvolutionParam();
        if (x.rank() != 4 || x.axis(p.getAxis()) != 1) {
            throw new IllegalArgumentException(
                    "only images, N x C x H x W with axis 1, can be translated; it reads " + x);
        }
        int group = p.getGroup();
        if (p.getNumOutput() < 1 || group < 1 || x.dim(1) % group + p.getNumOutput() % group != 0) {
            throw new IllegalArgumentException(
                    "%d groups must divide its %d channels and num_output, %d"
                            .formatted(group, x.dim(1), p.getNumOutput()));
        }
        return p;
    }

    private static List<Shape> convShapes(CaffeLayer layer, List<Shape> bottoms) {
        Shape x = bottoms.get(0);
        ConvolutionParameter p = check(layer, x);
        CaffeWindow k = CaffeWindow.of(p);
        int oh = Math.floorDiv(x.dim(2) + 2 * k.ph() - k.spanH(), k.sh()) + 1;
        int ow = Math.floorDiv(x.dim(3) + 2 * k.pw() - k.spanW(), k.sw()) + 1;
        return List.of(images(x, p.getNumOutput(), oh, ow));
    }

    private static List<Shape> deconvShapes(CaffeLayer layer, List<Shape> bottoms) {
        Shape x = bottoms.get(0);
        ConvolutionParameter p = check(layer, x);
        CaffeWindow k = CaffeWindow.of(p);
        int oh = k.sh() * (x.dim(2) - 1) + k.spanH() - 2 * k.ph();
        int ow = k.sw() * (x.dim(3) - 1) + k.spanW() - 2 * k.pw();
        return List.of(images(x, p.getNumOutput(), oh, ow));
    }

    private static Shape images(Shape x, int channels, int oh, int ow) {
        if (oh < 1 || ow < 1) {
            throw new IllegalArgumentException("its window does not fit into its images, " + x);
        }
        return Shape.of(x.dim(0), channels, oh, ow);
    }

    private static Shape filters(ConvolutionParameter p, Shape x) {
        CaffeWindow k = CaffeWindow.of(p);
        return Shape.of(p.getNumOutput(), x.dim(1) / p.getGroup(), k.kh(), k.kw());
    }

    private static void conv(TranslationSite site) {
        ConvolutionParameter p = site.layer().p().getConvolutionParam();
        List<String> inputs = new ArrayList<>();
        inputs.add(site.in(0));
        inputs.add(site.weight(0, "w", filters(p, site.shape(0))));
        if (p.getBiasTerm()) {
            inputs.add(site.weight(1, "b", Shape.of(p.getNumOutput())));
        }
        Map<String, Object> args = CaffeWindow.of(p).arguments();
        if (p.getGroup() > 1) {
            args.put("group", p.getGroup());
        }
        site.op("Conv", inputs, List.of(site.out(0)), args);
    }

    private static List<Numbers> convolve(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        ConvolutionParameter p = check(layer, x.shape());
        double[] w = TranslationSite.numbers(layer, 0, filters(p, x.shape()));
        double[] b = bias(layer, p);
        Numbers y = Numbers.zeros(convShapes(layer, List.of(x.shape())).get(0));
        eachTap(
                p,
                y.shape(),
                x.shape(),
                (small, large, tap) -> y.values()[small] += w[tap] * x.values()[large]);
        addBias(y, b);
        return List.of(y);
    }

    private static Shape turnedFilters(ConvolutionParameter p, Shape x) {
        CaffeWindow k = CaffeWindow.of(p);
        return Shape.of(x.dim(1), p.getNumOutput() / p.getGroup(), k.kh(), k.kw());
    }

    /**
     * ConvTranspose has neither groups nor dilation, so its filters get zeros: for the channels of
     * other groups, and between the cells.
     */
    private static void deconv(TranslationSite site) {
        ConvolutionParameter p = site.layer().p().getConvolutionParam();
        CaffeWindow k = CaffeWindow.of(p);
        Shape given = turnedFilters(p, site.shape(0));
        double[] w = site.numbers(0, given);
        Shape full = Shape.of(given.dim(0), p.getNumOutput(), k.spanH(), k.spanW());
        double[] spread = new double[full.intSize()];
        int inGroup = given.dim(0) / p.getGroup();
        for (int i = 0; i < w.length; i++) {
            int v = i % k.kw();
            int u = i / k.kw() % k.kh();
            int m = i / (k.kw() * k.kh()) % given.dim(1);
            int c = i / (k.kw() * k.kh() * given.dim(1));
            int to = c / inGroup * given.dim(1) + m;
            int row = (c * full.dim(1) + to) * full.dim(2) + u * k.dh();
            spread[row * full.dim(3) + v * k.dw()] = w[i];
        }
        List<String> inputs = new ArrayList<>();
        inputs.add(site.in(0));
        inputs.add(site.filled("w", full, spread));
        if (p.getBiasTerm()) {
            inputs.add(site.weight(1, "b", Shape.of(p.getNumOutput())));
        }
        CaffeWindow dense =
                new CaffeWindow(k.spanH(), k.spanW(), k.sh(), k.sw(), k.ph(), k.pw(), 1, 1);
        site.op("ConvTranspose", inputs, List.of(site.out(0)), dense.arguments());
    }

    /** The gradient of a convolution from Y to X: each number of X goes to where it came from. */
    private static List<Numbers> deconvolve(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        ConvolutionParameter p = check(layer, x.shape());
        double[] w = TranslationSite.numbers(layer, 0, turnedFilters(p, x.shape()));
        double[] b = bias(layer, p);
        Numbers y = Numbers.zeros(deconvShapes(layer, List.of(x.shape())).get(0));
        eachTap(
                p,
                x.shape(),
                y.shape(),
                (small, large, tap) -> y.values()[large] += w[tap] * x.values()[small]);
        addBias(y, b);
        return List.of(y);
    }

    private static double[] bias(CaffeLayer layer, ConvolutionParameter p) {
        Shape one = Shape.of(p.getNumOutput());
        return p.getBiasTerm() ? TranslationSite.numbers(layer, 1, one) : new double[one.dim(0)];
    }

    private static void addBias(Numbers y, double[] b) {
        int pixels = y.inner(1);
        for (int i = 0; i < y.values().length; i++) {
            y.values()[i] += b[i / pixels % b.length];
        }
    }

    /** One product of a convolution from large images to small ones. */
    private interface Tap {
        void at(int small, int large, int tap);
    }

    /** All products; the filters are those of a convolution whose outputs are the small images. */
    private static void eachTap(ConvolutionParameter p, Shape small, Shape large, Tap tap) {
        CaffeWindow k = CaffeWindow.of(p);
        int ms = small.dim(1) / p.getGroup();
        int cs = large.dim(1) / p.getGroup();
        for (int n = 0; n < small.dim(0); n++) {
            for (int m = 0; m < small.dim(1); m++) {
                for (int c = 0; c < cs; c++) {
                    int to = (n * small.dim(1) + m) * small.dim(2) * small.dim(3);
                    int from = (n * large.dim(1) + m / ms * cs + c) * large.dim(2) * large.dim(3);
                    int filter = (m * cs + c) * k.kh() * k.kw();
                    eachTap(k, small, large, to, from, filter, tap);
                }
            }
        }
    }

    private static void eachTap(
            CaffeWindow k, Shape small, Shape large, int to, int from, int filter, Tap tap) {
        for (int i = 0; i < small.dim(2); i++) {
            for (int j = 0; j < small.dim(3); j++) {
                for (int u = 0; u < k.kh(); u++) {
                    for (int v = 0; v < k.kw(); v++) {
                        int h = i * k.sh() - k.ph() + u * k.dh();
                        int w = j * k.sw() - k.pw() + v * k.dw();
                        if (h >= 0 && h < large.dim(2) && w >= 0 && w < large.dim(3)) {
                            tap.at(
                                    to + i * small.dim(3) + j,
                                    from + h * large.dim(3) + w,
                                    filter + u * k.kw() + v);
                        }
                    }
                }
            }
        }
    }
}
