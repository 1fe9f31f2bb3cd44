package org.duograph.ops.recurrent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Attr;
import org.duograph.graph.Attrs;
import org.duograph.graph.Example;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceKernel.Operands;
import org.duograph.graph.Sample;
import org.duograph.graph.TypeRule;
import org.duograph.graph.Unusual;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A plain recurrent layer (Elman 1990) over whole sequences, in one direction. Sequences that are
 * shorter than T are read as by {@link LSTM}.
 */
public final class RNN {
    /** Which input of the operator the lengths are. */
    public static final int LENGTHS = 5;

    /** Which input of its gradient operator the gradient of Y is; that of HN follows. */
    public static final int D_Y = 8;

    /** Which input of its gradient operator the lengths are. */
    public static final int GRAD_LENGTHS = 10;

    private static final List<Attr> ATTRS =
            List.of(
                    RecurrentLayer.REVERSE,
                    Attr.ofString("activation", "tanh", "What follows the sum: tanh or relu."));

    private static final NDArray NUMBER = NDArray.of(Shape.of(1, 1), 1f);

    /** The gradients of X, H0, W, R and B. */
    public static final OpDef GRAD =
            RecurrentLayer.lengths(
                            OpDef.named("RNNGrad")
                                    .input("X", "the sequences")
                                    .input("H0", "the outputs before the first step")
                                    .input("W", "weights of X")
                                    .input("R", "weights of the outputs before")
                                    .input("B", "biases")
                                    .input("Y", "the outputs that RNN gave")
                                    .input("HN", "the last outputs that it gave")
                                    .input("Kept", "what it kept")
                                    .input("dY", "the gradient of Y")
                                    .input("dHN", "the gradient of HN"))
                    .mayDiffer(RecurrentLayer.DIFFERENCE, Unusual.NAN, Unusual.INFINITY)
                    .summary(
                            "The gradients of RNN with respect to everything that it computes with.")
                    .formula(
                            "backwards through the steps: dz = (dY[t] + dH) activation'(z),"
                                    + " dX[t] = dz W', dH = dz R'; dW, dR, dB are sums over all"
                                    + " steps")
                    .output("dX", "the gradient of X")
                    .output("dH0", "the gradient of H0")
                    .output("dW", "the gradient of W")
                    .output("dR", "the gradient of R")
                    .output("dB", "the gradient of B")
                    .attrs(ATTRS)
                    .types(
                            site -> {
                                check(site, GRAD_LENGTHS);
                                RecurrentLayer.checkResults(site, 1, 5);
                                RecurrentLayer.checkResults(site, 1, D_Y);
                                return site.inputs().subList(0, 5);
                            })
                    .flops(node -> RecurrentLayer.flops(node, 1, 2))
                    .kernel(RNN::grad)
                    .example(
                            new Example(
                                    Map.of("activation", "relu"),
                                    List.of(
                                            step(2),
                                            NUMBER,
                                            LSTM.number(3),
                                            LSTM.number(4),
                                            NDArray.vector(-5),
                                            step(0),
                                            LSTM.number(0),
                                            NDArray.vector(0),
                                            step(1),
                                            LSTM.number(0)),
                                    List.of(
                                            step(3),
                                            LSTM.number(4),
                                            LSTM.number(2),
                                            LSTM.number(1),
                                            NDArray.vector(1))))
                    .sample(gradSample(Map.of(), 3, 2, 3, false))
                    .sample(gradSample(Map.of("reverse", 1, "activation", "relu"), 3, 2, 3, false))
                    .sample(gradSample(Map.of("reverse", 1), 3, 2, 3, true))
                    .wide(gradSample(Map.of(), 8, 20, 32, false))
                    .build();

    /** The operator. */
    public static final OpDef OP =
            RecurrentLayer.lengths(
                            OpDef.named("RNN")
                                    .input("X", "the sequences, T x N x I")
                                    .input("H0", "the outputs before the first step, N x H")
                                    .input("W", "weights of X, I x H")
                                    .input("R", "weights of the outputs before, H x H")
                                    .input("B", "biases, H"))
                    .mayDiffer(RecurrentLayer.DIFFERENCE, Unusual.NAN, Unusual.INFINITY)
                    .summary("Runs a plain recurrent layer over sequences.")
                    .formula("Y[t] = H' = activation(X[t] W + H R + B)")
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
                    .gradient(g -> RecurrentLayer.gradient(g, GRAD, 1))
                    .kernel(RNN::run)
                    .example(
                            new Example(
                                    Map.of("activation", "relu"),
                                    List.of(
                                            step(2),
                                            NUMBER,
                                            LSTM.number(3),
                                            LSTM.number(4),
                                            NDArray.vector(-5)),
                                    List.of(step(5), LSTM.number(5))))
                    .sample(new Sample(Map.of(), inputs(1, 4, 3, 2, 3, false)))
                    .sample(new Sample(Map.of("reverse", 1), inputs(1, 4, 3, 2, 3, false)))
                    .sample(new Sample(Map.of("activation", "relu"), inputs(1, 1, 3, 2, 3, false)))
                    .sample(new Sample(Map.of(), inputs(1, 5, 3, 2, 3, true)))
                    .sample(new Sample(Map.of("reverse", 1), inputs(1, 5, 3, 2, 3, true)))
                    .wide(new Sample(Map.of(), inputs(1, 6, 8, 20, 32, false)))
                    .build();

