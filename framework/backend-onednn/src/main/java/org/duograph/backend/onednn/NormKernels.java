package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.tensor.Shape;

/**
 * Batch normalisation and its gradients, which the library computes all three in one call.
 *
 * <p>The operator saves 1 / sqrt(variance + epsilon), the library wants the variance itself; the
 * few numbers per channel are converted by Java loops.
 */
final class NormKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "SpatialBN" -> Entry.of(NormKernels::forward);
            case "SpatialBNGrad" -> Entry.of(NormKernels::grad);
            default -> null;
        };
    }

    private static boolean isNhwc(Draft d) {
        return d.attrs().flag("channels_last");
    }

    /** The layout in which to work, and the descriptor for it, of images N x C x H x W. */
    private record Data(DnnlLayout layout, dnnl_memory_desc desc, int channels) {

        /** Of inputs of one shape. */
        static Data of(Draft d, int... inputs) {
            Shape shape = d.inShape(inputs[0]);
            int axis = isNhwc(d) ? shape.rank() - 1 : 1;
            int c = shape.dim(axis);
            DnnlLayout standing = d.blockedOf(inputs);
            boolean images = axis == 1 && shape.rank() == 4 && standing.isOfItsShape();
            if (images && !standing.isPlain() && Images.Format.of(standing) != null) {
                return new Data(standing, standing.desc(), c);
            }
            long n = shape.dim(0);
            long inner = shape.size() / n / c;
            DnnlLayout plain = d.plain(inputs[0]);
            return new Data(
                    plain,
                    isNhwc(d)
                            ? Images.Format.CHANNELS_LAST.desc(d, n, c, 1, inner)
                            : d.dense(n, c, 1, inner),
                    c);
        }
    }

    private static Primitive primitive(Draft d, Data data, int kind, int flags) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "batch normalisation",
                p,
                dnnl_batch_normalization_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        kind,
                        data.desc,
                        data.desc,
                        (float) d.attrs().f("epsilon"),
                        flags,
                        attr));
    }

    private static void forward(Draft d) {
        Data data = Data.of(d, 0);
        boolean test = d.attrs().flag("is_test");
        int flags = dnnl_use_scale | dnnl_use_shift | (test ? dnnl_use_global_stats : 0);
        int kind = test ? dnnl_forward_inference : dnnl_forward_training;
        Primitive norm = primitive(d, data, kind, flags);
        d.input(0, data.layout);
        d.output(0, data.layout);
        d.mayOverwrite(0, 0);
        StepArgs args =
                d.step(norm)
                        .in(DNNL_ARG_SRC, 0)
                        .in(DNNL_ARG_SCALE, 1)
                        .in(DNNL_ARG_SHIFT, 2)
                        .out(DNNL_ARG_DST, 0);
        if (test) {
            args.in(DNNL_ARG_MEAN, 3).in(DNNL_ARG_VARIANCE, 4).run();
            return;
        }
        d.mayOverwrite(1, 3);
        d.mayOverwrite(2, 4);
        Where variance = d.scratch((long) data.channels * Float.BYTES);
        args.out(DNNL_ARG_MEAN, 3).at(DNNL_ARG_VARIANCE, variance).run();
        d.between(
                memory -> {
                    FloatBuffer v = NativeBuffer.at(variance, memory).asFloats();
                    FloatBuffer mean = NativeBuffer.at(new Where.Out(3), memory).asFloats();
                    FloatBuffer invStd = NativeBuffer.at(new Where.Out(4), memory).asFloats();
                    FloatBuffer meanBefore = NativeBuffer.at(new Where.In(3), memory).asFloats();
                    FloatBuffer varBefore = NativeBuffer.at(new Where.In(4), memory).asFloats();
                    FloatBuffer runningMean = NativeBuffer.at(new Where.Out(1), memory).asFloats();
                    FloatBuffer runningVar = NativeBuffer.at(new Where.Out(2), memory).asFloats();
                    double keep = d.attrs().f("momentum");
                    double epsilon = d.attrs().f("epsilon");
                    return () -> {
                        for (int c = 0; c < data.channels; c++) {
                            invStd.put(c, (float) (1 / Math.sqrt(v.get(c) + epsilon)));
                            runningMean.put(c, mix(keep, meanBefore.get(c), mean.get(c)));
                            runningVar.put(c, mix(keep, varBefore.get(c), v.get(c)));
                        }
                    };
                });
    }

    private static float mix(double keep, float before, float now) {
        return (float) (keep * before + (1 - keep) * now);
    }

    /** The variances computed from input {@code spread}, which is 1 / sqrt(them + epsilon). */
    static Where variance(Draft d, int spread, int channels) {
        Where variance = d.scratch((long) channels * Float.BYTES);
        double epsilon = d.attrs().f("epsilon");
        d.between(
                memory -> {
                    FloatBuffer invStd = NativeBuffer.at(new Where.In(spread), memory).asFloats();
                    FloatBuffer v = NativeBuffer.at(variance, memory).asFloats();
                    return () -> {
                        for (int c = 0; c < channels; c++) {
                            double i = invStd.get(c);
                            v.put(c, (float) Math.max(0, 1 / (i * i) - epsilon));
                        }
                    };
                });
        return variance;
    }

    private static Primitive gradient(Draft d, Data data, int kind) {
        int flags = dnnl_use_scale | (d.attrs().flag("is_test") ? dnnl_use_global_stats : 0);
        if (kind == dnnl_backward) {
            flags |= dnnl_use_shift;
        }
        Primitive forward = primitive(d, data, dnnl_forward_training, flags);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "gradient of batch normalisation",
                p,
                dnnl_batch_normalization_backward_primitive_desc_create(
                        p,
                        d.engine(),
                        kind,
                        data.desc,
                        data.desc,
                        data.desc,
                        (float) d.attrs().f("epsilon"),
                        flags,
                        forward.desc(),
                        attr));
    }

    /**
     * Where dX alone is read, the library need not write the other two down; where it is only
     * dbias, the sums of the channels are enough. Outputs that nobody reads have memory all the
     * same, and the library insists on it.
     */
    private static void grad(Draft d) {
        if (!d.isUsed(0) && !d.isUsed(1)) {
            ChannelSums.draw(d, 4, 2, isNhwc(d) ? d.inShape(4).rank() - 1 : 1);
            return;
        }
        Data data = Data.of(d, 0, 4);
        boolean onlyX = !d.isUsed(1) && !d.isUsed(2);
        Primitive norm = gradient(d, data, onlyX ? dnnl_backward_data : dnnl_backward);
        boolean test = d.attrs().flag("is_test");
        Where variance = test ? new Where.In(3) : variance(d, 3, data.channels);
        d.input(0, data.layout);
        d.input(4, data.layout);
        d.output(0, data.layout);
        d.mayOverwrite(0, 4);
        d.step(norm)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_SCALE, 1)
                .in(DNNL_ARG_MEAN, 2)
                .at(DNNL_ARG_VARIANCE, variance)
                .in(DNNL_ARG_DIFF_DST, 4)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .out(DNNL_ARG_DIFF_SCALE, 1)
                .out(DNNL_ARG_DIFF_SHIFT, 2)
                .run();
    }
}
