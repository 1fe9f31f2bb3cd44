package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A layer of gated recurrent units (Cho et al. 2014) over whole sequences, in one direction. Gates
 * stand in the order update, reset, output. Sequences that are shorter than T are read as by {@link
 * LSTM}.
 *
 * <p>The reset gate is used before the outputs go through their weights, as in the paper, or, with
 * {@code reset_after}, after that, as in cuDNN and PyTorch; then that product has a bias of its
 * own, which the gate resets too.
 */
public final class GRU {
    /** Which input of the operator the lengths are. */
    public static final int LENGTHS = 5;

    /** The attributes, which its gradient shares. */
    static final List<Attr> ATTRS =
            List.of(
                    RecurrentLayer.REVERSE,
                    Attr.ofInt(
                            "reset_after",
                            0,
                            "1: reset what the outputs before give, not these themselves."));

    /** The operator. */
    public static final OpDef OP =
            RecurrentLayer.lengths(
                            OpDef.named("GRU")
                                    .input("X", "the sequences, T x N x I")
                                    .input("H0", "the outputs before the first step, N x H")
                                    .input("W", "weights of X, I x 3H: gates u, r, o")
                                    .input("R", "weights of the outputs before, H x 3H")
                                    .input(
                                            "B",
                                            "biases, 3H; with reset_after 4H: u, r, o and that of"
                                                    + " H R_o"))
                    .summary("Runs a layer of gated recurrent units over sequences.")
                    .formula(
                            "with z = X[t] W + B: u = sigmoid(z_u + H R_u),"
                                    + " r = sigmoid(z_r + H R_r), o = tanh(z_o + (r H) R_o) or,"
                                    + " with reset_after, tanh(z_o + r (H R_o + B_4)),"
                                    + " Y[t] = H' = u H + (1 - u) o")
                    .output("Y", "the outputs of all steps, T x N x H; zero behind an end")
                    .output("HN", "the outputs after each sequence's last step, N x H")
                    .savedOutput("Kept", "what the backend keeps for the gradient")
                    .attrs(ATTRS)
                    .types(
                            site -> {
                                check(site, LENGTHS);
                                return List.of(
                                        RecurrentLayer.y(site),
                                        site.in(1),
                                        RecurrentLayer.kept(site));
                            })
                    .flops(node -> RecurrentLayer.flops(node, 1, 1))
                    .gradient(g -> RecurrentLayer.gradient(g, GRUGrad.OP, 1))
                    .kernel(GRU::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 5f),
                                            LSTM.number(6),
                                            LSTM.gates(0, 0, 0),
                                            LSTM.gates(0, 0, 0),
                                            NDArray.vector(0, 0, 0)),
                                    List.of(NDArray.of(Shape.of(1, 1, 1), 3f), LSTM.number(3))))
                    .sample(sample(Map.of(), 4, false))
                    .sample(sample(Map.of("reverse", 1), 4, false))
                    .sample(sample(Map.of("reset_after", 1), 1, false))
                    .sample(sample(Map.of("reset_after", 1, "reverse", 1), 4, false))
                    .sample(sample(Map.of(), 5, true))
                    .sample(sample(Map.of("reset_after", 1, "reverse", 1), 5, true))
                    .wide(new Sample(Map.of(), inputs(Map.of(), 6, 8, 20, 32, true)))
                    .wide(wideAfter())
                    .build();

    private GRU() {}

    private static Sample sample(Map<String, ?> attrs, int steps, boolean lengths) {
        return new Sample(attrs, inputs(attrs, steps, 3, 2, 3, lengths));
    }

    private static Sample wideAfter() {
        Map<String, ?> attrs = Map.of("reset_after", 1);
        return new Sample(attrs, inputs(attrs, 6, 8, 20, 32, false));
    }

    /** The inputs of a sample with those attributes. */
    static List<Sample.Input> inputs(
            Map<String, ?> attrs, int steps, int n, int in, int h, boolean lengths) {
        List<Sample.Input> inputs = RNN.inputs(3, steps, n, in, h, lengths);
        if (attrs.containsKey("reset_after")) {
            inputs.set(4, Sample.real(Shape.of(4 * h), -1, 1));
        }
        return inputs;
    }

    /** Checks the operands, of which those are the lengths. */
    static void check(TypeRule.Site site, int lengths) {
        int biases = site.attrs().flag("reset_after") ? 4 : 3;
        RecurrentLayer.check(site, 1, 3, biases, lengths);
    }

    /**
     * One step of one sequence.
     *
     * @param before the outputs before
     * @param gates u, r and o, as they are used
     * @param inner what goes into the weights of o, r H; with reset_after what comes out of them
     * @param h the outputs after it
     */
    record Step(double[] before, double[] gates, double[] inner, double[] h) {}

    /** The layer at work on one sequence after the other. */
    record Cell(Operands o, Sequences s, boolean resetAfter) {
        /** The layer of a node of which that input are the lengths. */
        static Cell of(Operands o, int lengths) {
            return new Cell(o, Sequences.of(o, lengths), o.attrs().flag("reset_after"));
        }

        /** All steps of sequence {@code n}, in the order in which it goes through them. */
        List<Step> steps(int n) {
            List<Step> steps = new ArrayList<>();
            double[] h = s.state(o.in(1), n);
            for (int k = 0; k < s.length(n); k++) {
                Step step = step(s.x(n, k), h);
                steps.add(step);
                h = step.h;
            }
            return steps;
        }

        private Step step(int x, double[] before) {
            int size = s.size();
            Weights r = Weights.of(o.in(3), o.inShape(3));
            double[] z = Arrays.copyOf(o.in(4), 3 * size);
            Weights.of(o.in(2), o.inShape(2)).addTo(z, o.in(0), x, 0, 3 * size);
            r.addTo(z, before, 0, 0, 2 * size);
            for (int i = 0; i < 2 * size; i++) {
                z[i] = Sigmoid.of(z[i]);
            }
            double[] inner = resetAfter ? after(r, before, z) : before(r, before, z);
            double[] h = new double[size];
            for (int i = 0; i < size; i++) {
                int out = i + 2 * size;
                z[out] = Math.tanh(z[out]);
                h[i] = z[i] * before[i] + (1 - z[i]) * z[out];
            }
            return new Step(before, z, inner, h);
        }

        /** Adds what reset outputs give to the output gate; the reset outputs. */
        private double[] before(Weights r, double[] h, double[] z) {
            double[] reset = new double[s.size()];
            for (int i = 0; i < reset.length; i++) {
                reset[i] = z[i + reset.length] * h[i];
            }
            r.addTo(z, reset, 0, 2 * reset.length, 3 * reset.length);
            return reset;
        }

        /** Adds to the output gate what the outputs give, reset; what they give. */
        private double[] after(Weights r, double[] h, double[] z) {
            int size = s.size();
            double[] products = new double[3 * size];
            System.arraycopy(o.in(4), 3 * size, products, 2 * size, size);
            r.addTo(products, h, 0, 2 * size, 3 * size);
            double[] given = Arrays.copyOfRange(products, 2 * size, 3 * size);
            for (int i = 0; i < size; i++) {
                z[i + 2 * size] += z[i + size] * given[i];
            }
            return given;
        }
    }

    private static void run(Operands o) {
        Cell cell = Cell.of(o, LENGTHS);
        Sequences s = cell.s;
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        for (int n = 0; n < s.count(); n++) {
            double[] h = s.state(o.in(1), n);
            List<Step> steps = cell.steps(n);
            for (int k = 0; k < steps.size(); k++) {
                h = steps.get(k).h;
                System.arraycopy(h, 0, o.out(0), s.y(n, k), s.size());
            }
            s.putState(h, o.out(1), n);
        }
        o.out(2)[0] = 0;
    }
}
