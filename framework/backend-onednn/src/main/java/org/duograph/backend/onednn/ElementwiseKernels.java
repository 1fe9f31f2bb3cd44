package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;

/** Operators that compute each element by itself; they keep the layout in which they find X. */
final class ElementwiseKernels {
    private ElementwiseKernels() {}

    static void register(KernelTable table) {
        table.add("Relu", d -> forward(d, dnnl_eltwise_relu, 0, 0));
        table.add("ReluGradX", d -> gradFromY(d, dnnl_eltwise_relu, 0));
    }

    /** Attributes that append {@code max(y, 0)} to a primitive. */
    static dnnl_primitive_attr thenRelu(Draft d) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_post_ops then = new dnnl_post_ops();
        OneDnn.check("dnnl_post_ops_create", dnnl_post_ops_create(then));
        try {
            OneDnn.check(
                    "dnnl_post_ops_append_eltwise",
                    dnnl_post_ops_append_eltwise(then, dnnl_eltwise_relu, 0, 0));
            OneDnn.check(
                    "dnnl_primitive_attr_set_post_ops",
                    dnnl_primitive_attr_set_post_ops(attr, then));
        } finally {
            OneDnn.check("dnnl_post_ops_destroy", dnnl_post_ops_destroy(then));
        }
        return attr;
    }

    /** {@code Y = f(X)}. */
    static void forward(Draft d, int algorithm, double alpha, double beta) {
        dnnl_memory_desc data = d.standing(0).desc();
        Primitive f = primitive(d, data, algorithm, (float) alpha, (float) beta);
        d.inputAsIs(0);
        d.outputLike(0, 0);
        d.mayOverwrite(0, 0);
        d.step(f).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0).run();
    }

    private static Primitive primitive(
            Draft d, dnnl_memory_desc data, int algorithm, float alpha, float beta) {
        dnnl_primitive_attr attr = d.attributes();
        return d.primitive(
                "element-wise function",
                p ->
                        dnnl_eltwise_forward_primitive_desc_create(
                                p,
                                d.engine(),
                                dnnl_forward_training,
                                algorithm,
                                data,
                                data,
                                alpha,
                                beta,
                                attr));
    }

    /** The gradient from Y and dY. */
    private static void gradFromY(Draft d, int algorithm, double alpha) {
        gradient(d, algorithm, DNNL_ARG_DST, alpha, 0);
    }

    /** The gradient from X or Y (input 0, which is argument {@code arg}) and dY. */
    private static void gradient(Draft d, int algorithm, int arg, double alpha, double beta) {
        DnnlLayout layout = d.blockedOf(0, 1);
        dnnl_memory_desc data = layout.desc();
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = primitive(d, data, algorithm, (float) alpha, (float) beta);
        int backward = arg == DNNL_ARG_DST ? usingY(algorithm) : algorithm;
        Primitive f =
                d.primitive(
                        "gradient of element-wise function",
                        p ->
                                dnnl_eltwise_backward_primitive_desc_create(
                                        p,
                                        d.engine(),
                                        backward,
                                        data,
                                        data,
                                        data,
                                        (float) alpha,
                                        (float) beta,
                                        forward.desc(),
                                        attr));
        d.input(0, data);
        d.input(1, data);
        d.output(0, data);
        d.mayOverwrite(0, 1);
        d.step(f).in(arg, 0).in(DNNL_ARG_DIFF_DST, 1).out(DNNL_ARG_DIFF_SRC, 0).run();
    }

    private static int usingY(int algorithm) {
        return dnnl_eltwise_relu_use_dst_for_bwd;
    }
}
