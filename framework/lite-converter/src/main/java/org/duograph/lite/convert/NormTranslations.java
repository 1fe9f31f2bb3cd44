package org.duograph.lite.convert;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duograph.lite.model.OperatorCode;

/** Normalisations and means. */
final class NormTranslations {
    private NormTranslations() {}

    static void addTo(Map<String, Translation> table) {
        table.put("SpatialBN", site -> batch(site, false));
        table.put("SpatialBNRelu", site -> batch(site, true));
        table.put("InstanceNorm", NormTranslations::instance);
        table.put("LRN", NormTranslations::local);
        table.put("ReduceMean", NormTranslations::mean);
        table.put("ReduceBackMean", NormTranslations::backMean);
    }

    /** A factor and a summand for each channel, which {@link FoldScales} folds where it can. */
    private static void batch(NodeSite site, boolean relu) {
        site.require(site.attrs().flag("is_test"), "it is in training (is_test is 0)");
        boolean planes = site.takesPlanes() && site.shape(0).rank() == 4;
        site.require(
                planes || !site.takesPlanes() || site.shape(0).rank() == 2,
                "its channels stand neither last nor in images");
        double epsilon = site.attrs().f("epsilon");
        float[] scale = site.floats(1);
        float[] bias = site.floats(2);
        float[] mean = site.floats(3);
        float[] variance = site.floats(4);
        int c = scale.length;
        float[] factor = new float[c];
        float[] summand = new float[c];
        for (int i = 0; i < c; i++) {
            double f = scale[i] / Math.sqrt(variance[i] + epsilon);
            factor[i] = (float) f;
            summand[i] = (float) (bias[i] - mean[i] * f);
        }
        LiteTensor x = planes ? site.lastOf(0) : site.plain(0);
        LiteTensor y =
                site.append(
                        OperatorCode.MUL,
                        ElementTranslations.noActivation(),
                        x.shape,
                        x,
                        LiteTensor.constant(site.name(), factor, c));
        y =
                site.append(
                        OperatorCode.ADD,
                        ElementTranslations.noActivation(),
                        x.shape,
                        y,
                        LiteTensor.constant(site.name(), summand, c));
        if (relu) {
            y = site.append(OperatorCode.RELU, List.of(), x.shape, y);
        }
        site.give(y, planes);
    }

    private static void instance(NodeSite site) {
        LiteTensor x = site.images(0);
        int[] each = {x.shape[0], 1, 1, x.shape[3]};
        List<Object> none = ElementTranslations.noActivation();
        LiteTensor axes = LiteTensor.constant(site.name(), 1, 2);
        LiteTensor mean = site.append(OperatorCode.MEAN, List.of(true), each, x, axes);
        LiteTensor centred = site.append(OperatorCode.SUB, none, x.shape, x, mean);
        LiteTensor squares = site.append(OperatorCode.MUL, none, x.shape, centred, centred);
        LiteTensor variance = site.append(OperatorCode.MEAN, List.of(true), each, squares, axes);
        LiteTensor epsilon = site.number(site.attrs().f("epsilon"));
        LiteTensor more = site.append(OperatorCode.ADD, none, each, variance, epsilon);
        LiteTensor inverse = site.append(OperatorCode.RSQRT, List.of(), each, more);
        int c = x.shape[3];
        LiteTensor scale = LiteTensor.constant(site.name(), site.floats(1), c);
        LiteTensor factor = site.append(OperatorCode.MUL, none, each, inverse, scale);
        LiteTensor y = site.append(OperatorCode.MUL, none, x.shape, centred, factor);
        LiteTensor bias = LiteTensor.constant(site.name(), site.floats(2), c);
        y = site.append(OperatorCode.ADD, none, x.shape, y, bias);
        site.give(y, site.takesPlanes());
    }

    /** TensorFlow Lite does not divide alpha by the window's size. */
    private static void local(NodeSite site) {
        int size = site.attrs().int32("size");
        LiteTensor x = site.images(0);
        List<Object> options =
                List.of(
                        (size - 1) / 2,
                        (float) site.attrs().f("bias"),
                        (float) (site.attrs().f("alpha") / size),
                        (float) site.attrs().f("beta"));
        LiteTensor y = site.append(OperatorCode.LOCAL_RESPONSE_NORMALIZATION, options, x.shape, x);
        site.give(y, site.takesPlanes());
    }

    private static void mean(NodeSite site) {
        int rank = site.shape(0).rank();
        int[] axes =
                site.attrs().has("axes")
                        ? site.attrs().ints("axes").stream()
                                .mapToInt(a -> (int) (a < 0 ? a + rank : a))
                                .sorted()
                                .toArray()
                        : IntStream.range(0, rank).toArray();
        mean(site, axes, site.attrs().flag("keepdims"));
    }

    private static void backMean(NodeSite site) {
        int rank = site.shape(0).rank();
        int from = rank - site.attrs().int32("num_reduce_dim");
        mean(site, IntStream.range(from, rank).toArray(), false);
    }

    private static void mean(NodeSite site, int[] axes, boolean keep) {
        boolean planes = site.isChannelsLast(0) && Arrays.equals(axes, new int[] {2, 3});
        LiteTensor x = planes ? site.lastOf(0) : site.plain(0);
        int[] here = planes ? new int[] {1, 2} : axes;
        int[] shape = site.outShape(planes && keep);
        LiteTensor at = LiteTensor.constant(site.name(), here);
        site.give(site.append(OperatorCode.MEAN, List.of(keep), shape, x, at), planes && keep);
    }
}
