package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.tensor.Shape;

/** Normalisation of groups of channels of plain images. */
final class GroupNormKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "GroupNorm" -> Entry.of(GroupNormKernels::forward);
            case "GroupNormGrad" -> Entry.of(GroupNormKernels::grad);
            default -> null;
        };
    }

    private static dnnl_memory_desc images(Draft d) {
        Shape x = d.inShape(0);
        return d.dense(x.dim(0), x.dim(1), 1, x.sizeOf(2, x.rank()));
    }

    /** The groups of all images. */
    private static int rows(Draft d) {
        return d.inShape(0).dim(0) * d.attrs().int32("group");
    }

    private static Primitive primitive(Draft d, dnnl_memory_desc data) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "group normalisation",
                p,
                dnnl_group_normalization_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_training,
                        data,
                        data,
                        d.attrs().int32("group"),
                        (float) d.attrs().f("epsilon"),
                        dnnl_use_scale | dnnl_use_shift,
                        attr));
    }

    private static void forward(Draft d) {
        int rows = rows(d);
        double epsilon = d.attrs().f("epsilon");
        Where variance = d.scratch((long) rows * Float.BYTES);
        d.mayOverwrite(0, 0);
        d.step(primitive(d, images(d)))
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_SCALE, 1)
                .in(DNNL_ARG_SHIFT, 2)
                .out(DNNL_ARG_DST, 0)
                .out(DNNL_ARG_MEAN, 1)
                .at(DNNL_ARG_VARIANCE, variance)
                .run();
        d.between(
                memory -> {
                    FloatBuffer v = NativeBuffer.at(variance, memory).asFloats();
                    FloatBuffer invStd = NativeBuffer.at(new Where.Out(2), memory).asFloats();
                    return () -> {
                        for (int n = 0; n < rows; n++) {
                            invStd.put(n, (float) (1 / Math.sqrt(v.get(n) + epsilon)));
                        }
                    };
                });
    }

    private static void grad(Draft d) {
        dnnl_memory_desc data = images(d);
        Primitive forward = primitive(d, data);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive gradient =
                d.primitive(
                        "gradient of group normalisation",
                        p,
                        dnnl_group_normalization_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_backward,
                                data,
                                data,
                                data,
                                d.attrs().int32("group"),
                                (float) d.attrs().f("epsilon"),
                                dnnl_use_scale | dnnl_use_shift,
                                forward.desc(),
                                attr));
        d.mayOverwrite(0, 4);
        d.step(gradient)
                .in(DNNL_ARG_SRC, 0)
                .in(DNNL_ARG_SCALE, 1)
                .in(DNNL_ARG_MEAN, 2)
                .at(DNNL_ARG_VARIANCE, NormKernels.variance(d, 3, rows(d)))
                .in(DNNL_ARG_DIFF_DST, 4)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .out(DNNL_ARG_DIFF_SCALE, 1)
                .out(DNNL_ARG_DIFF_SHIFT, 2)
                .run();
    }
}
