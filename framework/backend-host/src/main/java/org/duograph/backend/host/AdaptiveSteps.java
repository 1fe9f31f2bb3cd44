package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.tensor.DType;

/**
 * The steps of Adam, Adagrad and RMSProp as loops over {@link Pieces}. Each number is treated by
 * itself, so backends with layouts of their own run them where the parameters stand.
 */
public final class AdaptiveSteps {
    private AdaptiveSteps() {}

    /** Whether {@link #adam} takes a node: all is float32, but for the number of the step. */
    public static boolean takesAdam(Node adam) {
        return adam.inputs().subList(0, 5).stream().allMatch(HostKernel::isFloat)
                && adam.input(5).type().dtype() == DType.INT64;
    }

    /**
     * Adam's step, in whatever layout all rows stand alike.
     *
     * @param size how many floats each row has, padding included
     */
    public static Kernel adam(Node node, HostArrays arrays, int size) {
        double beta1 = node.attrs().f("beta1");
        double beta2 = node.attrs().f("beta2");
        float epsilon = (float) node.attrs().f("epsilon");
        Pieces p = new Pieces(arrays, size, new int[] {0, 1, 2, 3}, 3);
        FloatBuffer lr = arrays.input(4).asFloats();
        LongBuffer iter = arrays.input(5).asLongs();
        return () -> {
            float rate = adamRate(lr.get(0), iter.get(0), beta1, beta2);
            for (int at = 0, n; at < p.size(); at += n) {
                n = p.read(at);
                adam(
                        p.array(0),
                        p.array(1),
                        p.array(2),
                        p.array(3),
                        n,
                        rate,
                        (float) beta1,
                        (float) beta2,
                        epsilon);
                p.write(at, n);
            }
        };
    }

    /**
     * The learning rate with what makes up for moments that began at zero, {@code iter} steps ago.
     */
    public static float adamRate(float lr, long iter, double beta1, double beta2) {
        double t = iter + 1.0;
        double unbias = Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
        return (float) (lr * unbias);
    }

    /** Adam's step for the first {@code n} numbers. */
    static void adam(
            float[] param,
            float[] m1,
            float[] m2,
            float[] grad,
            int n,
            float rate,
            float beta1,
            float beta2,
            float epsilon) {
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

    /**
     * Adagrad's step, in whatever layout all rows stand alike.
     *
     * @param size how many floats each row has, padding included
     */
    public static Kernel adagrad(Node node, HostArrays arrays, int size) {
        float decay = (float) node.attrs().f("decay");
        float epsilon = (float) node.attrs().f("epsilon");
        Pieces p = new Pieces(arrays, size, new int[] {0, 1, 2}, 2);
        FloatBuffer lr = arrays.input(3).asFloats();
        return () -> {
            float rate = lr.get(0);
            for (int at = 0, n; at < p.size(); at += n) {
                n = p.read(at);
                adagrad(p.array(0), p.array(1), p.array(2), n, rate, decay, epsilon);
                p.write(at, n);
            }
        };
    }

    /** Adagrad's step for the first {@code n} numbers. */
    static void adagrad(
            float[] param, float[] h, float[] grad, int n, float rate, float decay, float epsilon) {
        for (int i = 0; i < n; i++) {
            h[i] = decay * h[i] + grad[i] * grad[i];
        }
        for (int i = 0; i < n; i++) {
            param[i] += rate * grad[i] / ((float) Math.sqrt(h[i]) + epsilon);
        }
    }

    /**
     * RMSProp's step, in whatever layout all rows stand alike.
     *
     * @param size how many floats each row has, padding included
     */
    public static Kernel rmsProp(Node node, HostArrays arrays, int size) {
        float decay = (float) node.attrs().f("decay");
        float momentum = (float) node.attrs().f("momentum");
        float epsilon = (float) node.attrs().f("epsilon");
        Pieces p = new Pieces(arrays, size, new int[] {0, 1, 2}, 3);
        FloatBuffer lr = arrays.input(3).asFloats();
        return () -> {
            float rate = lr.get(0);
            for (int at = 0, n; at < p.size(); at += n) {
                n = p.read(at);
                rmsProp(p, n, rate, decay, momentum, epsilon);
                p.write(at, n);
            }
        };
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
}
