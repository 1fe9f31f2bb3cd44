package org.duograph.ops.recurrent;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
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

    /** The gradients of H_prev and the gates; that of the reset gate is zero. */
    public static final OpDef GRAD =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("GRUUnitGrad")
                                            .input("H_prev", "the output before")
                                            .input("gates", "the gates")
                                            .input("dH", "the gradient of H")),
                            1,
                            3,
                            1)
                    .summary("The gradients of GRUUnit with respect to H_prev and gates.")
                    .formula(
                            "with z = sigmoid(u):"
                                    + " dH_prev = dH * z, dr = 0,"
                                    + " du = dH * (H_prev - tanh(o)) * z * (1 - z),"
                                    + " do = dH * (1 - z) * (1 - tanh(o)^2)")
                    .output("dH_prev", "the gradient of H_prev")
                    .output("dgates", "the gradient of gates")
                    .attrs(RecurrentUnit.ATTRS)
                    .inPlace(0, 2)
                    .types(site -> List.of(site.in(0), site.in(1)))
                    .kernel(GRUUnit::grad)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(state(2), GATES, state(4), LENGTH, T),
                                    List.of(state(2), NDArray.of(Shape.of(1, 1, 3), 0f, 2, 2))))
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
        Value[] read = RecurrentUnit.andLengths(g, 1, g.input(0), g.input(1), g.outputGradient(0));
        g.inputGradients(g.appendNode(GRAD, g.attrs().given(), read));
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
            double z = Sigmoid.of(gates[gate + size]);
            o.out(0)[at] =
                    RecurrentUnit.goesOn(o, at / size)
                            ? z * hPrev[at] + (1 - z) * Math.tanh(gates[gate + 2 * size])
                            : RecurrentUnit.ended(o, hPrev[at]);
        }
    }

    private static void grad(Operands o) {
        int size = o.inShape(0).dim(2);
        double[] gates = o.in(1);
        double[] dGates = o.out(1);
        for (int at = 0; at < o.inShape(0).intSize(); at++) {
            boolean goesOn = RecurrentUnit.goesOn(o, at / size);
            double dH = o.in(2)[at];
            int gate = gate(at, size);
            double z = Sigmoid.of(gates[gate + size]);
            double output = Math.tanh(gates[gate + 2 * size]);
            dGates[gate] = 0;
            dGates[gate + size] = goesOn ? dH * (o.in(0)[at] - output) * z * (1 - z) : 0;
            dGates[gate + 2 * size] = goesOn ? dH * (1 - z) * (1 - output * output) : 0;
            o.out(0)[at] = goesOn ? dH * z : RecurrentUnit.ended(o, dH);
        }
    }
}
