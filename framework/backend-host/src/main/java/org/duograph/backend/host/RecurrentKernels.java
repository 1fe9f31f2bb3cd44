package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;

/** One step of recurrent units, from their gates; the gradients compute the gates again. */
final class RecurrentKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "LSTMUnit" -> of(RecurrentKernels::lstm);
            case "LSTMUnitGrad" -> of(RecurrentKernels::lstmGrad);
            case "GRUUnit" -> of(RecurrentKernels::gru).inPlace(0, 0);
            case "GRUUnitGrad" -> of(RecurrentKernels::gruGrad).inPlace(0, 2);
            default -> null;
        };
    }

    private static HostKernel of(HostKernel.Loop loop) {
        return HostKernel.ofAnyType(HostKernel::givesFloat, loop);
    }

    /**
     * The sequences at this step.
     *
     * @param n how many
     * @param d elements of each
     * @param lengths of each, or null where none ever ends
     * @param t the number of the step
     * @param drop whether the state of a sequence that has ended becomes zero
     */
    private record Sequences(int n, int d, IntBuffer lengths, IntBuffer t, boolean drop) {
        static Sequences of(Node node, HostArrays arrays) {
            int last = node.inputs().size() - 1;
            boolean given = !node.input(last - 1).isAbsent();
            return new Sequences(
                    node.input(0).shape().dim(1),
                    node.input(0).shape().dim(2),
                    given ? arrays.input(last - 1).asInts() : null,
                    arrays.input(last).asInts(),
                    node.attrs().flag("drop_states"));
        }

        int size() {
            return n * d;
        }

        /** Whether the sequence of element {@code at} goes on. */
        boolean goOn(int at) {
            return lengths == null || t.get(0) < lengths.get(at / d);
        }

        /** The state of a sequence that has ended, or its gradient. */
        float ended(float state) {
            return drop ? 0 : state;
        }

        /** Where the first of {@code gates} gates of element {@code at} stands; the next d on. */
        int gate(int at, int gates) {
            return at / d * gates * d + at % d;
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static Kernel lstm(Node node, HostArrays arrays) {
        Sequences s = Sequences.of(node, arrays);
        double bias = node.attrs().f("forget_bias");
        FloatBuffer hPrev = arrays.in(0);
        FloatBuffer cPrev = arrays.in(1);
        FloatBuffer gates = arrays.in(2);
        FloatBuffer h = arrays.out(0);
        FloatBuffer c = arrays.out(1);
        return () -> {
            for (int at = 0; at < s.size(); at++) {
                int gate = s.gate(at, 4);
                if (!s.goOn(at)) {
                    h.put(at, s.ended(hPrev.get(at)));
                    c.put(at, s.ended(cPrev.get(at)));
                    continue;
                }
                double i = sigmoid(gates.get(gate));
                double f = sigmoid(gates.get(gate + s.d()) + bias);
                double o = sigmoid(gates.get(gate + 2 * s.d()));
                double g = Math.tanh(gates.get(gate + 3 * s.d()));
                double cell = f * cPrev.get(at) + i * g;
                c.put(at, (float) cell);
                h.put(at, (float) (o * Math.tanh(cell)));
            }
        };
    }

    private static Kernel lstmGrad(Node node, HostArrays arrays) {
        Sequences s = Sequences.of(node, arrays);
        double bias = node.attrs().f("forget_bias");
        FloatBuffer cPrev = arrays.in(0);
        FloatBuffer gates = arrays.in(1);
        FloatBuffer c = arrays.in(2);
        FloatBuffer dH = arrays.in(3);
        FloatBuffer dC = arrays.in(4);
        FloatBuffer dHPrev = arrays.out(0);
        FloatBuffer dCPrev = arrays.out(1);
        FloatBuffer dGates = arrays.out(2);
        return () -> {
            for (int at = 0; at < s.size(); at++) {
                int gate = s.gate(at, 4);
                boolean on = s.goOn(at);
                double i = sigmoid(gates.get(gate));
                double f = sigmoid(gates.get(gate + s.d()) + bias);
                double o = sigmoid(gates.get(gate + 2 * s.d()));
                double g = Math.tanh(gates.get(gate + 3 * s.d()));
                double tanh = Math.tanh(c.get(at));
                double dCell = dC.get(at) + dH.get(at) * o * (1 - tanh * tanh);
                double dO = dH.get(at) * tanh * o * (1 - o);
                dHPrev.put(at, on ? 0 : s.ended(dH.get(at)));
                dCPrev.put(at, on ? (float) (f * dCell) : s.ended(dC.get(at)));
                dGates.put(gate, on ? (float) (dCell * g * i * (1 - i)) : 0);
                dGates.put(gate + s.d(), on ? (float) (dCell * cPrev.get(at) * f * (1 - f)) : 0);
                dGates.put(gate + 2 * s.d(), on ? (float) dO : 0);
                dGates.put(gate + 3 * s.d(), on ? (float) (dCell * i * (1 - g * g)) : 0);
            }
        };
    }

    private static Kernel gru(Node node, HostArrays arrays) {
        Sequences s = Sequences.of(node, arrays);
        FloatBuffer hPrev = arrays.in(0);
        FloatBuffer gates = arrays.in(1);
        FloatBuffer h = arrays.out(0);
        return () -> {
            for (int at = 0; at < s.size(); at++) {
                int gate = s.gate(at, 3);
                double z = sigmoid(gates.get(gate + s.d()));
                double output = Math.tanh(gates.get(gate + 2 * s.d()));
                double mixed = z * hPrev.get(at) + (1 - z) * output;
                h.put(at, s.goOn(at) ? (float) mixed : s.ended(hPrev.get(at)));
            }
        };
    }

    private static Kernel gruGrad(Node node, HostArrays arrays) {
        Sequences s = Sequences.of(node, arrays);
        FloatBuffer hPrev = arrays.in(0);
        FloatBuffer gates = arrays.in(1);
        FloatBuffer dH = arrays.in(2);
        FloatBuffer dHPrev = arrays.out(0);
        FloatBuffer dGates = arrays.out(1);
        return () -> {
            for (int at = 0; at < s.size(); at++) {
                int gate = s.gate(at, 3);
                boolean on = s.goOn(at);
                float d = dH.get(at); // dH_prev may be written over it
                double z = sigmoid(gates.get(gate + s.d()));
                double output = Math.tanh(gates.get(gate + 2 * s.d()));
                dGates.put(gate, 0);
                dGates.put(
                        gate + s.d(),
                        on ? (float) (d * (hPrev.get(at) - output) * z * (1 - z)) : 0);
                dGates.put(
                        gate + 2 * s.d(), on ? (float) (d * (1 - z) * (1 - output * output)) : 0);
                dHPrev.put(at, on ? (float) (d * z) : s.ended(d));
            }
        };
    }
}
