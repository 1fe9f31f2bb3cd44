package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/**
 * Optimizers that give each number a learning rate of its own: Adam, Adagrad, RMSProp, FTRL. Java
 * loops over {@link Pieces}, in the layout in which the parameters stand.
 */
final class AdaptiveKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Adam" -> Entry.ofAnyType(AdaptiveKernels::countsInLongs, AdaptiveKernels::adam);
            case "Adagrad" -> Entry.of(AdaptiveKernels::adagrad);
            case "RmsProp" -> Entry.of(AdaptiveKernels::rmsProp);
            case "Ftrl" -> Entry.of(AdaptiveKernels::ftrl);
            default -> null;
        };
    }

    private static boolean countsInLongs(Node node) {
        return Entry.givesFloat(node) && node.input(5).type().dtype() == DType.INT64;
    }

    /**
     * Lets all rows stand as {@code layout}, or plain where the padding of blocks would become 0 /
     * 0; returns how many floats each has.
     */
    private static long rows(Draft d, DnnlLayout layout, int... inputs) {
        DnnlLayout chosen = d.attrs().f("epsilon") > 0 ? layout : d.plain(inputs[0]);
        for (int i : inputs) {
            d.input(i, chosen);
        }
        for (int i = 0; i < d.node().outputs().size(); i++) {
            d.output(i, chosen);
            d.mayOverwrite(i, inputs[i]);
        }
        return chosen.bytes() / Float.BYTES;
    }

    private static void adam(Draft d) {
        long size = rows(d, d.standing(0), 0, 1, 2, 3);
        double beta1 = d.attrs().f("beta1");
        double beta2 = d.attrs().f("beta2");
        float epsilon = (float) d.attrs().f("epsilon");
        d.loop(
                "java",
                memory -> {
                    Pieces p = new Pieces(memory, size, new int[] {0, 1, 2, 3}, 3);
                    FloatBuffer lr = new Place.In(4).find(memory).asFloats();
                    LongBuffer iter = new Place.In(5).find(memory).asLongs();
                    return () -> {
                        double t = iter.get(0) + 1.0;
                        double unbias =
                                Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
                        float rate = (float) (lr.get(0) * unbias);
                        for (int at = 0, n; at < p.size(); at += n) {
                            n = p.read(at);
                            adam(p, n, rate, (float) beta1, (float) beta2, epsilon);
                            p.write(at, n);
                        }
                    };
                });
    }

    private static void adam(Pieces p, int n, float rate, float beta1, float beta2, float epsilon) {
        float[] param = p.array(0);
        float[] m1 = p.array(1);
        float[] m2 = p.array(2);
        float[] grad = p.array(3);
        for (int i = 0; i < n; i++) {
            m1[i] = beta1 * m1[i] + (1 - beta1) * grad[i];
        }
        for (int i = 0; i < n; i++) {
            m2[i] = beta2 * m2[i] + (1 - beta2) * grad[i] * grad[i];
        }
        for (int i = 0; i < n; i++) {
            param[i] += rate * m1[i] / ((float) Math.sqrt(m2[i]) + epsilon);
        }
    }

    private static void adagrad(Draft d) {
        long size = rows(d, d.standing(0), 0, 1, 2);
        float decay = (float) d.attrs().f("decay");
        float epsilon = (float) d.attrs().f("epsilon");
        d.loop(
                "java",
                memory -> {
                    Pieces p = new Pieces(memory, size, new int[] {0, 1, 2}, 2);
                    FloatBuffer lr = new Place.In(3).find(memory).asFloats();
                    return () -> {
                        float rate = lr.get(0);
                        for (int at = 0, n; at < p.size(); at += n) {
                            n = p.read(at);
                            adagrad(p, n, rate, decay, epsilon);
                            p.write(at, n);
                        }
                    };
                });
    }

    private static void adagrad(Pieces p, int n, float rate, float decay, float epsilon) {
        float[] param = p.array(0);
        float[] h = p.array(1);
        float[] grad = p.array(2);
        for (int i = 0; i < n; i++) {
            h[i] = decay * h[i] + grad[i] * grad[i];
        }
        for (int i = 0; i < n; i++) {
            param[i] += rate * grad[i] / ((float) Math.sqrt(h[i]) + epsilon);
        }
    }

    private static void rmsProp(Draft d) {
        long size = rows(d, d.blockedOf(1, 0), 0, 1, 2);
        float decay = (float) d.attrs().f("decay");
        float momentum = (float) d.attrs().f("momentum");
        float epsilon = (float) d.attrs().f("epsilon");
        d.loop(
                "java",
                memory -> {
                    Pieces p = new Pieces(memory, size, new int[] {0, 1, 2}, 3);
                    FloatBuffer lr = new Place.In(3).find(memory).asFloats();
                    return () -> {
                        float rate = lr.get(0);
                        for (int at = 0, n; at < p.size(); at += n) {
                            n = p.read(at);
                            rmsProp(p, n, rate, decay, momentum, epsilon);
                            p.write(at, n);
                        }
                    };
                });
    }

    private static void rmsProp(
            Pieces p, int n, float rate, float decay, float momentum, float epsilon) {
        float[] grad = p.array(0); // becomes the step
        float[] ms = p.array(1);
        float[] m = p.array(2);
        for (int i = 0; i < n; i++) {
            ms[i] += (1 - decay) * (grad[i] * grad[i] - ms[i]);
        }
        for (int i = 0; i < n; i++) {
            m[i] = momentum * m[i] + rate * grad[i] / (float) Math.sqrt(epsilon + ms[i]);
        }
        System.arraycopy(m, 0, grad, 0, n);
    }

    /** Plain, for the state has two numbers side by side for each one of the parameter. */
    private static void ftrl(Draft d) {
        int size = d.inShape(0).intSize();
        double beta = d.attrs().f("beta");
        double lambda1 = d.attrs().f("lambda1");
        double lambda2 = d.attrs().f("lambda2");
        boolean given = d.inputCount() > 3;
        d.mayOverwrite(0, 0);
        d.mayOverwrite(1, 1);
        d.loop(
                "java",
                memory -> {
                    FloatBuffer param = new Place.In(0).find(memory).asFloats();
                    FloatBuffer state = new Place.In(1).find(memory).asFloats();
                    FloatBuffer grad = new Place.In(2).find(memory).asFloats();
                    FloatBuffer rate = given ? new Place.In(3).find(memory).asFloats() : null;
                    FloatBuffer paramOut = new Place.Out(0).find(memory).asFloats();
                    FloatBuffer stateOut = new Place.Out(1).find(memory).asFloats();
                    return () -> {
                        double alpha = given ? rate.get(0) : d.attrs().f("alpha");
                        for (int i = 0; i < size; i++) {
                            double g = grad.get(i);
                            double before = state.get(2 * i);
                            double n = before + g * g;
                            double root = Math.sqrt(n);
                            double sigma = (root - Math.sqrt(before)) / alpha;
                            double z = state.get(2 * i + 1) + g - sigma * param.get(i);
                            double pull = Math.signum(z) * lambda1 - z;
                            boolean zero = Math.abs(z) <= lambda1;
                            double p = zero ? 0 : pull / ((beta + root) / alpha + lambda2);
                            paramOut.put(i, (float) p);
                            stateOut.put(2 * i, (float) n);
                            stateOut.put(2 * i + 1, (float) z);
                        }
                    };
                });
    }
}
