package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Local response normalisation and its gradient.
 *
 * <p>The library's gradient wants what its own forward pass left behind, which the operator does
 * not save; so the gradient runs the forward pass again, into scratch memory.
 */
final class LrnKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LRN" -> Entry.of(LrnKernels::isImages, LrnKernels::forward);
            case "LRNGradX" -> Entry.of(LrnKernels::isImages, LrnKernels::gradX);
            default -> null;
        };
    }

    private static boolean isImages(Node node) {
        boolean nhwc = node.attrs().flag("channels_last");
        return node.input(0).shape().rank() == 4 && !nhwc;
    }

    private static Primitive primitive(Draft d, dnnl_memory_desc data, int kind) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "local response normalisation",
                p,
                dnnl_lrn_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        kind,
                        dnnl_lrn_across_channels,
                        data,
                        data,
                        d.attrs().i("size"),
                        (float) d.attrs().f("alpha"),
                        (float) d.attrs().f("beta"),
                        (float) d.attrs().f("bias"),
                        attr));
    }

    private static void forward(Draft d) {
        DnnlLayout layout = d.isUsed(1) ? d.plain(0) : d.standingOfItsShape(0);
        Primitive lrn = primitive(d, layout.desc(), dnnl_forward_inference);
        d.input(0, layout);
        d.output(0, layout);
        d.step(lrn).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0).run();
        if (d.isUsed(1)) {
            scale(d);
        }
    }

    /** The divisor before the power, which the library keeps to itself. */
    private static void scale(Draft d) {
        Shape x = d.inShape(0);
        int channels = x.dim(1);
        int inner = x.dim(2) * x.dim(3);
        int reach = (d.attrs().int32("size") - 1) / 2;
        double weight = d.attrs().f("alpha") / d.attrs().i("size");
        double bias = d.attrs().f("bias");
        d.loop(
                memory -> {
                    FloatBuffer in = NativeBuffer.at(new Where.In(0), memory).asFloats();
                    FloatBuffer out = NativeBuffer.at(new Where.Out(1), memory).asFloats();
                    return () -> {
                        for (int i = 0; i < x.intSize(); i++) {
                            int c = i / inner % channels;
                            double sum = 0;
                            int last = Math.min(channels - 1, c + reach);
                            for (int k = Math.max(0, c - reach); k <= last; k++) {
                                float v = in.get(i + (k - c) * inner);
                                sum += v * v;
                            }
                            out.put(i, (float) (bias + weight * sum));
                        }
                    };
                });
    }

    private static void gradX(Draft d) {
        int x = 0;
        int dY = 3;
        DnnlLayout layout = d.standingOfItsShape(x);
        dnnl_memory_desc data = layout.desc();
        Primitive forward = primitive(d, data, dnnl_forward_training);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive lrn =
                d.primitive(
                        "gradient of local response normalisation",
                        p,
                        dnnl_lrn_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_lrn_across_channels,
                                data,
                                data,
                                data,
                                d.attrs().i("size"),
                                (float) d.attrs().f("alpha"),
                                (float) d.attrs().f("beta"),
                                (float) d.attrs().f("bias"),
                                forward.desc(),
                                attr));
        d.input(x, layout);
        d.input(dY, layout);
        d.output(0, layout);
        StepArgs args =
                d.step(lrn).in(DNNL_ARG_SRC, x).in(DNNL_ARG_DIFF_DST, dY).out(DNNL_ARG_DIFF_SRC, 0);
        dnnl_memory_desc workspace = forward.layout(DNNL_ARG_WORKSPACE);
        if (!Descs.isNothing(workspace)) {
            Where kept = d.scratch(dnnl_memory_desc_get_size(workspace));
            d.step(forward)
                    .in(DNNL_ARG_SRC, x)
                    .at(DNNL_ARG_DST, d.scratch(layout.bytes()))
                    .at(DNNL_ARG_WORKSPACE, kept)
                    .run();
            args.at(DNNL_ARG_WORKSPACE, kept);
        }
        args.run();
    }
}
