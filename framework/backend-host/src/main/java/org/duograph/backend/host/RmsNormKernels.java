package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;

/** Normalisation by the root of the mean square, row by row; sums are in double precision. */
final class RmsNormKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "RMSNorm" -> HostKernel.ofFloats(RmsNormKernels::forward).inPlace(0, 0);
            case "RMSNormGrad" -> HostKernel.ofFloats(RmsNormKernels::grad).inPlace(0, 3);
            default -> null;
        };
    }

    private static Rows rows(Node node) {
        return Rows.at(node.attrs().int32("axis"), node.input(0).shape());
    }

    private static Kernel forward(Node node, HostArrays arrays) {
        Rows rows = rows(node);
        double epsilon = node.attrs().f("epsilon");
        FloatBuffer x = arrays.in(0);
        FloatBuffer scale = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        FloatBuffer invRms = arrays.out(1);
        float[] row = new float[rows.d()];
        float[] factors = new float[rows.d()];
        return () -> {
            scale.get(0, factors);
            for (int n = 0; n < rows.n(); n++) {
                x.get(n * row.length, row);
                double inverse = 1 / Math.sqrt(squares(row) / row.length + epsilon);
                scaleRow(row, factors, (float) inverse);
                y.put(n * row.length, row);
                invRms.put(n, (float) inverse);
            }
        };
    }

    private static double squares(float[] x) {
        double sum = 0;
        for (float one : x) {
            sum += (double) one * one;
        }
        return sum;
    }

    private static void scaleRow(float[] x, float[] scale, float factor) {
        for (int i = 0; i < x.length; i++) {
            x[i] = x[i] * factor * scale[i];
        }
    }

    private static Kernel grad(Node node, HostArrays arrays) {
        Rows rows = rows(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer scale = arrays.in(1);
        FloatBuffer invRms = arrays.in(2);
        FloatBuffer dY = arrays.in(3);
        FloatBuffer dX = arrays.out(0);
        FloatBuffer dScale = arrays.out(1);
        float[] row = new float[rows.d()];
        float[] slopes = new float[rows.d()];
        float[] factors = new float[rows.d()];
        double[] sums = new double[rows.d()];
        return () -> {
            Arrays.fill(sums, 0);
            scale.get(0, factors);
            for (int n = 0; n < rows.n(); n++) {
                x.get(n * row.length, row);
                dY.get(n * row.length, slopes);
                double inverse = invRms.get(n);
                double dot = 0;
                for (int i = 0; i < row.length; i++) {
                    double product = (double) slopes[i] * row[i];
                    sums[i] += product * inverse;
                    dot += product * factors[i];
                }
                float along = (float) (dot * inverse * inverse * inverse / row.length);
                project(row, slopes, factors, (float) inverse, along);
                dX.put(n * row.length, slopes);
            }
            for (int i = 0; i < sums.length; i++) {
                dScale.put(i, (float) sums[i]);
            }
        };
    }

    /** {@code dY = dY * scale * inverse - x * along}. */
    private static void project(float[] x, float[] dY, float[] scale, float inverse, float along) {
        for (int i = 0; i < x.length; i++) {
            dY[i] = dY[i] * scale[i] * inverse - x[i] * along;
        }
    }
}
