package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The gradients of {@link LSTM}, all at once: they share the way back through the steps. A backend
 * may use what it kept; the definition goes through the steps once more.
 */
public final class LSTMGrad {
    /** Which input the gradient of Y is; those of HN and CN follow. */
    public static final int D_Y = 10;

    /** Which input the lengths are. */
    public static final int LENGTHS = 13;

    /** Which input the peepholes are. */
    public static final int P = 14;

    /** The gradients of X, H0, C0, W, R, B and, where it is there, P. */
    public static final OpDef OP =
            RecurrentLayer.lengths(
                            OpDef.named("LSTMGrad")
                                    .input("X", "the sequences")
                                    .input("H0", "the outputs before the first step")
                                    .input("C0", "the cells before the first step")
                                    .input("W", "weights of X")
                                    .input("R", "weights of the outputs before")
                                    .input("B", "biases")
                                    .input("Y", "the outputs that LSTM gave")
                                    .input("HN", "the last outputs that it gave")
                                    .input("CN", "the last cells that it gave")
                                    .input("Kept", "what it kept")
                                    .input("dY", "the gradient of Y")
                                    .input("dHN", "the gradient of HN")
                                    .input("dCN", "the gradient of CN"))
                    .optionalInput("P", "peepholes")
                    .mayDiffer(RecurrentLayer.DIFFERENCE, Unusual.NAN, Unusual.INFINITY)
                    .summary(
                            "The gradients of LSTM with respect to everything that it computes with.")
                    .formula(
                            "backwards through the steps, with dh = dY[t] + dH and"
                                    + " dz_o = dh tanh(C') o (1 - o):"
                                    + " dc = dC + dh o (1 - tanh(C')^2) + P_o dz_o,"
                                    + " dz_i = dc c i (1 - i), dz_f = dc C f (1 - f),"
                                    + " dz_c = dc i (1 - c^2), dX[t] = dz W', dH = dz R',"
                                    + " dC = dc f + P_i dz_i + P_f dz_f;"
                                    + " dW, dR, dB, dP are sums over all steps")
                    .output("dX", "the gradient of X")
                    .output("dH0", "the gradient of H0")
                    .output("dC0", "the gradient of C0")
                    .output("dW", "the gradient of W")
                    .output("dR", "the gradient of R")
                    .output("dB", "the gradient of B")
                    .optionalOutput("dP", "the gradient of P, where there is one")
                    .attrs(RecurrentLayer.REVERSE)
                    .types(LSTMGrad::types)
                    .flops(node -> RecurrentLayer.flops(node, 2, 2))
                    .kernel(LSTMGrad::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 1f),
                                            LSTM.number(3),
                                            LSTM.number(0),
                                            LSTM.gates(0, 0, 0, 0),
                                            LSTM.gates(0, 0, 0, 0),
                                            NDArray.vector(0, 0, 0, 0),
                                            NDArray.of(Shape.of(1, 1, 1), 0f),
                                            LSTM.number(0),
                                            LSTM.number(0),
                                            NDArray.vector(0),
                                            NDArray.of(Shape.of(1, 1, 1), 4f),
                                            LSTM.number(0),
                                            LSTM.number(2)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 0f),
                                            LSTM.number(0),
                                            LSTM.number(2),
                                            LSTM.gates(0, 0, 2, 0),
                                            LSTM.gates(0, 0, 6, 0),
                                            NDArray.vector(0, 0, 2, 0))))
                    .sample(sample(Map.of(), 3, 2, 3, false, false))
                    .sample(sample(Map.of("reverse", 1), 3, 2, 3, true, false))
                    .sample(sample(Map.of(), 3, 2, 3, true, true))
                    .sample(sample(Map.of("reverse", 1), 3, 2, 3, false, true))
                    .wide(sample(Map.of(), 8, 20, 32, false, true))
                    .build();

    private LSTMGrad() {}

    private static Sample sample(
            Map<String, ?> attrs, int n, int in, int h, boolean peepholes, boolean lengths) {
        int steps = 4;
        List<Sample.Input> inputs = new ArrayList<>(LSTM.inputs(steps, n, in, h));
        Sample.Input y = Sample.real(Shape.of(steps, n, h), -1, 1);
        Sample.Input state = Sample.real(Shape.of(n, h), -1, 1);
        inputs.addAll(List.of(y, state, state, Sample.real(Shape.of(1), -1, 1)));
        inputs.addAll(List.of(y, state, state));
        LSTM.addOptional(inputs, steps, peepholes, lengths);
        return new Sample(attrs, inputs);
    }

    private static List<ArrayType> types(TypeRule.Site site) {
        LSTM.check(site, P, LENGTHS);
        RecurrentLayer.checkResults(site, 2, 6);
        RecurrentLayer.checkResults(site, 2, D_Y);
        List<ArrayType> gradients = new ArrayList<>(site.inputs().subList(0, 6));
        if (site.has(P)) {
            gradients.add(site.in(P));
        }
        return gradients;
    }

    private static void run(Operands o) {
        for (int i = 0; i < o.outputCount(); i++) {
            Arrays.fill(o.out(i), 0, o.outShape(i).intSize(), 0);
        }
        LSTM.Cell cell = LSTM.Cell.of(o, P, LENGTHS);
        for (int n = 0; n < cell.s().count(); n++) {
            back(cell, n);
        }
    }

    /** Goes back through the steps of sequence {@code n}. */
    private static void back(LSTM.Cell cell, int n) {
        Operands o = cell.o();
        Sequences s = cell.s();
        Weights w = Weights.of(o.in(3), o.inShape(3));
        Weights r = Weights.of(o.in(4), o.inShape(4));
        Weights dW = Weights.of(o.out(3), o.outShape(3));
        Weights dR = Weights.of(o.out(4), o.outShape(4));
        double[] dB = o.out(5);
        double[] dP = o.has(P) ? o.out(6) : new double[3 * s.size()];
        int all = 4 * s.size();
        List<LSTM.Step> steps = cell.steps(n);
        double[] dH = s.state(o.in(D_Y + 1), n);
        double[] dC = s.state(o.in(D_Y + 2), n);
        for (int k = steps.size() - 1; k >= 0; k--) {
            LSTM.Step step = steps.get(k);
            double[] dZ = back(cell, step, s.y(n, k), dH, dC, dP);
            w.addBack(o.out(0), s.x(n, k), dZ, 0, all);
            dW.learn(o.in(0), s.x(n, k), dZ, 0, all);
            dR.learn(step.hBefore(), 0, dZ, 0, all);
            for (int j = 0; j < all; j++) {
                dB[j] += dZ[j];
            }
            Arrays.fill(dH, 0);
            r.addBack(dH, 0, dZ, 0, all);
        }
        s.putState(dH, o.out(1), n);
        s.putState(dC, o.out(2), n);
    }

    /**
     * Goes back through the gates of one step; the gradient of the cells after it becomes that of
     * those before it.
     *
     * @return the gradients of what the gates are computed from
     */
    private static double[] back(
            LSTM.Cell cell, LSTM.Step step, int y, double[] dH, double[] dC, double[] dP) {
        int size = dH.length;
        double[] gates = step.gates();
        double[] dZ = new double[4 * size];
        for (int i = 0; i < size; i++) {
            int f = i + size;
            int g = i + 2 * size;
            int out = i + 3 * size;
            double dh = cell.o().in(D_Y)[y + i] + dH[i];
            double tanhC = Math.tanh(step.c()[i]);
            double before = step.cBefore()[i];
            dZ[out] = dh * tanhC * gates[out] * (1 - gates[out]);
            double dc = dC[i] + dh * gates[out] * (1 - tanhC * tanhC) + cell.peep(g, dZ[out]);
            dZ[i] = dc * gates[g] * gates[i] * (1 - gates[i]);
            dZ[f] = dc * before * gates[f] * (1 - gates[f]);
            dZ[g] = dc * gates[i] * (1 - gates[g] * gates[g]);
            dC[i] = dc * gates[f] + cell.peep(i, dZ[i]) + cell.peep(f, dZ[f]);
            dP[i] += before * dZ[i];
            dP[f] += before * dZ[f];
            dP[g] += step.c()[i] * dZ[out];
        }
        return dZ;
    }
}
