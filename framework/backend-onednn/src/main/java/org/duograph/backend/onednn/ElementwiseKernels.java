package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.graph.Attrs;

/** Operators that compute each element by itself; they keep the layout in which they find X. */
final class ElementwiseKernels {
    private static final ToDoubleFunction<Attrs> NONE = attrs -> 0;
    private static final ToDoubleFunction<Attrs> ALPHA = attrs -> attrs.f("alpha");

    private ElementwiseKernels() {}

    static void register(KernelTable table) {
        fromY(table, "Relu", dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, NONE);
        fromY(table, "LeakyRelu", dnnl_eltwise_relu, dnnl_eltwise_relu_use_dst_for_bwd, ALPHA);
        fromY(table, "Elu", dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, ALPHA);
        fromY(table, "Sigmoid", dnnl_eltwise_logistic, LOGISTIC_FROM_Y, NONE);
        fromY(table, "Tanh", dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, NONE);
        fromY(table, "Exp", dnnl_eltwise_exp, dnnl_eltwise_exp_use_dst_for_bwd, NONE);
        fromY(table, "Sqrt", dnnl_eltwise_sqrt, dnnl_eltwise_sqrt_use_dst_for_bwd, NONE);
        Function clip =
                new Function(
                        dnnl_eltwise_clip_v2, attrs -> attrs.f("min"), attrs -> attrs.f("max"));
        table.add("Clip", d -> forward(d, clip));
        table.add("ClipGradX", d -> gradient(d, clip, CLIP_FROM_Y, DNNL_ARG_DST));
        fromX(table, "Abs", dnnl_eltwise_abs, NONE);
        fromX(table, "Sqr", dnnl_eltwise_square, NONE);
        fromX(table, "Log", dnnl_eltwise_log, NONE);
        fromX(table, "Swish", dnnl_eltwise_swish, attrs -> 1);
        table.add("SoftplusGradX", ElementwiseKernels::softplusGradX);
        only(table, "Softplus", dnnl_eltwise_soft_relu, attrs -> 1);
        only(table, "Negative", dnnl_eltwise_linear, attrs -> -1);
        only(table, "Scale", dnnl_eltwise_linear, attrs -> attrs.f("scale"));
    }

    private static final int LOGISTIC_FROM_Y = dnnl_eltwise_logistic_use_dst_for_bwd;
    private static final int CLIP_FROM_Y = dnnl_eltwise_clip_v2_use_dst_for_bwd;

    /** One of oneDNN's functions, and where its parameters come from. */
    private record Function(
            int algorithm, ToDoubleFunction<Attrs> alpha, ToDoubleFunction<Attrs> beta) {

        /** Whether zeros stay zeros, so that blocks may be treated padding and all. */
        boolean keepsZero(Attrs attrs) {
            boolean clip = algorithm == dnnl_eltwise_clip_v2;
            return clip
                    ? alpha.applyAsDouble(attrs) <= 0 && beta.applyAsDouble(attrs) >= 0
                    : algorithm != dnnl_eltwise_logistic
                            && algorithm != dnnl_eltwise_exp
                            && algorithm != dnnl_eltwise_log
                            && algorithm != dnnl_eltwise_soft_relu;
        }
    }

    private static void only(
            KernelTable table, String type, int algorithm, ToDoubleFunction<Attrs> alpha) {
        Function f = new Function(algorithm, alpha, NONE);
        table.add(type, d -> forward(d, f));
    }

    private static void fromX(
            KernelTable table, String type, int algorithm, ToDoubleFunction<Attrs> alpha) {
        only(table, type, algorithm, alpha);
        Function f = new Function(algorithm, alpha, NONE);
        table.add(type + "GradX", d -> gradient(d, f, algorithm, DNNL_ARG_SRC));
    }

    /** A function whose gradient reads Y, for which the library has another algorithm. */
    private static void fromY(
            KernelTable table,
            String type,
            int algorithm,
            int backward,
            ToDoubleFunction<Attrs> alpha) {
        only(table, type, algorithm, alpha);
        Function f = new Function(algorithm, alpha, NONE);
        table.add(
                type + "GradX",
                node -> alpha.applyAsDouble(node.attrs()) >= 0, // else Y does not tell X's sign
                d -> gradient(d, f, backward, DNNL_ARG_DST));
    }

