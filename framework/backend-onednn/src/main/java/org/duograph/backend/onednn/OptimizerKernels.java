package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;

/**
 * Gradient descent with momentum, in the layout in which the parameters stand.
 *
 * <p>Additions that scale their operands do the work: the library compiles them, and they read the
 * learning rate from memory, so it may change from step to step.
 */
final class OptimizerKernels implements KernelFamily {
    private static final int GRAD = 0;
    private static final int M = 1;
    private static final int LR = 2;
    private static final int PARAM = 3;
    private static final int STEP = 0;
    private static final int M_OUT = 1;
    private static final int PARAM_OUT = 2;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "MomentumSGD" -> Entry.of(d -> momentum(d, d.blockedOf(M, GRAD)));
            case "MomentumSGDUpdate" -> Entry.of(d -> momentum(d, d.standing(PARAM)));
            default -> null;
        };
    }

    private static void momentum(Draft d, DnnlLayout layout) {
        boolean nesterov = d.attrs().flag("nesterov");
        boolean update = d.inputCount() > PARAM;
        Where mu = d.fixed((float) d.attrs().f("momentum"));
        dnnl_memory_desc data = d.flat(layout);
        Primitive mix =
                ArithmeticKernels.pairwise(d, dnnl_binary_add, data, ArithmeticKernels.scaled(d));
        d.input(GRAD, layout);
        d.input(M, layout);
        d.output(STEP, layout);
        d.output(M_OUT, layout);
        d.mayOverwrite(STEP, GRAD);
        d.mayOverwrite(M_OUT, M);
        // m' = lr * grad + mu * m
        mix(d, mix, new Where.In(M), mu, new Where.Out(M_OUT));
        Where step = new Where.Out(nesterov ? STEP : M_OUT);
        if (nesterov) { // (1 + mu) * m' - mu * m is lr * grad + mu * m'
            mix(d, mix, new Where.Out(M_OUT), mu, step);
        } else if (d.isUsed(STEP)) {
            d.copy(step, new Where.Out(STEP), layout.bytes());
        }
        if (update) {
            Primitive sub = ArithmeticKernels.pairwise(d, dnnl_binary_sub, data, d.attributes());
            d.input(PARAM, layout);
            d.output(PARAM_OUT, layout);
            d.mayOverwrite(PARAM_OUT, PARAM);
            d.step(sub)
                    .in(DNNL_ARG_SRC_0, PARAM)
                    .at(DNNL_ARG_SRC_1, step)
                    .out(DNNL_ARG_DST, PARAM_OUT)
                    .run();
        }
    }

    /** {@code to = lr * grad + mu * m}. */
    private static void mix(Draft d, Primitive mix, Where m, Where mu, Where to) {
        d.step(mix)
                .in(DNNL_ARG_SRC_0, GRAD)
                .in(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_0, LR)
                .at(DNNL_ARG_SRC_1, m)
                .at(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, mu)
                .at(DNNL_ARG_DST, to)
                .run();
    }
}
