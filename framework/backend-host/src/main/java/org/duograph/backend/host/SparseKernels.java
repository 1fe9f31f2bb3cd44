package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.duograph.backend.Elements;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.shape.Gather;

/**
 * Updates of the rows of a table that were looked up. Written over the table they touch nothing but
 * those rows, however long it is.
 */
final class SparseKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "ScatterAssign" ->
                    HostKernel.ofAnyType(node -> true, SparseKernels::assign).inPlace(0, 0);
            case "ScatterWeightedSum" ->
                    HostKernel.ofAnyType(node -> allFloatBut(node, 2), SparseKernels::weightedSum)
                            .inPlace(0, 0);
            case "SparseMomentumSGDUpdate" ->
                    HostKernel.ofAnyType(node -> allFloatBut(node, 4), SparseKernels::momentum)
                            .inPlace(1, 1)
                            .inPlace(2, 3);
            case "SparseAdagrad" ->
                    HostKernel.ofAnyType(node -> allFloatBut(node, 2), SparseKernels::adagrad)
                            .inPlace(0, 0)
                            .inPlace(1, 1);
            case "SparseAdam" ->
                    HostKernel.ofAnyType(SparseKernels::takesAdam, SparseKernels::adam)
                            .inPlace(0, 0)
                            .inPlace(1, 1)
                            .inPlace(2, 2);
            default -> null;
        };
    }

    /** Whether all inputs are float32 but those given, which are whole numbers. */
    private static boolean allFloatBut(Node node, Integer... wholes) {
        List<Integer> others = Arrays.asList(wholes);
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean fits =
                    others.contains(i)
                            ? IndexKernels.isIndex(node.input(i))
                            : HostKernel.isFloat(node.input(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean takesAdam(Node node) {
        return allFloatBut(node, 3, 6);
    }

    private static Kernel assign(Node node, HostArrays arrays) {
        int row = IndexKernels.rowSize(node);
        int rows = node.input(0).shape().dim(0);
        int count = node.input(1).shape().intSize();
        IntToLongFunction index = IndexKernels.wholes(node, arrays, 1);
        Elements from = arrays.from(2);
        Elements to = arrays.to(0);
        Kernel rest = arrays.copy(0, 0);
        return () -> {
            for (int i = 0; i < count; i++) { // all are there before one is replaced
                Gather.row(i, index.applyAsLong(i), rows);
            }
            rest.run();
            for (int i = 0; i < count; i++) {
                to.put(Gather.row(i, index.applyAsLong(i), rows) * row, from, i * row, row);
            }
        };
    }

    /** Something done with one row of each of a few tables. */
    private interface Step {
        /**
         * Changes the rows.
         *
         * @param rows one of each table
         * @param gradient the sum of the row's gradients; what is written there is what {@link
         *     RowSums#spread} gives
         */
        void take(float[][] rows, float[] gradient);
    }

    /**
     * Takes a step for each row that was looked up, once.
     *
     * @param inputs the tables
     * @param firstOutput the output for the first table; those of the others follow
     */
    private static Kernel each(
            HostArrays arrays, RowSums sums, int[] inputs, int firstOutput, Step step) {
        int tables = inputs.length;
        int size = sums.size();
        Kernel[] rest = new Kernel[tables];
        FloatBuffer[] to = new FloatBuffer[tables];
        for (int t = 0; t < tables; t++) {
            rest[t] = arrays.copy(inputs[t], firstOutput + t);
            to[t] = arrays.out(firstOutput + t);
        }
        float[][] rows = new float[tables][size];
        float[] gradient = new float[size];
        return () -> {
            for (Kernel copy : rest) {
                copy.run();
            }
            for (int k = 0; k < sums.count(); k++) {
                int from = sums.row(k) * size;
                for (int t = 0; t < tables; t++) {
                    to[t].get(from, rows[t], 0, size);
                }
                sums.get(k, gradient);
                step.take(rows, gradient);
                sums.put(k, gradient);
                for (int t = 0; t < tables; t++) {
                    to[t].put(from, rows[t], 0, size);
                }
            }
        };
    }

    private static Kernel weightedSum(Node node, HostArrays arrays) {
        FloatBuffer keep = arrays.in(1);
        FloatBuffer weight = arrays.in(4);
        RowSums sums = new RowSums(node, arrays, 0, 2, 3);
        Step step = (rows, g) -> weightedSum(rows[0], keep.get(0), g, weight.get(0));
        Kernel steps = each(arrays, sums, new int[] {0}, 0, step);
        return () -> {
            sums.sum();
            steps.run();
        };
    }

    private static void weightedSum(float[] y, float keep, float[] x, float weight) {
        for (int i = 0; i < y.length; i++) {
            y[i] = y[i] * keep + weight * x[i];
        }
    }

    private static Kernel momentum(Node node, HostArrays arrays) {
        float momentum = (float) node.attrs().f("momentum");
        boolean nesterov = node.attrs().flag("nesterov");
        FloatBuffer lr = arrays.in(2);
        FloatBuffer taken = arrays.out(0);
        RowSums sums = new RowSums(node, arrays, 3, 4, 0);
        Step step = (rows, g) -> momentum(rows[0], rows[1], g, lr.get(0), momentum, nesterov);
        Kernel steps = each(arrays, sums, new int[] {1, 3}, 1, step);
        return () -> {
            sums.sum();
            steps.run();
            sums.spread(taken);
        };
    }

    /** The gradient becomes the step. */
    private static void momentum(
            float[] m, float[] param, float[] g, float lr, float momentum, boolean nesterov) {
        for (int i = 0; i < g.length; i++) {
            float before = m[i];
            m[i] = momentum * before + lr * g[i];
            g[i] = nesterov ? (1 + momentum) * m[i] - momentum * before : m[i];
            param[i] -= g[i];
        }
    }

    private static Kernel adagrad(Node node, HostArrays arrays) {
        float epsilon = (float) node.attrs().f("epsilon");
        FloatBuffer lr = arrays.in(4);
        RowSums sums = new RowSums(node, arrays, 0, 2, 3);
        int n = sums.size();
        Step step =
                (rows, g) -> AdaptiveSteps.adagrad(rows[0], rows[1], g, n, lr.get(0), 1, epsilon);
        Kernel steps = each(arrays, sums, new int[] {0, 1}, 0, step);
        return () -> {
            sums.sum();
            steps.run();
        };
    }

    private static Kernel adam(Node node, HostArrays arrays) {
        double beta1 = node.attrs().f("beta1");
        double beta2 = node.attrs().f("beta2");
        float epsilon = (float) node.attrs().f("epsilon");
        FloatBuffer lr = arrays.in(5);
        IntToLongFunction iter = IndexKernels.wholes(node, arrays, 6);
        RowSums sums = new RowSums(node, arrays, 0, 3, 4);
        int n = sums.size();
        float[] rate = {0}; // of the run
        Step step =
                (rows, g) ->
                        AdaptiveSteps.adam(
                                rows[0],
                                rows[1],
                                rows[2],
                                g,
                                n,
                                rate[0],
                                (float) beta1,
                                (float) beta2,
                                epsilon);
        Kernel steps = each(arrays, sums, new int[] {0, 1, 2}, 0, step);
        return () -> {
            rate[0] = AdaptiveSteps.adamRate(lr.get(0), iter.applyAsLong(0), beta1, beta2);
            sums.sum();
            steps.run();
        };
    }
}
