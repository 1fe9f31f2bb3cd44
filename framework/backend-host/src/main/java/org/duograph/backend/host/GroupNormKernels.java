package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Normalisation of a few channels of an image together. One such group after the other is read into
 * a Java array, over which the compiler makes vector instructions; sums are in double precision.
 */
final class GroupNormKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "GroupNorm" -> HostKernel.ofFloats(GroupNormKernels::forward).inPlace(0, 0);
            case "GroupNormGrad" -> HostKernel.ofFloats(GroupNormKernels::grad).inPlace(0, 4);
            default -> null;
        };
    }

    /**
     * How the groups stand in an array.
     *
     * @param rows groups of all images
     * @param groups groups of one image
     * @param channels of one group
     * @param inner numbers of one channel of one image
     */
    private record Groups(int rows, int groups, int channels, int inner) {
        static Groups of(Node node) {
            Shape x = node.input(0).shape();
            int groups = node.attrs().int32("group");
            int channels = x.dim(1) / groups;
            return new Groups(x.dim(0) * groups, groups, channels, x.sizeOf(2, x.rank()));
        }

        int length() {
            return channels * inner;
        }

        /** The first channel of a row. */
        int first(int row) {
            return row % groups * channels;
        }
    }

    private static Kernel forward(Node node, HostArrays arrays) {
        Groups g = Groups.of(node);
        double epsilon = node.attrs().f("epsilon");
        FloatBuffer x = arrays.in(0);
        FloatBuffer scale = arrays.in(1);
        FloatBuffer bias = arrays.in(2);
        FloatBuffer y = arrays.out(0);
        FloatBuffer means = arrays.out(1);
        FloatBuffer invStds = arrays.out(2);
        float[] row = new float[g.length()];
        return () -> {
            for (int n = 0; n < g.rows(); n++) {
                x.get(n * row.length, row);
                double mean = sum(row, 0, row.length) / row.length;
                double invStd = 1 / Math.sqrt(squares(row, mean) / row.length + epsilon);
                for (int k = 0; k < g.channels(); k++) {
                    int c = g.first(n) + k;
                    float factor = (float) (invStd * scale.get(c));
                    normalise(row, k * g.inner(), g.inner(), (float) mean, factor, bias.get(c));
                }
                y.put(n * row.length, row);
                means.put(n, (float) mean);
                invStds.put(n, (float) invStd);
            }
        };
    }

    private static Kernel grad(Node node, HostArrays arrays) {
        Groups g = Groups.of(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer scale = arrays.in(1);
        FloatBuffer means = arrays.in(2);
        FloatBuffer invStds = arrays.in(3);
        FloatBuffer dY = arrays.in(4);
        FloatBuffer dX = arrays.out(0);
        FloatBuffer dScale = arrays.out(1);
        FloatBuffer dBias = arrays.out(2);
        float[] row = new float[g.length()];
        float[] slopes = new float[g.length()];
        double[] sums = new double[node.input(1).shape().intSize()];
        double[] dots = new double[sums.length];
        return () -> {
            Arrays.fill(sums, 0);
            Arrays.fill(dots, 0);
            for (int n = 0; n < g.rows(); n++) {
                x.get(n * row.length, row);
                dY.get(n * row.length, slopes);
                float mean = means.get(n);
                double invStd = invStds.get(n);
                double sum = 0;
                double dot = 0;
                for (int k = 0; k < g.channels(); k++) {
                    int c = g.first(n) + k;
                    double one = sum(slopes, k * g.inner(), g.inner());
                    double along = dot(row, slopes, k * g.inner(), g.inner(), mean) * invStd;
                    sums[c] += one;
                    dots[c] += along;
                    sum += one * scale.get(c);
                    dot += along * scale.get(c);
                }
                float constant = (float) (sum / row.length * invStd);
                float along = (float) (dot / row.length * invStd * invStd);
                for (int k = 0; k < g.channels(); k++) {
                    float factor = (float) (invStd * scale.get(g.first(n) + k));
                    project(row, slopes, k * g.inner(), g.inner(), mean, factor, constant, along);
                }
                dX.put(n * row.length, slopes);
            }
            for (int c = 0; c < sums.length; c++) {
                dScale.put(c, (float) dots[c]);
                dBias.put(c, (float) sums[c]);
            }
        };
    }

    static double sum(float[] x, int from, int count) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += x[i];
        }
        return sum;
    }

    private static double squares(float[] x, double mean) {
        double sum = 0;
        for (float one : x) {
            sum += (one - mean) * (one - mean);
        }
        return sum;
    }

    private static double dot(float[] x, float[] dY, int from, int count, double mean) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += (x[i] - mean) * dY[i];
        }
        return sum;
    }

    private static void normalise(
            float[] x, int from, int count, float mean, float factor, float bias) {
        for (int i = from; i < from + count; i++) {
            x[i] = (x[i] - mean) * factor + bias;
        }
    }

    /** {@code dY = dY * factor - constant - (x - mean) * along}. */
    private static void project(
            float[] x,
            float[] dY,
            int from,
            int count,
            float mean,
            float factor,
            float constant,
            float along) {
        for (int i = from; i < from + count; i++) {
            dY[i] = dY[i] * factor - constant - (x[i] - mean) * along;
        }
    }
}
