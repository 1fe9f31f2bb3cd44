package org.duograph.backend.vector;

import org.duograph.backend.HostKernel;
import org.duograph.backend.host.AdaptiveSteps;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Node;

/**
 * Steps of gradient descent, in the layout in which the parameters stand: with momentum, and those
 * that give each number a learning rate of its own.
 */
final class OptimizerKernels implements KernelFamily {
    private static final int LR = 2;
    private static final int PARAM = 3;

    @Override
    public boolean supports(Node node) {
        return node.op().type().equals("Adam")
                ? AdaptiveSteps.takesAdam(node)
                : HostKernel.allFloat(node);
    }

    @Override
    public void draw(Drawing d) {
        switch (d.node().op().type()) {
            case "MomentumSGD" -> momentum(d, d.standing(1), false);
            case "MomentumSGDUpdate" -> momentum(d, d.standing(PARAM), true);
            case "Adam" -> adam(d);
            default -> adagrad(d);
        }
    }

    /** {@code m' = momentum * m + lr * grad}, and the parameter less that. */
    private static void momentum(Drawing d, VectorLayout layout, boolean update) {
        float momentum = (float) d.attrs().f("momentum");
        boolean nesterov = d.attrs().flag("nesterov");
        boolean told = d.isUsed(0);
        stand(d, layout, 0, 1);
        d.mayOverwrite(0, 0);
        d.mayOverwrite(1, 1);
        if (update) {
            d.input(PARAM, layout);
            d.mayOverwrite(2, PARAM);
        }
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span grad = arrays.in(0);
                    Span m = arrays.in(1);
                    Span lr = arrays.in(LR);
                    Span param = update ? arrays.in(PARAM) : null;
                    Span step = arrays.out(0);
                    Span mOut = arrays.out(1);
                    Span paramOut = update ? arrays.out(2) : null;
                    return (from, to) -> {
                        float rate = lr.array()[lr.start()];
                        int count = to - from;
                        float[] s = step.array();
                        int at = step.start() + from;
                        if (nesterov) {
                            nesterov(
                                    grad.array(),
                                    grad.start() + from,
                                    m.array(),
                                    m.start() + from,
                                    s,
                                    at,
                                    mOut.array(),
                                    mOut.start() + from,
                                    count,
                                    rate,
                                    momentum);
                        } else {
                            Loops.mix(
                                    momentum,
                                    m.array(),
                                    m.start() + from,
                                    rate,
                                    grad.array(),
                                    grad.start() + from,
                                    mOut.array(),
                                    mOut.start() + from,
                                    count);
                            if (told || !update) {
                                System.arraycopy(mOut.array(), mOut.start() + from, s, at, count);
                            } else {
                                s = mOut.array();
                                at = mOut.start() + from;
                            }
                        }
                        if (update) {
                            Loops.difference(
                                    param.array(),
                                    param.start() + from,
                                    s,
                                    at,
                                    paramOut.array(),
                                    paramOut.start() + from,
                                    count);
                        }
                    };
                });
    }

    /** Says that these inputs and all outputs stand as {@code layout} does. */
    private static void stand(Drawing d, VectorLayout layout, int... inputs) {
        for (int i : inputs) {
            d.input(i, layout);
        }
        for (int i = 0; i < d.node().outputs().size(); i++) {
            d.output(i, layout);
        }
    }

    /** {@code (1 + momentum) * m' - momentum * m}, which is {@code momentum * m' + lr * grad}. */
    private static void nesterov(
            float[] grad,
            int at,
            float[] m,
            int from,
            float[] step,
            int to,
            float[] mOut,
            int mAt,
            int count,
            float rate,
            float momentum) {
        for (int i = 0; i < count; i++) {
            float part = rate * grad[at + i];
            float after = momentum * m[from + i] + part;
            mOut[mAt + i] = after;
            step[to + i] = momentum * after + part;
        }
    }

    private static void adam(Drawing d) {
        double beta1 = d.attrs().f("beta1");
        double beta2 = d.attrs().f("beta2");
        float epsilon = (float) d.attrs().f("epsilon");
        stand(d, d.standing(0), 0, 1, 2, 3);
        for (int i = 0; i < 3; i++) {
            d.mayOverwrite(i, i);
        }
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span[] in = {arrays.in(0), arrays.in(1), arrays.in(2), arrays.in(3)};
                    Span[] out = {arrays.out(0), arrays.out(1), arrays.out(2)};
                    VectorMemory lr = arrays.input(4);
                    VectorMemory iter = arrays.input(5);
                    return (from, to) -> {
                        copy(in, out, from, to);
                        float rate =
                                AdaptiveSteps.adamRate(
                                        lr.asFloats().get(0), iter.asLongs().get(0), beta1, beta2);
                        adam(
                                out[0].array(),
                                out[0].start() + from,
                                out[1].array(),
                                out[1].start() + from,
                                out[2].array(),
                                out[2].start() + from,
                                in[3].array(),
                                in[3].start() + from,
                                to - from,
                                rate,
                                (float) beta1,
                                (float) beta2,
                                epsilon);
                    };
                });
    }

    /** Brings what is to be changed to where it shall stand afterwards. */
    private static void copy(Span[] in, Span[] out, int from, int to) {
        for (int i = 0; i < out.length; i++) {
            if (in[i].array() != out[i].array() || in[i].start() != out[i].start()) {
                System.arraycopy(
                        in[i].array(),
                        in[i].start() + from,
                        out[i].array(),
                        out[i].start() + from,
                        to - from);
            }
        }
    }

    private static void adam(
            float[] param,
            int at,
            float[] m1,
            int from1,
            float[] m2,
            int from2,
            float[] grad,
            int from,
            int count,
            float rate,
            float beta1,
            float beta2,
            float epsilon) {
        for (int i = 0; i < count; i++) {
            m1[from1 + i] = beta1 * m1[from1 + i] + (1 - beta1) * grad[from + i];
        }
        for (int i = 0; i < count; i++) {
            m2[from2 + i] = beta2 * m2[from2 + i] + (1 - beta2) * grad[from + i] * grad[from + i];
        }
        for (int i = 0; i < count; i++) {
            param[at + i] += rate * m1[from1 + i] / ((float) Math.sqrt(m2[from2 + i]) + epsilon);
        }
    }

    private static void adagrad(Drawing d) {
        float decay = (float) d.attrs().f("decay");
        float epsilon = (float) d.attrs().f("epsilon");
        stand(d, d.standing(0), 0, 1, 2);
        d.mayOverwrite(0, 0);
        d.mayOverwrite(1, 1);
        d.pieces(
                d.outShape(0).intSize(),
                arrays -> {
                    Span[] in = {arrays.in(0), arrays.in(1), arrays.in(2)};
                    Span[] out = {arrays.out(0), arrays.out(1)};
                    Span lr = arrays.in(3);
                    return (from, to) -> {
                        copy(in, out, from, to);
                        adagrad(
                                out[0].array(),
                                out[0].start() + from,
                                out[1].array(),
                                out[1].start() + from,
                                in[2].array(),
                                in[2].start() + from,
                                to - from,
                                lr.array()[lr.start()],
                                decay,
                                epsilon);
                    };
                });
    }

    private static void adagrad(
            float[] param,
            int at,
            float[] h,
            int hAt,
            float[] grad,
            int from,
            int count,
            float rate,
            float decay,
            float epsilon) {
        for (int i = 0; i < count; i++) {
            h[hAt + i] = decay * h[hAt + i] + grad[from + i] * grad[from + i];
        }
        for (int i = 0; i < count; i++) {
            param[at + i] += rate * grad[from + i] / ((float) Math.sqrt(h[hAt + i]) + epsilon);
        }
    }
}
