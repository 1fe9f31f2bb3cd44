package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Example;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.ops.activation.Sigmoid;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A layer of long short-term memory (Hochreiter and Schmidhuber 1997) over whole sequences, in one
 * direction. Gates stand in the order input, forget, candidate, output; the library's kernels want
 * them so.
 *
 * <p>Peepholes (Gers and Schmidhuber 2000) let gates see the cells: input and forget gate those
 * before the step, the output gate those after it.
 *
 * <p>Where a sequence is shorter than T, its outputs behind its end are zero and what X holds there
 * has no say; the states are those after its own last step. In {@code reverse} that is its first:
 * it is read from its own end.
 */
public final class LSTM {
    /** Which input of the operator the lengths are. */
    public static final int LENGTHS = 6;

    /** Which input of the operator the peepholes are. */
    public static final int P = 7;

    /** The operator. */
    public static final OpDef OP =
            RecurrentLayer.lengths(
                            OpDef.named("LSTM")
                                    .input("X", "the sequences, T x N x I")
                                    .input("H0", "the outputs before the first step, N x H")
                                    .input("C0", "the cells before the first step, N x H")
                                    .input("W", "weights of X, I x 4H: gates i, f, c, o")
                                    .input("R", "weights of the outputs before, H x 4H")
                                    .input("B", "biases, 4H"))
                    .optionalInput("P", "peepholes, 3 x H: gates i, f, o")
                    .mayDiffer(RecurrentLayer.DIFFERENCE, Unusual.NAN, Unusual.INFINITY)
                    .summary("Runs a layer of long short-term memory over sequences.")
                    .formula(
                            "with z = X[t] W + H R + B: i = sigmoid(z_i + P_i C),"
                                    + " f = sigmoid(z_f + P_f C), C' = f C + i tanh(z_c),"
                                    + " o = sigmoid(z_o + P_o C'), Y[t] = H' = o tanh(C')")
                    .output("Y", "the outputs of all steps, T x N x H; zero behind an end")
                    .output("HN", "the outputs after each sequence's last step, N x H")
                    .output("CN", "the cells after each sequence's last step, N x H")
                    .savedOutput("Kept", "what the backend keeps for the gradient")
                    .attrs(RecurrentLayer.REVERSE)
                    .types(
                            site -> {
                                check(site, P, LENGTHS);
                                return List.of(
                                        RecurrentLayer.y(site),
                                        site.in(1),
                                        site.in(2),
                                        RecurrentLayer.kept(site));
                            })
                    .flops(node -> RecurrentLayer.flops(node, 2, 1))
                    .gradient(LSTM::gradient)
                    .kernel(LSTM::run)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 5f),
                                            number(7),
                                            number(2),
                                            gates(0, 0, 0, 0),
                                            gates(0, 0, 0, 0),
                                            NDArray.vector(0, 0, 0, 0)),
                                    List.of(
                                            NDArray.of(Shape.of(1, 1, 1), 0.3807971f),
                                            number(0.3807971f),
                                            number(1))))
                    .sample(sample(Map.of(), 4, false, false))
                    .sample(sample(Map.of("reverse", 1), 4, false, false))
                    .sample(sample(Map.of(), 1, false, false))
                    .sample(sample(Map.of(), 4, true, false))
                    .sample(sample(Map.of(), 5, false, true))
                    .sample(sample(Map.of("reverse", 1), 5, true, true))
                    .wide(wide(Map.of()))
                    .wide(wide(Map.of("reverse", 1)))
                    .build();

    private LSTM() {}

    /** The state of one sequence with one element. */
    static NDArray number(float value) {
        return NDArray.of(Shape.of(1, 1), value);
    }

    /** Weights of one number for each gate. */
    static NDArray gates(float... numbers) {
        return NDArray.of(Shape.of(1, numbers.length), numbers);
    }

    /** The inputs of 3 sequences, 2 numbers a step, states of 3 numbers. */
    static List<Sample.Input> inputs(int steps, int n, int in, int h) {
        return new ArrayList<>(
                List.of(
                        Sample.real(Shape.of(steps, n, in), -1, 1),
                        Sample.real(Shape.of(n, h), -1, 1),
                        Sample.real(Shape.of(n, h), -1, 1),
                        Sample.real(Shape.of(in, 4 * h), -1, 1),
                        Sample.real(Shape.of(h, 4 * h), -1, 1),
                        Sample.real(Shape.of(4 * h), -1, 1)));
    }

    /** Adds peepholes and lengths, where they are wanted. */
    static void addOptional(
            List<Sample.Input> inputs, int steps, boolean peepholes, boolean lengths) {
        int h = inputs.get(1).type().shape().dim(1);
        int n = inputs.get(1).type().shape().dim(0);
        if (lengths || peepholes) {
            Sample.Input given = Sample.whole(DType.INT32, Shape.of(n), 0, steps + 1);
            inputs.add(lengths ? given : Sample.ABSENT);
        }
        if (peepholes) {
            inputs.add(Sample.real(Shape.of(3, h), -1, 1));
        }
    }

    private static Sample sample(
            Map<String, ?> attrs, int steps, boolean peepholes, boolean lengths) {
        List<Sample.Input> inputs = inputs(steps, 3, 2, 3);
        addOptional(inputs, steps, peepholes, lengths);
        return new Sample(attrs, inputs);
    }

    private static Sample wide(Map<String, ?> attrs) {
        List<Sample.Input> inputs = inputs(6, 8, 20, 32);
        addOptional(inputs, 6, false, true);
        return new Sample(attrs, inputs);
    }

    /** Checks the operands, of which those are the peepholes and the lengths. */
    static void check(TypeRule.Site site, int peepholes, int lengths) {
        RecurrentLayer.check(site, 2, 4, 4, lengths);
        if (site.has(peepholes)) {
            RecurrentLayer.require(site, peepholes, Shape.of(3, site.shape(1).dim(1)));
        }
    }

    /**
     * One step of one sequence.
     *
     * @param hBefore the outputs before
     * @param cBefore the cells before
     * @param gates i, f, the candidate and o, as they are used
     * @param h the outputs after it
     * @param c the cells after it
     */
    record Step(double[] hBefore, double[] cBefore, double[] gates, double[] h, double[] c) {}

    /** The layer at work on one sequence after the other. */
    record Cell(Operands o, Sequences s, double[] peepholes) {
        /** The layer of a node of which those inputs are the peepholes and the lengths. */
        static Cell of(Operands o, int peepholes, int lengths) {
            Sequences s = Sequences.of(o, lengths);
            return new Cell(o, s, o.has(peepholes) ? o.in(peepholes) : null);
        }

        /** What peephole {@code i} makes of a number: nothing where there are none. */
        double peep(int i, double x) {
            return peepholes == null ? 0 : peepholes[i] * x;
        }

        /** All steps of sequence {@code n}, in the order in which it goes through them. */
        List<Step> steps(int n) {
            List<Step> steps = new ArrayList<>();
            double[] h = s.state(o.in(1), n);
            double[] c = s.state(o.in(2), n);
            for (int k = 0; k < s.length(n); k++) {
                Step step = step(s.x(n, k), h, c);
                steps.add(step);
                h = step.h;
                c = step.c;
            }
            return steps;
        }

        private Step step(int x, double[] hBefore, double[] cBefore) {
            int size = s.size();
            double[] z = Arrays.copyOf(o.in(5), 4 * size);
            Weights.of(o.in(3), o.inShape(3)).addTo(z, o.in(0), x, 0, 4 * size);
            Weights.of(o.in(4), o.inShape(4)).addTo(z, hBefore, 0, 0, 4 * size);
            double[] h = new double[size];
            double[] c = new double[size];
            for (int i = 0; i < size; i++) {
                int f = i + size;
                int g = i + 2 * size;
                int out = i + 3 * size;
                z[i] = Sigmoid.of(z[i] + peep(i, cBefore[i]));
                z[f] = Sigmoid.of(z[f] + peep(f, cBefore[i]));
                z[g] = Math.tanh(z[g]);
                c[i] = z[f] * cBefore[i] + z[i] * z[g];
                z[out] = Sigmoid.of(z[out] + peep(g, c[i]));
                h[i] = z[out] * Math.tanh(c[i]);
            }
            return new Step(hBefore, cBefore, z, h, c);
        }
    }

    private static void gradient(GradientRule.Site g) {
        Node gradients = RecurrentLayer.gradient(g, LSTMGrad.OP, 2);
        if (g.has(P)) {
            g.inputGradient(P, gradients.output(6));
        }
    }

    private static void run(Operands o) {
        Cell cell = Cell.of(o, P, LENGTHS);
        Sequences s = cell.s;
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        for (int n = 0; n < s.count(); n++) {
            double[] h = s.state(o.in(1), n);
            double[] c = s.state(o.in(2), n);
            List<Step> steps = cell.steps(n);
            for (int k = 0; k < steps.size(); k++) {
                h = steps.get(k).h;
                c = steps.get(k).c;
                System.arraycopy(h, 0, o.out(0), s.y(n, k), s.size());
            }
            s.putState(h, o.out(1), n);
            s.putState(c, o.out(2), n);
        }
        o.out(3)[0] = 0;
    }
}