    /** Attributes that append {@code max(y, 0)} to a primitive. */
    static dnnl_primitive_attr thenRelu(Draft d) {
        return d.attributesThen(
                "dnnl_post_ops_append_eltwise",
                then -> dnnl_post_ops_append_eltwise(then, dnnl_eltwise_relu, 0, 0));
    }

    /** {@code Y = f(X)}. */
    private static void forward(Draft d, Function f) {
        DnnlLayout layout = d.standing(0);
        Primitive primitive = primitive(d, data(d, layout, f), f);
        d.input(0, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        d.step(primitive).in(DNNL_ARG_SRC, 0).out(DNNL_ARG_DST, 0).run();
    }

    private static dnnl_memory_desc data(Draft d, DnnlLayout layout, Function f) {
        boolean flat = layout.isPlain() || f.keepsZero(d.attrs());
        return flat ? d.flat(layout) : layout.desc();
    }

    private static Primitive primitive(Draft d, dnnl_memory_desc data, Function f) {
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "element-wise function",
                p,
                dnnl_eltwise_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_training,
                        f.algorithm,
                        data,
                        data,
                        (float) f.alpha.applyAsDouble(d.attrs()),
                        (float) f.beta.applyAsDouble(d.attrs()),
                        attr));
    }

    /** The gradient from X or Y (input 0, which is argument {@code arg}) and dY. */
    private static void gradient(Draft d, Function f, int backward, int arg) {
        DnnlLayout layout = d.blockedOf(0, 1);
        // Not flat where a slope may be infinite: 0 * infinity is not 0.
        boolean flat = layout.isPlain() || (f.keepsZero(d.attrs()) && !mayBeSteep(f));
        dnnl_memory_desc data = flat ? d.flat(layout) : layout.desc();
        dnnl_primitive_attr attr = d.attributes();
        Primitive forward = primitive(d, data, f);
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        Primitive primitive =
                d.primitive(
                        "gradient of element-wise function",
                        p,
                        dnnl_eltwise_backward_primitive_desc_create(
                                p,
                                d.engine(),
                                backward,
                                data,
                                data,
                                data,
                                (float) f.alpha.applyAsDouble(d.attrs()),
                                (float) f.beta.applyAsDouble(d.attrs()),
                                forward.desc(),
                                attr));
        d.input(0, layout);
        d.input(1, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 1);
        d.step(primitive).in(arg, 0).in(DNNL_ARG_DIFF_DST, 1).out(DNNL_ARG_DIFF_SRC, 0).run();
    }

    /** {@code dX = dY * (1 - exp(-Y))}, in four steps. */
    private static void softplusGradX(Draft d) {
        DnnlLayout layout = d.blockedOf(0, 1);
        dnnl_memory_desc data = d.flat(layout);
        Function minus = new Function(dnnl_eltwise_linear, attrs -> -1, NONE);
        Function exp = new Function(dnnl_eltwise_exp, NONE, NONE);
        Function oneMinus = new Function(dnnl_eltwise_linear, attrs -> -1, attrs -> 1);
        d.input(0, layout);
        d.input(1, layout);
        d.output(0, layout);
        Place from = new Place.In(0);
        Place to = new Place.Out(0);
        for (Function f : List.of(minus, exp, oneMinus)) {
            d.step(primitive(d, data, f)).at(DNNL_ARG_SRC, from).at(DNNL_ARG_DST, to).run();
            from = to;
        }
        d.step(ArithmeticKernels.pairwise(d, dnnl_binary_mul, data, d.attributes()))
                .at(DNNL_ARG_SRC_0, to)
                .in(DNNL_ARG_SRC_1, 1)
                .at(DNNL_ARG_DST, to)
                .run();
    }

    private static boolean mayBeSteep(Function f) {
        return f.algorithm == dnnl_eltwise_sqrt || f.algorithm == dnnl_eltwise_log;
    }
}
