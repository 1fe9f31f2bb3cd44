package org.duograph.ops.recurrent;

import java.util.List;
import java.util.function.UnaryOperator;
import org.duograph.graph.Example;
import org.duograph.graph.OpBuilder;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The gradients of {@link LSTMUnit}, which compute the gates again rather than keep them. */
public final class LSTMUnitGrads {
    private static final NDArray T = LSTMUnit.T;
    private static final NDArray LENGTH = LSTMUnit.LENGTH;
    private static final NDArray GATES = LSTMUnit.GATES;

    /** The gradient of H_prev: dH for sequences that ended, for others it goes by the gates. */
    public static final OpDef GRAD_H =
            gradient("LSTMUnitGradH", "H_prev", b -> b.input("dH", "the gradient of H"), 1)
                    .formula("dH_prev = dH where the sequence has ended, else 0")
                    .types(site -> List.of(site.in(0)))
                    .kernel(LSTMUnitGrads::gradH)
                    .example(Example.of(state(5), LENGTH, T, state(0)))
                    .build();

    /** The gradient of C_prev: what reaches C, times the forget gate. */
    public static final OpDef GRAD_C =
            gradient(
                            "LSTMUnitGradC",
                            "C_prev",
                            b ->
                                    b.input("C", "the output C")
                                            .input("gates", "the gates")
                                            .input("dH", "the gradient of H")
                                            .input("dC", "the gradient of C"),
                            1,
                            4,
                            1,
                            1)
                    .formula("dC_prev = f * (dC + dH * o * (1 - tanh(C)^2))")
                    .types(site -> List.of(site.in(0)))
                    .kernel(LSTMUnitGrads::gradC)
                    .example(Example.of(state(0), GATES, state(4), state(2), LENGTH, T, state(2)))
                    .build();

    /** The gradient of the gates. */
    public static final OpDef GRAD_GATES =
            gradient(
                            "LSTMUnitGradGates",
                            "gates",
                            b ->
                                    b.input("C_prev", "the cells before the step")
                                            .input("gates", "the gates")
                                            .input("C", "the output C")
                                            .input("dH", "the gradient of H")
                                            .input("dC", "the gradient of C"),
                            1,
                            4,
                            1,
                            1,
                            1)
                    .formula(
                            "with dc = dC + dH * o * (1 - tanh(C)^2):"
                                    + " di = dc * g * i * (1 - i),"
                                    + " df = dc * C_prev * f * (1 - f),"
                                    + " do = dH * tanh(C) * o * (1 - o),"
                                    + " dg = dc * i * (1 - g^2)")
                    .types(site -> List.of(site.in(1)))
                    .kernel(LSTMUnitGrads::gradGates)
                    .example(
                            Example.of(
                                    state(2),
                                    GATES,
                                    state(0),
                                    state(4),
                                    state(2),
                                    LENGTH,
                                    T,
                                    NDArray.of(Shape.of(1, 1, 4), 0f, 2, 0, 2)))
                    .build();

    private LSTMUnitGrads() {}

    private static NDArray state(float value) {
        return LSTMUnit.state(value);
    }

    private static OpBuilder gradient(
            String type, String of, UnaryOperator<OpBuilder> inputs, int... widths) {
        OpBuilder builder =
                OpDef.named(type).summary("The gradient of LSTMUnit with respect to " + of + ".");
        RecurrentUnit.withLengths(inputs.apply(builder));
        return RecurrentUnit.samples(builder, widths)
                .output("d" + of, "the gradient of " + of)
                .attrs(LSTMUnit.FORGET_BIAS)
                .attrs(RecurrentUnit.ATTRS);
    }

    private static void gradH(Operands o) {
        int size = o.inShape(0).dim(2);
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            boolean goesOn = RecurrentUnit.goesOn(o, at / size);
            o.out(0)[at] = goesOn ? 0 : RecurrentUnit.ended(o, o.in(0)[at]);
        }
    }

    private static void gradC(Operands o) {
        int size = o.inShape(0).dim(2);
        double bias = o.attrs().f("forget_bias");
        double[] dH = o.in(2);
        double[] dC = o.in(3);
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            if (RecurrentUnit.goesOn(o, at / size)) {
                LSTMUnit.Gates gate = LSTMUnit.Gates.at(o.in(1), at / size, at % size, size, bias);
                double tanhC = Math.tanh(o.in(0)[at]);
                o.out(0)[at] = gate.f() * (dC[at] + dH[at] * gate.o() * (1 - tanhC * tanhC));
            } else {
                o.out(0)[at] = RecurrentUnit.ended(o, dC[at]);
            }
        }
    }

    private static void gradGates(Operands o) {
        int size = o.inShape(0).dim(2);
        double bias = o.attrs().f("forget_bias");
        double[] dH = o.in(3);
        double[] dGates = o.out(0);
        for (int at = 0; at < o.inShape(0).intSize(); at++) {
            boolean goesOn = RecurrentUnit.goesOn(o, at / size);
            LSTMUnit.Gates gate = LSTMUnit.Gates.at(o.in(1), at / size, at % size, size, bias);
            double tanhC = Math.tanh(o.in(2)[at]);
            double dc = o.in(4)[at] + dH[at] * gate.o() * (1 - tanhC * tanhC);
            int to = at / size * 4 * size + at % size;
            dGates[to] = goesOn ? dc * gate.g() * gate.i() * (1 - gate.i()) : 0;
            dGates[to + size] = goesOn ? dc * o.in(0)[at] * gate.f() * (1 - gate.f()) : 0;
            dGates[to + 2 * size] = goesOn ? dH[at] * tanhC * gate.o() * (1 - gate.o()) : 0;
            dGates[to + 3 * size] = goesOn ? dc * gate.i() * (1 - gate.g() * gate.g()) : 0;
        }
    }
}
