package org.duograph.interop.caffe;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.caffe.proto.LossParameter;
import org.duograph.interop.caffe.proto.LossParameter.NormalizationMode;
import org.duograph.tensor.Shape;

/** Softmax along one axis, alone and with the loss behind it. */
final class SoftmaxLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Softmax",
                    new LayerType(
                            SoftmaxLayers::shapes,
                            SoftmaxLayers::softmax,
                            (layer, in) -> List.of(probabilities(layer, in.get(0)))),
                    "SoftmaxWithLoss",
                    new LayerType(
                            SoftmaxLayers::lossShapes,
                            SoftmaxLayers::withLoss,
                            SoftmaxLayers::withLoss));

    /** What Caffe lets no probability fall below before it takes the logarithm. */
    private static final double LEAST = Float.MIN_NORMAL;

    private SoftmaxLayers() {}

    private static int axis(CaffeLayer layer, Shape x) {
        return x.axis(layer.p().getSoftmaxParam().getAxis());
    }

    private static List<Shape> shapes(CaffeLayer layer, List<Shape> bottoms) {
        axis(layer, bottoms.get(0));
        return List.of(bottoms.get(0));
    }

    /** Softmax goes along the last axes together, so the one that is meant is brought there. */
    private static void softmax(TranslationSite site) {
        Shape x = site.shape(0);
        int axis = axis(site.layer(), x);
        if (axis == x.rank() - 1) {
            site.op("Softmax", site.in(0), site.out(0), Map.of("axis", axis));
            return;
        }
        List<Integer> there = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            there.add(i);
        }
        there.remove(axis);
        there.add(axis);
        List<Integer> back =
                there.stream().map(i -> 0).collect(ArrayList::new, List::add, List::addAll);
        for (int i = 0; i < there.size(); i++) {
            back.set(there.get(i), i);
        }
        String last = site.op("Transpose", site.in(0), site.own("last"), Map.of("axes", there));
        String y = site.op("Softmax", last, site.own("prob"), Map.of("axis", x.rank() - 1));
        site.op("Transpose", y, site.out(0), Map.of("axes", back));
    }

    static Numbers probabilities(CaffeLayer layer, Numbers x) {
        int axis = axis(layer, x.shape());
        int step = x.inner(axis);
        int extent = x.shape().dim(axis);
        double[] y = new double[x.values().length];
        for (int row = 0; row < y.length / extent; row++) {
            int from = row / step * extent * step + row % step;
            double max = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < extent; k++) {
                max = Math.max(max, x.values()[from + k * step]);
            }
            double sum = 0;
            for (int k = 0; k < extent; k++) {
                y[from + k * step] = Math.exp(x.values()[from + k * step] - max);
                sum += y[from + k * step];
            }
            for (int k = 0; k < extent; k++) {
                y[from + k * step] /= sum;
            }
        }
        return new Numbers(x.shape(), y);
    }

    private static List<Shape> lossShapes(CaffeLayer layer, List<Shape> bottoms) {
        Shape x = bottoms.get(0);
        LossParameter p = layer.p().getLossParam();
        boolean images = x.rank() == 4;
        boolean mean =
                p.hasNormalization()
                        ? p.getNormalization() == NormalizationMode.VALID
                                || p.getNormalization() == NormalizationMode.FULL
                                || p.getNormalization() == NormalizationMode.BATCH_SIZE && !images
                        : !p.hasNormalize() || p.getNormalize() || !images;
        if (p.hasIgnoreLabel() || !mean || axis(layer, x) != 1 || x.rank() != 2 && !images) {
            throw new IllegalArgumentException(
                    "only the mean over all rows or pixels, without ignore_label, of N x C or"
                            + " N x C x H x W along axis 1 can be translated");
        }
        if (bottoms.get(1).size() != x.size() / x.dim(1)) {
            throw new IllegalArgumentException(
                    "%s needs a label for each row or pixel, found %s"
                            .formatted(x, bottoms.get(1)));
        }
        return layer.tops().size() == 1 ? List.of(Shape.SCALAR) : List.of(Shape.SCALAR, x);
    }

    private static void withLoss(TranslationSite site) {
        Shape x = site.shape(0);
        boolean images = x.rank() == 4;
        String label =
                images
                        ? LossLayers.label(site, 1, List.of(0, x.dim(2), x.dim(3)))
                        : LossLayers.label(site, 1, List.of(-1));
        String prob = site.layer().tops().size() == 1 ? site.own("prob") : site.out(1);
        site.op(
                images ? "SpatialSoftmaxWithLoss" : "SoftmaxWithLoss",
                List.of(site.in(0), label),
                List.of(prob, site.out(0)),
                Map.of());
    }

    private static List<Numbers> withLoss(CaffeLayer layer, List<Numbers> in) {
        Numbers prob = probabilities(layer, in.get(0));
        double loss = LossLayers.meanLogLoss(prob, in.get(1), LEAST);
        Numbers one = new Numbers(Shape.SCALAR, new double[] {loss});
        return layer.tops().size() == 1 ? List.of(one) : List.of(one, prob);
    }
}
