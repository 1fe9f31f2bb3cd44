package org.duograph.ops.recurrent;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One step of a gated recurrent unit (Cho et al. 2014), once the gates have been computed: for each
 * sequence they stand in the order reset, update, output. The reset gate has been used already, on
 * the way to the output gate, and has no say here.
 */
public final class GRUUnit {
    private static final NDArray T = NDArray.of(Shape.of(1), 0);
    private static final NDArray LENGTH = NDArray.of(Shape.of(1), 1);
    private static final NDArray GATES = NDArray.of(Shape.of(1, 1, 3), 9f, 0, 0);

    /** The gradient of H_prev. */
    public static final OpDef GRAD_H =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("GRUUnitGradH")
                                            .input("dH", "the gradient of H")
                                            .input("gates", "the gates")),
                            1,
                            3)
                    .summary("The gradient of GRUUnit with respect to H_prev.")
                    .formula("dH_prev = dH * sigmoid(u)")
                    .output("dH_prev", "the gradient of H_prev")
                    .attrs(RecurrentUnit.ATTRS)
                    .inPlace(0, 0)
                    .types(site -> List.of(site.in(0)))
                    .kernel(GRUUnit::gradH)
                    .example(Example.of(state(6), GATES, LENGTH, T, state(3)))
                    .build();

    /** The gradient of the gates; that of the reset gate is zero. */
    public static final OpDef GRAD_GATES =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("GRUUnitGradGates")
                                            .input("H_prev", "the output before")
                                            .input("gates", "the gates")
                                            .input("dH", "the gradient of H")),
                            1,
                            3,
                            1)
                    .summary("The gradient of GRUUnit with respect to gates.")
                    .formula(
                            "with z = sigmoid(u):"
                                    + " dr = 0,"
                                    + " du = dH * (H_prev - tanh(o)) * z * (1 - z),"
                                    + " do = dH * (1 - z) * (1 - tanh(o)^2)")
                    .output("dgates", "the gradient of gates")
                    .attrs(RecurrentUnit.ATTRS)
                    .types(site -> List.of(site.in(1)))
                    .kernel(GRUUnit::gradGates)
                    .example(
                            Example.of(
                                    state(2),
                                    GATES,
                                    state(4),
                                    LENGTH,
                                    T,
                                    NDArray.of(Shape.of(1, 1, 3), 0f, 2, 2)))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("GRUUnit")
                                            .input("H_prev", "the output before, 1 x N x D")
                                            .input("gates", "r, u and o, 1 x N x 3D")),
                            1,
                            3)
                    .summary("One step of a gated recurrent unit, from its gates.")
                    .formula("H = sigmoid(u) * H_prev + (1 - sigmoid(u)) * tanh(o)")
                    .output("H", "the output, 1 x N x D")
                    .attrs(RecurrentUnit.ATTRS)
                    .inPlace(0, 0)
                    .types(
                            site -> {
                                RecurrentUnit.check(site, 1, 3);
                                return List.of(site.in(0));
                            })
                    .gradient(GRUUnit::gradient)
                    .kernel(GRUUnit::run)
                    .example(Example.of(state(6), GATES, LENGTH, T, state(3)))
                    .build();

    private GRUUnit() {}

    private static NDArray state(float value) {
        return NDArray.of(Shape.of(1, 1, 1), value);
    }

    private static void gradient(GradientRule.Site g) {
        Map<String, Object> attrs = g.attrs().given();
        Value dH = g.outputGradient(0);
        Value gates = g.input(1);
        g.inputGradient(0, g.append(GRAD_H, attrs, RecurrentUnit.andLengths(g, 1, dH, gates)));
        g.inputGradient(
                1,
                g.append(GRAD_GATES, attrs, RecurrentUnit.andLengths(g, 1, g.input(0), gates, dH)));
    }

    /**
     * Where the reset gate of element {@code at} stands; update and output follow at a distance.
     */
    private static int gate(int at, int size) {
        return at / size * 3 * size + at % size;
    }

    private static void run(Operands o) {
        int size = o.inShape(0).dim(2);
        double[] hPrev = o.in(0);
        double[] gates = o.in(1);
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            int gate = gate(at, size);
            double z = RecurrentUnit.sigmoid(gates[gate + size]);
            o.out(0)[at] =
                    RecurrentUnit.goesOn(o, at / size)
                            ? z * hPrev[at] + (1 - z) * Math.tanh(gates[gate + 2 * size])
                            : RecurrentUnit.ended(o, hPrev[at]);
        }
    }

    private static void gradH(Operands o) {
        int size = o.inShape(0).dim(2);
        double[] dH = o.in(0);
        double[] gates = o.in(1);
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            o.out(0)[at] =
                    RecurrentUnit.goesOn(o, at / size)
                            ? dH[at] * RecurrentUnit.sigmoid(gates[gate(at, size) + size])
                            : RecurrentUnit.ended(o, dH[at]);
        }
    }

    private static void gradGates(Operands o) {
        int size = o.inShape(0).dim(2);
        double[] gates = o.in(1);
        double[] dH = o.in(2);
        double[] dGates = o.out(0);
        for (int at = 0; at < o.inShape(0).intSize(); at++) {
            boolean goesOn = RecurrentUnit.goesOn(o, at / size);
            int gate = gate(at, size);
            double z = RecurrentUnit.sigmoid(gates[gate + size]);
            double output = Math.tanh(gates[gate + 2 * size]);
            dGates[gate] = 0;
            dGates[gate + size] = goesOn ? dH[at] * (o.in(0)[at] - output) * z * (1 - z) : 0;
            dGates[gate + 2 * size] = goesOn ? dH[at] * (1 - z) * (1 - output * output) : 0;
        }
    }
}
