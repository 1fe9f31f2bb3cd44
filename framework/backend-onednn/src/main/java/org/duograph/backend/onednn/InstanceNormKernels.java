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
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Instance normalisation: batch normalisation of a single image that has the channels of all
 * images.
 */
final class InstanceNormKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "InstanceNorm" ->
                    Entry.of(InstanceNormKernels::isNchw, InstanceNormKernels::forward);
            case "InstanceNormGrad" ->
                    Entry.of(InstanceNormKernels::isNchw, InstanceNormKernels::grad);
            default -> null;
        };
    }

    private static boolean isNchw(Node node) {
        return node.input(0).shape().rank() > 2 && !node.attrs().flag("channels_last");
    }

    /** Each channel of each image as a channel of one image. */
    private static dnnl_memory_desc instances(Draft d, Shape x) {
        long all = (long) x.dim(0) * x.dim(1);
        return d.dense(1, all, 1, x.size() / all);
    }

    private static Primitive primitive(Draft d, dnnl_memory_desc data) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "instance normalisation",
                p,
                dnnl_batch_normalization_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_training,
                        data,
                        data,
                        (float) d.attrs().f("epsilon"),
                        dnnl_use_scale | dnnl_use_shift,
                        attr));
    }

    private static void forward(Draft d) {
        Shape x = d.inShape(0);
        int c = x.dim(1);
        int all = x.dim(0) * c;
        DnnlLayout standing = d.standingOfItsShape(0);
        boolean single = x.dim(0) == 1 && x.rank() == 4 && Images.Format.of(standing) != null;
        DnnlLayout layout = single ? standing : d.plain(0);
        dnnl_memory_desc data = single ? layout.desc() : instances(d, x);
        double epsilon = d.attrs().f("epsilon");
        Primitive norm = primitive(d, data);
        d.input(0, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        Where scale = repeated(d, 1, all, c);
        Where shift = repeated(d, 2, all, c);
        Where variance = d.scratch((long) all * Float.BYTES);
        d.step(norm)
                .in(DNNL_ARG_SRC, 0)
                .at(DNNL_ARG_SCALE, scale)
                .at(DNNL_ARG_SHIFT, shift)
                .out(DNNL_ARG_MEAN, 1)
                .at(DNNL_ARG_VARIANCE, variance)
                .out(DNNL_ARG_DST, 0)
                .run();
        d.between(
                memory -> {
                    FloatBuffer v = NativeBuffer.at(variance, memory).asFloats();
                    FloatBuffer invStd = NativeBuffer.at(new Where.Out(2), memory).asFloats();
                    return () -> {
                        for (int i = 0; i < all; i++) {
                            invStd.put(i, (float) (1 / Math.sqrt(v.get(i) + epsilon)));
                        }
                    };
                });
    }

    /** Input {@code i}, one number per channel, once for each image. */
    private static Where repeated(Draft d, int i, int all, int channels) {
        Where place = d.scratch((long) all * Float.BYTES);
        d.between(
                memory -> {
                    FloatBuffer from = NativeBuffer.at(new Where.In(i), memory).asFloats();
                    FloatBuffer to = NativeBuffer.at(place, memory).asFloats();
                    return () -> {
                        for (int k = 0; k < all; k++) {
                            to.put(k, from.get(k % channels));
                        }
                    };
                });
        return place;
    }

    private static Primitive gradient(Draft d, int kind) {
        dnnl_memory_desc data = instances(d, d.inShape(0));
        float epsilon = (float) d.attrs().f("epsilon");
        Primitive forward = primitive(d, data);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "gradient of instance normalisation",
                p,
                dnnl_batch_normalization_backward_primitive_desc_create(
                        p,
                        d.engine(),
                        kind,
                        data,
                        data,
                        data,
                        epsilon,
                        dnnl_use_scale | dnnl_use_shift,
                        forward.desc(),
                        attr));
    }

    private static void grad(Draft d) {
        Shape x = d.inShape(0);
        int c = x.dim(1);
        int all = x.dim(0) * c;
        boolean onlyX = !d.isUsed(1) && !d.isUsed(2);
        Where scale = repeated(d, 1, all, c);
        Where eachScale = d.scratch((long) all * Float.BYTES);
        Where eachShift = d.scratch((long) all * Float.BYTES);
        d.mayOverwrite(0, 4);
        d.step(gradient(d, onlyX ? dnnl_backward_data : dnnl_backward))
                .in(DNNL_ARG_SRC, 0)
                .at(DNNL_ARG_SCALE, scale)
                .in(DNNL_ARG_MEAN, 2)
                .at(DNNL_ARG_VARIANCE, NormKernels.variance(d, 3, all))
                .in(DNNL_ARG_DIFF_DST, 4)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .at(DNNL_ARG_DIFF_SCALE, eachScale)
                .at(DNNL_ARG_DIFF_SHIFT, eachShift)
                .run();
        if (!onlyX) {
            sumImages(d, eachScale, 1, all, c);
            sumImages(d, eachShift, 2, all, c);
        }
    }

    /** Output {@code output}: the sum over the images of what each channel of each image has. */
    private static void sumImages(Draft d, Where each, int output, int all, int c) {
        d.between(
                memory -> {
                    FloatBuffer from = NativeBuffer.at(each, memory).asFloats();
                    FloatBuffer to = NativeBuffer.at(new Where.Out(output), memory).asFloats();
                    return () -> {
                        for (int k = 0; k < c; k++) {
                            double sum = 0;
                            for (int i = k; i < all; i += c) {
                                sum += from.get(i);
                            }
                            to.put(k, (float) sum);
                        }
                    };
                });
    }
}