    private RNN() {}

    private static NDArray step(float value) {
        return NDArray.of(Shape.of(1, 1, 1), value);
    }

    /** The inputs of a layer of one state: of RNN with one gate, of GRU with three. */
    static List<Sample.Input> inputs(int gates, int steps, int n, int in, int h, boolean lengths) {
        List<Sample.Input> inputs =
                new ArrayList<>(
                        List.of(
                                Sample.real(Shape.of(steps, n, in), -1, 1),
                                Sample.real(Shape.of(n, h), -1, 1),
                                Sample.real(Shape.of(in, gates * h), -1, 1),
                                Sample.real(Shape.of(h, gates * h), -1, 1),
                                Sample.real(Shape.of(gates * h), -1, 1)));
        if (lengths) {
            inputs.add(Sample.whole(DType.INT32, Shape.of(n), 0, steps + 1));
        }
        return inputs;
    }

    /** What the gradient of a layer of one state reads between its biases and its lengths. */
    static List<Sample.Input> results(int steps, int n, int h) {
        Sample.Input y = Sample.real(Shape.of(steps, n, h), -1, 1);
        Sample.Input state = Sample.real(Shape.of(n, h), -1, 1);
        return List.of(y, state, Sample.real(Shape.of(1), -1, 1), y, state);
    }

    private static Sample gradSample(Map<String, ?> attrs, int n, int in, int h, boolean lengths) {
        List<Sample.Input> inputs = inputs(1, 4, n, in, h, lengths);
        inputs.addAll(5, results(4, n, h));
        return new Sample(attrs, inputs);
    }

    private static void check(TypeRule.Site site, int lengths) {
        RecurrentLayer.check(site, 1, 1, 1, lengths);
        isRelu(site.attrs());
    }

    /** Whether the activation is relu, not tanh. */
    public static boolean isRelu(Attrs attrs) {
        String activation = attrs.s("activation");
        if (!activation.equals("tanh") && !activation.equals("relu")) {
            throw new IllegalArgumentException(
                    "activation must be tanh or relu, found \"" + activation + "\"");
        }
        return activation.equals("relu");
    }

    /** The outputs after each step of sequence {@code n}, and before the first. */
    private static double[][] steps(Operands o, Sequences s, int n) {
        boolean relu = isRelu(o.attrs());
        Weights w = Weights.of(o.in(2), o.inShape(2));
        Weights r = Weights.of(o.in(3), o.inShape(3));
        double[][] h = new double[s.length(n) + 1][];
        h[0] = s.state(o.in(1), n);
        for (int k = 0; k < s.length(n); k++) {
            double[] z = Arrays.copyOf(o.in(4), s.size());
            w.addTo(z, o.in(0), s.x(n, k), 0, s.size());
            r.addTo(z, h[k], 0, 0, s.size());
            for (int i = 0; i < z.length; i++) {
                z[i] = relu ? Math.max(z[i], 0) : Math.tanh(z[i]);
            }
            h[k + 1] = z;
        }
        return h;
    }

    private static void run(Operands o) {
        Sequences s = Sequences.of(o, LENGTHS);
        Arrays.fill(o.out(0), 0, o.outShape(0).intSize(), 0);
        for (int n = 0; n < s.count(); n++) {
            double[][] h = steps(o, s, n);
            for (int k = 0; k < s.length(n); k++) {
                System.arraycopy(h[k + 1], 0, o.out(0), s.y(n, k), s.size());
            }
            s.putState(h[s.length(n)], o.out(1), n);
        }
        o.out(2)[0] = 0;
    }

    private static void grad(Operands o) {
        for (int i = 0; i < o.outputCount(); i++) {
            Arrays.fill(o.out(i), 0, o.outShape(i).intSize(), 0);
        }
        Sequences s = Sequences.of(o, GRAD_LENGTHS);
        boolean relu = isRelu(o.attrs());
        Weights w = Weights.of(o.in(2), o.inShape(2));
        Weights r = Weights.of(o.in(3), o.inShape(3));
        Weights dW = Weights.of(o.out(2), o.outShape(2));
        Weights dR = Weights.of(o.out(3), o.outShape(3));
        double[] dB = o.out(4);
        for (int n = 0; n < s.count(); n++) {
            double[][] h = steps(o, s, n);
            double[] dH = s.state(o.in(D_Y + 1), n);
            for (int k = s.length(n) - 1; k >= 0; k--) {
                double[] dZ = new double[s.size()];
                for (int i = 0; i < dZ.length; i++) {
                    double y = h[k + 1][i];
                    double slope = relu ? (y > 0 ? 1 : 0) : 1 - y * y;
                    dZ[i] = (o.in(D_Y)[s.y(n, k) + i] + dH[i]) * slope;
                    dB[i] += dZ[i];
                }
                w.addBack(o.out(0), s.x(n, k), dZ, 0, s.size());
                dW.learn(o.in(0), s.x(n, k), dZ, 0, s.size());
                dR.learn(h[k], 0, dZ, 0, s.size());
                Arrays.fill(dH, 0);
                r.addBack(dH, 0, dZ, 0, s.size());
            }
            s.putState(dH, o.out(1), n);
        }
    }
}
