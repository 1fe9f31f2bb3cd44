package org.duograph.ops.recurrent;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.Unusual;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The gradients of {@link GRU}, all at once: they share the way back through the steps. A backend
 * may use what it kept; the definition goes through the steps once more.
 */
public final class GRUGrad {
    /** Which input the gradient of Y is; that of HN follows. */
    public static final int D_Y = 8;

    /** Which input the lengths are. */
    public static final int LENGTHS = 10;

    /** The gradients of X, H0, W, R and B. */
    public static final OpDef OP =
            RecurrentLayer.lengths(
                            OpDef.named("GRUGrad")
                                    .input("X", "the sequences")
                                    .input("H0", "the outputs before the first step")
                                    .input("W", "weights of X")
                                    .input("R", "weights of the outputs before")
                                    .input("B", "biases")
                                    .input("Y", "the outputs that GRU gave")
                                    .input("HN", "the last outputs that it gave")
                                    .input("Kept", "what it kept")
                                    .input("dY", "the gradient of Y")
                                    .input("dHN", "the gradient of HN"))
                    .mayDiffer(RecurrentLayer.DIFFERENCE, Unusual.NAN, Unusual.INFINITY)
                    .summary(
                            "The gradients of GRU with respect to everything that it computes with.")
                    .formula(
                            "backwards through the steps, with dh = dY[t] + dH:"
                                    + " dz_u = dh (H - o) u (1 - u), dz_o = dh (1 - u) (1 - o^2),"
                                    + " dz_r = (dz_o R_o') H r (1 - r), dX[t] = dz W',"
                                    + " dH = dh u + (dz_o R_o') r + dz_u R_u' + dz_r R_r';"
                                    + " with reset_after"
                                    + " dz_r = dz_o (H R_o + B_4) r (1 - r) and"
                                    + " dH = dh u + (dz_o r) R_o' + dz_u R_u' + dz_r R_r';"
                                    + " dW, dR, dB are sums over all steps")
                    .output("dX", "the gradient of X")
                    .output("dH0", "the gradient of H0")
                    .output("dW", "the gradient of W")
                    .output("dR", "the gradient of R")
                    .output("dB", "the gradient of B")
                    .attrs(GRU.ATTRS)
                    .types(
                            site -> {
                                GRU.check(site, LENGTHS);
                                RecurrentLayer.checkResults(site, 1, 5);
                                RecurrentLayer.checkResults(site, 1, D_Y);
                                return site.inputs().subList(0, 5);
                            })
                    .flops(node -> RecurrentLayer.flops(node, 1, 2))
                    .kernel(GRUGrad::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 1f),
                                            LSTM.number(2),
                                            LSTM.gates(0, 0, 0),
                                            LSTM.gates(0, 0, 0),
                                            NDArray.vector(0, 0, 0),
                                            NDArray.of(Shape.of(1, 1, 1), 0f),
                                            LSTM.number(0),
                                            NDArray.vector(0),
                                            NDArray.of(Shape.of(1, 1, 1), 4f),
                                            LSTM.number(0)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 0f),
                                            LSTM.number(2),
                                            LSTM.gates(2, 0, 2),
                                            LSTM.gates(4, 0, 2),
                                            NDArray.vector(2, 0, 2))))
                    .sample(sample(Map.of(), 3, 2, 3, false))
                    .sample(sample(Map.of("reset_after", 1, "reverse", 1), 3, 2, 3, false))
                    .sample(sample(Map.of("reverse", 1), 3, 2, 3, true))
                    .sample(sample(Map.of("reset_after", 1), 3, 2, 3, true))
                    .wide(sample(Map.of(), 8, 20, 32, true))
                    .build();

    private GRUGrad() {}

    private static Sample sample(Map<String, ?> attrs, int n, int in, int h, boolean lengths) {
        List<Sample.Input> inputs = GRU.inputs(attrs, 4, n, in, h, lengths);
        inputs.addAll(5, RNN.results(4, n, h));
        return new Sample(attrs, inputs);
    }

    private static void run(Operands o) {
        for (int i = 0; i < o.outputCount(); i++) {
            Arrays.fill(o.out(i), 0, o.outShape(i).intSize(), 0);
        }
        GRU.Cell cell = GRU.Cell.of(o, LENGTHS);
        for (int n = 0; n < cell.s().count(); n++) {
            back(cell, n);
        }
    }

    /** Goes back through the steps of sequence {@code n}. */
    private static void back(GRU.Cell cell, int n) {
        Operands o = cell.o();
        Sequences s = cell.s();
        Weights w = Weights.of(o.in(2), o.inShape(2));
        Weights dW = Weights.of(o.out(2), o.outShape(2));
        int all = 3 * s.size();
        List<GRU.Step> steps = cell.steps(n);
        double[] dH = s.state(o.in(D_Y + 1), n);
        for (int k = steps.size() - 1; k >= 0; k--) {
            for (int i = 0; i < s.size(); i++) {
                dH[i] += o.in(D_Y)[s.y(n, k) + i];
            }
            double[] dZ = back(cell, steps.get(k), dH);
            w.addBack(o.out(0), s.x(n, k), dZ, 0, all);
            dW.learn(o.in(0), s.x(n, k), dZ, 0, all);
            for (int j = 0; j < all; j++) {
                o.out(4)[j] += dZ[j];
            }
        }
        s.putState(dH, o.out(1), n);
    }

    /**
     * Goes back through one step; the gradient of the outputs after it becomes that of those before
     * it.
     *
     * @return the gradients of what X contributes to each gate
     */
    private static double[] back(GRU.Cell cell, GRU.Step step, double[] dH) {
        int size = dH.length;
        double[] gates = step.gates();
        double[] dZ = new double[3 * size];
        for (int i = 0; i < size; i++) {
            double u = gates[i];
            double out = gates[i + 2 * size];
            dZ[i] = dH[i] * (step.before()[i] - out) * u * (1 - u);
            dZ[i + 2 * size] = dH[i] * (1 - u) * (1 - out * out);
            dH[i] *= u;
        }
        if (cell.resetAfter()) {
            resetAfter(cell, step, dZ, dH);
        } else {
            resetBefore(cell, step, dZ, dH);
        }
        return dZ;
    }

    /** Through r H and its weights to the reset gate and to H. */
    private static void resetBefore(GRU.Cell cell, GRU.Step step, double[] dZ, double[] dH) {
        int size = dH.length;
        Operands o = cell.o();
        Weights r = Weights.of(o.in(3), o.inShape(3));
        Weights dR = Weights.of(o.out(3), o.outShape(3));
        double[] dReset = new double[size];
        r.addBack(dReset, 0, dZ, 2 * size, 3 * size);
        for (int i = 0; i < size; i++) {
            double reset = step.gates()[i + size];
            dZ[i + size] = dReset[i] * step.before()[i] * reset * (1 - reset);
            dH[i] += dReset[i] * reset;
        }
        r.addBack(dH, 0, dZ, 0, 2 * size);
        dR.learn(step.before(), 0, dZ, 0, 2 * size);
        dR.learn(step.inner(), 0, dZ, 2 * size, 3 * size);
    }

    /** Through r (H R_o + B_4) to the reset gate, to H, to the weights and to the last bias. */
    private static void resetAfter(GRU.Cell cell, GRU.Step step, double[] dZ, double[] dH) {
        int size = dH.length;
        Operands o = cell.o();
        double[] dProducts = dZ.clone();
        for (int i = 0; i < size; i++) {
            double reset = step.gates()[i + size];
            int out = i + 2 * size;
            dZ[i + size] = dZ[out] * step.inner()[i] * reset * (1 - reset);
            dProducts[i + size] = dZ[i + size];
            dProducts[out] = dZ[out] * reset;
            o.out(4)[i + 3 * size] += dProducts[out];
        }
        Weights.of(o.in(3), o.inShape(3)).addBack(dH, 0, dProducts, 0, 3 * size);
        Weights.of(o.out(3), o.outShape(3)).learn(step.before(), 0, dProducts, 0, 3 * size);
    }
}
