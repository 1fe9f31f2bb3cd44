package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.ops.view.Rows;

/** Softmax and its logarithm, over the rows of a plain matrix. */
final class SoftmaxKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Softmax" -> Entry.of(d -> forward(d, dnnl_softmax_accurate));
            case "SoftmaxGradX" -> Entry.of(d -> gradX(d, dnnl_softmax_accurate));
            case "LogSoftmax" -> Entry.of(d -> forward(d, dnnl_softmax_log));
            case "LogSoftmaxGradX" -> Entry.of(d -> gradX(d, dnnl_softmax_log));
            default -> null;
        };
    }

    private static dnnl_memory_desc matrix(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        return d.dense(rows.n(), rows.d());
    }

    private static Primitive primitive(Draft d, int algorithm) {
        dnnl_memory_desc data = matrix(d);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "softmax",
                p,
                dnnl_softmax_forward_primitive_desc_create(
                        p, d.engine(), dnnl_forward_training, algorithm, data, data, 1, attr));
    }

    private static void forward(Draft d, int algorithm) {
        d.mayOverwrite(0, 0);
        d.step(primitive(d, algorithm)).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0).run();
    }

    private static void gradX(Draft d, int algorithm) {
        Primitive forward = primitive(d, algorithm);
        dnnl_memory_desc data = matrix(d);
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive softmax =
                d.primitive(
                        "gradient of softmax",
                        p,
                        dnnl_softmax_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                algorithm,
                                data,
                                data,
                                data,
                                1,
                                forward.desc(),
                                attr));
        d.mayOverwrite(0, 1);
        d.step(softmax)
                .in(DNNL_ARG_DST, 0)
                .in(DNNL_ARG_DIFF_DST, 1)
                .out(DNNL_ARG_DIFF_SRC, 0)
                .run();
    }
}
