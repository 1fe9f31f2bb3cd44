package org.duograph.interop.caffe;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.interop.caffe.proto.LossParameter;
import org.duograph.interop.caffe.proto.LossParameter.NormalizationMode;
import org.duograph.tensor.Shape;

/** Losses and the accuracy, which give one number. */
final class LossLayers {
    static final Map<String, LayerType> TYPES =
            Map.of(
                    "Accuracy",
                    new LayerType(
                            LossLayers::accuracyShapes, LossLayers::accuracy, LossLayers::hits),
                    "EuclideanLoss",
                    new LayerType(
                            LossLayers::pairShapes, LossLayers::euclidean, LossLayers::distance),
                    "MultinomialLogisticLoss",
                    new LayerType(LossLayers::logShapes, LossLayers::logLoss, LossLayers::logLoss),
                    "SigmoidCrossEntropyLoss",
                    new LayerType(
                            LossLayers::pairShapes, LossLayers::entropy, LossLayers::entropy));

    private static final double LEAST = 1e-20;

    private LossLayers() {}

    /** Whether the second blob of such a layer holds the numbers of classes. */
    static boolean hasClasses(String type) {
        return Set.of("Accuracy", "MultinomialLogisticLoss", "SoftmaxWithLoss").contains(type);
    }

    /** The label's blob in the shape that operators want. */
    static String label(TranslationSite site, int i, List<Integer> dims) {
        if (site.shape(i).rank() == dims.size()) {
            return site.in(i);
        }
        String label = site.own("label");
        List<String> outputs = List.of(label, site.own("label_shape"));
        site.op("Reshape", List.of(site.in(i)), outputs, Map.of("shape", dims));
        return label;
    }

    private static Numbers one(double value) {
        return new Numbers(Shape.SCALAR, new double[] {value});
    }

    private static List<Shape> logShapes(CaffeLayer layer, List<Shape> bottoms) {
        Shape x = bottoms.get(0);
        if (x.rank() != 2 || bottoms.get(1).size() != x.dim(0)) {
            throw new IllegalArgumentException(
                    "it needs scores N x C and N labels, found " + bottoms);
        }
        return List.of(Shape.SCALAR);
    }

    private static List<Shape> accuracyShapes(CaffeLayer layer, List<Shape> bottoms) {
        if (layer.p().getAccuracyParam().hasIgnoreLabel()) {
            throw new IllegalArgumentException("there is no translation of ignore_label");
        }
        return logShapes(layer, bottoms);
    }

    private static void accuracy(TranslationSite site) {
        Map<String, Object> args = Map.of("top_k", site.layer().p().getAccuracyParam().getTopK());
        List<String> inputs = List.of(site.in(0), label(site, 1, List.of(-1)));
        site.op("Accuracy", inputs, List.of(site.out(0)), args);
    }

    private static List<Numbers> hits(CaffeLayer layer, List<Numbers> in) {
        Numbers x = in.get(0);
        int classes = x.shape().dim(1);
        int hits = 0;
        for (int n = 0; n < x.shape().dim(0); n++) {
            double own = x.values()[n * classes + (int) in.get(1).values()[n]];
            int better = 0;
            for (int c = 0; c < classes; c++) {
                better += x.values()[n * classes + c] > own ? 1 : 0;
            }
            hits += better < layer.p().getAccuracyParam().getTopK() ? 1 : 0;
        }
        return List.of(one((double) hits / x.shape().dim(0)));
    }

    private static List<Shape> pairShapes(CaffeLayer layer, List<Shape> bottoms) {
        LossParameter p = layer.p().getLossParam();
        boolean batch =
                !p.hasNormalization() || p.getNormalization() == NormalizationMode.BATCH_SIZE;
        if (!bottoms.get(0).equals(bottoms.get(1))
                || bottoms.get(0).rank() == 0
                || p.hasIgnoreLabel()
                || !batch) {
            throw new IllegalArgumentException(
                    "only two blobs of one shape, without ignore_label and divided by the batch, can"
                            + " be translated; it reads "
                            + bottoms);
        }
        return List.of(Shape.SCALAR);
    }

    private static void euclidean(TranslationSite site) {
        String each = site.own("each");
        List<String> pair = List.of(site.in(0), site.in(1));
        site.op("SquaredL2Distance", pair, List.of(each), Map.of());
        site.op("AveragedLoss", each, site.out(0), Map.of());
    }

    private static List<Numbers> distance(CaffeLayer layer, List<Numbers> in) {
        double sum = 0;
        for (int i = 0; i < in.get(0).values().length; i++) {
            sum += Math.pow(in.get(0).values()[i] - in.get(1).values()[i], 2);
        }
        return List.of(one(sum / (2 * in.get(0).shape().dim(0))));
    }

    private static void logLoss(TranslationSite site) {
        List<String> inputs = List.of(site.in(0), label(site, 1, List.of(-1)));
        site.op("LabelCrossEntropy", inputs, List.of(site.own("each")), Map.of());
        site.op("AveragedLoss", site.own("each"), site.out(0), Map.of());
    }

    private static List<Numbers> logLoss(CaffeLayer layer, List<Numbers> in) {
        return List.of(one(meanLogLoss(in.get(0), in.get(1), LEAST)));
    }

    /** The mean over rows, or pixels, of minus the logarithm of what the label's class has. */
    static double meanLogLoss(Numbers prob, Numbers label, double least) {
        int classes = prob.shape().dim(1);
        int pixels = prob.inner(1);
        double sum = 0;
        for (int i = 0; i < label.values().length; i++) {
            int n = i / pixels;
            int at = (n * classes + (int) label.values()[i]) * pixels + i % pixels;
            sum -= Math.log(Math.max(prob.values()[at], least));
        }
        return sum / label.values().length;
    }

    private static void entropy(TranslationSite site) {
        Shape x = site.shape(0);
        List<String> rows =
                List.of(
                        site.op("Flatten", site.in(0), site.own("logits"), Map.of()),
                        site.op("Flatten", site.in(1), site.own("targets"), Map.of()));
        site.op("SigmoidCrossEntropyWithLogits", rows, List.of(site.own("each")), Map.of());
        String mean = site.op("AveragedLoss", site.own("each"), site.own("mean"), Map.of());
        double columns = x.sizeOf(1, x.rank());
        site.op("Scale", mean, site.out(0), Map.of("scale", columns));
    }

    private static List<Numbers> entropy(CaffeLayer layer, List<Numbers> in) {
        double sum = 0;
        for (int i = 0; i < in.get(0).values().length; i++) {
            double x = in.get(0).values()[i];
            double softplus = Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
            sum += softplus - x * in.get(1).values()[i];
        }
        return List.of(one(sum / in.get(0).shape().dim(0)));
    }
}
