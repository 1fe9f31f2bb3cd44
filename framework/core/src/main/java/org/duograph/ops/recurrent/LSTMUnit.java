package org.duograph.ops.recurrent;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Value;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.ops.math.Terms;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * One step of a long short-term memory (Hochreiter and Schmidhuber 1997), once the gates have been
 * computed: for each sequence they stand in the order input, forget, output, candidate.
 */
public final class LSTMUnit {
    static final Attr FORGET_BIAS =
            Attr.ofFloat("forget_bias", 0, "A number to add to the forget gate.");
    static final NDArray T = NDArray.of(Shape.of(1), 0);
    static final NDArray LENGTH = NDArray.of(Shape.of(1), 1);
    static final NDArray GATES = NDArray.of(Shape.of(1, 1, 4), 0f, 0, 0, 0);

    /** The operator. */
    public static final OpDef OP =
            RecurrentUnit.samples(
                            RecurrentUnit.withLengths(
                                    OpDef.named("LSTMUnit")
                                            .input("H_prev", "the output before, 1 x N x D")
                                            .input("C_prev", "the cells before, 1 x N x D")
                                            .input("gates", "i, f, o and g, 1 x N x 4D")),
                            1,
                            1,
                            4)
                    .summary("One step of a long short-term memory, from its gates.")
                    .formula(
                            "C = sigmoid(f) * C_prev + sigmoid(i) * tanh(g),"
                                    + " H = sigmoid(o) * tanh(C)")
                    .output("H", "the output, 1 x N x D")
                    .output("C", "the cells, 1 x N x D")
                    .attrs(FORGET_BIAS)
                    .attrs(RecurrentUnit.ATTRS)
                    .inPlace(0, 0)
                    .inPlace(1, 1)
                    .types(
                            site -> {
                                RecurrentUnit.check(site, 2, 4);
                                return List.of(site.in(0), site.in(0));
                            })
                    .gradient(LSTMUnit::gradient)
                    .kernel(LSTMUnit::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(state(7), state(2), GATES, LENGTH, T),
                                    List.of(state(0.3807971f), state(1))))
                    .build();

    private LSTMUnit() {}

    /** A state of one sequence with one element. */
    static NDArray state(float value) {
        return NDArray.of(Shape.of(1, 1, 1), value);
    }

    private static void gradient(GradientRule.Site g) {
        Terms t = new Terms(g);
        Value dH = t.outputGradient(0);
        Value dC = t.outputGradient(1);
        Value[] read = RecurrentUnit.andLengths(g, 2, g.input(1), g.input(2), g.output(1), dH, dC);
        g.inputGradients(g.appendNode(LSTMUnitGrad.OP, g.attrs().given(), read));
    }

    /** The gates of one element. */
    record Gates(double i, double f, double o, double g) {
        /** The gates of element {@code d} of sequence {@code n}, of {@code D} elements each. */
        static Gates at(double[] x, int n, int d, int size, double forgetBias) {
            int at = n * 4 * size + d;
            return new Gates(
                    Sigmoid.of(x[at]),
                    Sigmoid.of(x[at + size] + forgetBias),
                    Sigmoid.of(x[at + 2 * size]),
                    Math.tanh(x[at + 3 * size]));
        }
    }

    private static void run(Operands o) {
        int size = o.inShape(0).dim(2);
        double bias = o.attrs().f("forget_bias");
        for (int at = 0; at < o.outShape(0).intSize(); at++) {
            if (RecurrentUnit.goesOn(o, at / size)) {
                Gates gate = Gates.at(o.in(2), at / size, at % size, size, bias);
                double c = gate.f * o.in(1)[at] + gate.i * gate.g;
                o.out(1)[at] = c;
                o.out(0)[at] = gate.o * Math.tanh(c);
            } else {
                o.out(0)[at] = RecurrentUnit.ended(o, o.in(0)[at]);
                o.out(1)[at] = RecurrentUnit.ended(o, o.in(1)[at]);
            }
        }
    }
}
