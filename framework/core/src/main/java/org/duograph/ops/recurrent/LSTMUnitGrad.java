package org.duograph.ops.recurrent;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The gradients of {@link LSTMUnit}, all at once: the gates are computed again, not kept. */
public final class LSTMUnitGrad {
    /** The gradients of H_prev, C_prev and the gates. */
    public static final OpDef OP =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("LSTMUnitGrad")
                                            .input("C_prev", "the cells before the step")
                                            .input("gates", "the gates")
                                            .input("C", "the output C")
                                            .input("dH", "the gradient of H")
                                            .input("dC", "the gradient of C")),
                            1,
                            4,
                            1,
                            1,
                            1)
                    .summary("The gradients of LSTMUnit with respect to H_prev, C_prev and gates.")
                    .formula(
                            "with dc = dC + dH * o * (1 - tanh(C)^2):"
                                    + " dH_prev = 0, dC_prev = f * dc,"
                                    + " di = dc * g * i * (1 - i),"
                                    + " df = dc * C_prev * f * (1 - f),"
                                    + " do = dH * tanh(C) * o * (1 - o),"
                                    + " dg = dc * i * (1 - g^2);"
                                    + " where the sequence has ended, dH and dC go on as they are")
                    .output("dH_prev", "the gradient of H_prev")
                    .output("dC_prev", "the gradient of C_prev")
                    .output("dgates", "the gradient of gates")
                    .attrs(LSTMUnit.FORGET_BIAS)
                    .attrs(RecurrentUnit.ATTRS)
                    .types(site -> List.of(site.in(0), site.in(0), site.in(1)))
                    .kernel(LSTMUnitGrad::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            LSTMUnit.state(2),
                                            LSTMUnit.GATES,
                                            LSTMUnit.state(0),
                                            LSTMUnit.state(4),
                                            LSTMUnit.state(2),
                                            LSTMUnit.LENGTH,
                                            LSTMUnit.T),
                                    List.of(
                                            LSTMUnit.state(0),
                                            LSTMUnit.state(2),
                                            NDArray.of(Shape.of(1, 1, 4), 0f, 2, 0, 2))))
                    .build();

    private LSTMUnitGrad() {}

    private static void run(Operands o) {
        int size = o.inShape(0).dim(2);
        double bias = o.attrs().f("forget_bias");
        double[] dGates = o.out(2);
        for (int at = 0; at < o.inShape(0).intSize(); at++) {
            boolean goesOn = RecurrentUnit.goesOn(o, at / size);
            double dH = o.in(3)[at];
            double dC = o.in(4)[at];
            LSTMUnit.Gates gate = LSTMUnit.Gates.at(o.in(1), at / size, at % size, size, bias);
            double tanhC = Math.tanh(o.in(2)[at]);
            double dc = dC + dH * gate.o() * (1 - tanhC * tanhC);
            o.out(0)[at] = goesOn ? 0 : RecurrentUnit.ended(o, dH);
            o.out(1)[at] = goesOn ? gate.f() * dc : RecurrentUnit.ended(o, dC);
            int to = at / size * 4 * size + at % size;
            dGates[to] = goesOn ? dc * gate.g() * gate.i() * (1 - gate.i()) : 0;
            dGates[to + size] = goesOn ? dc * o.in(0)[at] * gate.f() * (1 - gate.f()) : 0;
            dGates[to + 2 * size] = goesOn ? dH * tanhC * gate.o() * (1 - gate.o()) : 0;
            dGates[to + 3 * size] = goesOn ? dc * gate.i() * (1 - gate.g() * gate.g()) : 0;
        }
    }
}
