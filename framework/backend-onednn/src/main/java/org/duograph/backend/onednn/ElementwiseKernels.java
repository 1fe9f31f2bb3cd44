package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.graph.Attrs;
import org.duograph.ops.activation.Gelu;

/** Operators that compute each element by itself; they keep the layout in which they find X. */
final class ElementwiseKernels implements KernelFamily {
    private static final ToDoubleFunction<Attrs> NONE = attrs -> 0;
    private static final ToDoubleFunction<Attrs> ONE = attrs -> 1;
    private static final ToDoubleFunction<Attrs> MINUS_ONE = attrs -> -1;
    private static final ToDoubleFunction<Attrs> ALPHA = attrs -> attrs.f("alpha");

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Relu" -> Entry.of(ElementwiseKernels::relu);
            case "ReluGradX" -> fromY(dnnl_eltwise_relu, RELU_FROM_Y, NONE);
            case "LeakyRelu" ->
                    Entry.of(
                            node -> node.attrs().f("alpha") > 0, // at 0 it loses what is no number
                            d -> forward(d, new Function(dnnl_eltwise_relu, ALPHA, NONE)));
            case "LeakyReluGradX" -> fromY(dnnl_eltwise_relu, RELU_FROM_Y, ALPHA);
            case "Elu" -> forward(dnnl_eltwise_elu, ALPHA);
            case "EluGradX" -> fromY(dnnl_eltwise_elu, dnnl_eltwise_elu_use_dst_for_bwd, ALPHA);
            case "Sigmoid" -> forward(dnnl_eltwise_logistic, NONE);
            case "SigmoidGradX" -> fromY(dnnl_eltwise_logistic, LOGISTIC_FROM_Y, NONE);
            case "Tanh" -> forward(dnnl_eltwise_tanh, NONE);
            case "TanhGradX" -> fromY(dnnl_eltwise_tanh, dnnl_eltwise_tanh_use_dst_for_bwd, NONE);
            case "Exp" -> forward(dnnl_eltwise_exp, NONE);
            case "ExpGradX" -> fromY(dnnl_eltwise_exp, dnnl_eltwise_exp_use_dst_for_bwd, NONE);
            case "Sqrt" -> forward(dnnl_eltwise_sqrt, NONE);
            case "SqrtGradX" -> fromY(dnnl_eltwise_sqrt, dnnl_eltwise_sqrt_use_dst_for_bwd, NONE);
            case "Clip" -> Entry.of(d -> forward(d, clip()));
            case "ClipGradX" -> Entry.of(d -> gradient(d, clip(), CLIP_FROM_Y, DNNL_ARG_DST));
            case "Abs" -> forward(dnnl_eltwise_abs, NONE);
            case "AbsGradX" -> fromX(dnnl_eltwise_abs, NONE);
            case "Sqr" -> forward(dnnl_eltwise_square, NONE);
            case "SqrGradX" -> fromX(dnnl_eltwise_square, NONE);
            case "Log" -> forward(dnnl_eltwise_log, NONE);
            case "LogGradX" -> fromX(dnnl_eltwise_log, NONE);
            case "Swish" -> forward(dnnl_eltwise_swish, ONE);
            case "SwishGradX" -> fromX(dnnl_eltwise_swish, ONE);
            case "Gelu" -> Entry.of(d -> forward(d, gelu(d.attrs())));
            case "GeluGradX" -> Entry.of(d -> gradient(d, gelu(d.attrs()), DNNL_ARG_SRC));
            case "HardSwish" -> Entry.of(d -> forward(d, hardSwish()));
            case "HardSwishGradX" -> Entry.of(d -> gradient(d, hardSwish(), DNNL_ARG_SRC));
            case "HardSigmoid" -> Entry.of(d -> forward(d, hardSigmoid()));
            case "Mish" -> forward(dnnl_eltwise_mish, NONE);
            case "MishGradX" -> fromX(dnnl_eltwise_mish, NONE);
            case "Softplus" -> forward(dnnl_eltwise_soft_relu, ONE);
            case "SoftplusGradX" -> Entry.of(ElementwiseKernels::softplusGradX);
            case "Negative" -> forward(dnnl_eltwise_linear, MINUS_ONE);
            case "Scale" -> forward(dnnl_eltwise_linear, attrs -> attrs.f("scale"));
            default -> null;
        };
    }

    private static final int RELU_FROM_Y = dnnl_eltwise_relu_use_dst_for_bwd;
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
                            && algorithm != dnnl_eltwise_hardsigmoid
                            && algorithm != dnnl_eltwise_soft_relu;
        }
    }

    private static Function clip() {
        return new Function(dnnl_eltwise_clip_v2, attrs -> attrs.f("min"), attrs -> attrs.f("max"));
    }

    private static Function gelu(Attrs attrs) {
        boolean tanh = Gelu.isTanh(attrs.s("approximate"));
        return new Function(tanh ? dnnl_eltwise_gelu_tanh : dnnl_eltwise_gelu_erf, NONE, NONE);
    }

    private static Function hardSwish() {
        return new Function(dnnl_eltwise_hardswish, attrs -> 1.0 / 6, attrs -> 0.5);
    }

    private static Function hardSigmoid() {
        return new Function(dnnl_eltwise_hardsigmoid, ALPHA, attrs -> attrs.f("beta"));
    }

    private static Entry forward(int algorithm, ToDoubleFunction<Attrs> alpha) {
        Function f = new Function(algorithm, alpha, NONE);
        return Entry.of(d -> forward(d, f));
    }

    /** The gradient of a function, from X. */
    private static Entry fromX(int algorithm, ToDoubleFunction<Attrs> alpha) {
        Function f = new Function(algorithm, alpha, NONE);
        return Entry.of(d -> gradient(d, f, algorithm, DNNL_ARG_SRC));
    }

    /** The gradient of a function, from Y, for which the library has another algorithm. */
    private static Entry fromY(int algorithm, int backward, ToDoubleFunction<Attrs> alpha) {
        Function f = new Function(algorithm, alpha, NONE);
        return Entry.of(
                node -> alpha.applyAsDouble(node.attrs()) >= 0, // else Y does not tell X's sign
                d -> gradient(d, f, backward, DNNL_ARG_DST));
    }

    /** The second thing that is done with a result: the library counts from 1. */
    private static final int POST_OP_1 = 2 * DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE;

    /** {@code Y = max(X, 0)}; the larger of that and X, which keeps what is not a number. */
    private static void relu(Draft d) {
        DnnlLayout layout = d.standing(0);
        dnnl_memory_desc data = d.flat(layout);
        dnnl_primitive_attr attr =
                d.attributesThen("Relu, then the maximum", then -> append(then, data));
        Primitive max = ArithmeticKernels.pairwise(d, dnnl_binary_max, data, attr);
        d.input(0, layout);
        d.output(0, layout);
        d.step(max)
                .in(DNNL_ARG_SRC_0, 0)
                .in(DNNL_ARG_SRC_1, 0)
                .in(POST_OP_1 | DNNL_ARG_SRC_1, 0)
                .out(DNNL_ARG_DST, 0)
                .run();
    }

    private static int append(dnnl_post_ops then, dnnl_memory_desc x) {
        int status = dnnl_post_ops_append_eltwise(then, dnnl_eltwise_relu, 0, 0);
        return status == dnnl_success
                ? dnnl_post_ops_append_binary(then, dnnl_binary_max, x)
                : status;
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

    /** The gradient by the function's own algorithm. */
    private static void gradient(Draft d, Function f, int arg) {
        gradient(d, f, f.algorithm, arg);
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
        Function minus = new Function(dnnl_eltwise_linear, MINUS_ONE, NONE);
        Function exp = new Function(dnnl_eltwise_exp, NONE, NONE);
        Function oneMinus = new Function(dnnl_eltwise_linear, MINUS_ONE, ONE);
        d.input(0, layout);
        d.input(1, layout);
        d.output(0, layout);
        Where from = new Where.In(0);
        Where to = new Where.Out(0);
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
