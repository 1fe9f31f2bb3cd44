package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Instance normalisation: batch normalisation of a single image that has the channels of all
 * images.
 */
final class InstanceNormKernels {
    private InstanceNormKernels() {}

    static void register(KernelTable table) {
        table.add("InstanceNorm", InstanceNormKernels::isNchw, InstanceNormKernels::forward);
    }

    private static boolean isNchw(Node node) {
        return node.input(0).shape().rank() == 4 && !node.attrs().s("order").equals("NHWC");
    }

    private static void forward(Draft d) {
        Shape x = d.inShape(0);
        int c = x.dim(1);
        int all = x.dim(0) * c;
        DnnlLayout standing = d.standingOfItsShape(0);
        boolean single = x.dim(0) == 1 && Images.Format.of(standing) != null;
        DnnlLayout layout = single ? standing : d.plain(0);
        dnnl_memory_desc data = single ? layout.desc() : d.dense(1, all, x.dim(2), x.dim(3));
        double epsilon = d.attrs().f("epsilon");
        dnnl_primitive_attr attr = d.attributes();
        Primitive norm =
                d.primitive(
                        "instance normalisation",
                        p ->
                                dnnl_batch_normalization_forward_primitive_desc_create(
                                        p,
                                        d.engine(),
                                        dnnl_forward_training,
                                        data,
                                        data,
                                        (float) epsilon,
                                        dnnl_use_scale | dnnl_use_shift,
                                        attr));
        d.input(0, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        Place scale = repeated(d, 1, all, c);
        Place shift = repeated(d, 2, all, c);
        Place variance = d.scratch((long) all * Float.BYTES);
        d.step(norm)
                .in(DNNL_ARG_SRC, 0)
                .at(DNNL_ARG_SCALE, scale)
                .at(DNNL_ARG_SHIFT, shift)
                .out(DNNL_ARG_MEAN, 1)
                .at(DNNL_ARG_VARIANCE, variance)
                .out(DNNL_ARG_DST, 0)
                .run();
        d.loop(
                "",
                memory -> {
                    FloatBuffer v = variance.find(memory).asFloats();
                    FloatBuffer invStd = new Place.Out(2).find(memory).asFloats();
                    return () -> {
                        for (int i = 0; i < all; i++) {
                            invStd.put(i, (float) (1 / Math.sqrt(v.get(i) + epsilon)));
                        }
                    };
                });
    }

    /** Input {@code i}, one number per channel, once for each image. */
    private static Place repeated(Draft d, int i, int all, int channels) {
        Place place = d.scratch((long) all * Float.BYTES);
        d.loop(
                "",
                memory -> {
                    FloatBuffer from = new Place.In(i).find(memory).asFloats();
                    FloatBuffer to = place.find(memory).asFloats();
                    return () -> {
                        for (int k = 0; k < all; k++) {
                            to.put(k, from.get(k % channels));
                        }
                    };
                });
        return place;
    }
}
