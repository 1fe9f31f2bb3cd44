package org.duograph.backend.host;

import java.nio.FloatBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;

/** Layer normalisation; sums over a row are in double precision. */
final class NormKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "LayerNorm" -> HostKernel.ofFloats(NormKernels::forward).inPlace(0, 0);
            case "LayerNormGradX" -> HostKernel.ofFloats(NormKernels::gradX).inPlace(0, 3);
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
        FloatBuffer y = arrays.out(0);
        FloatBuffer means = arrays.out(1);
        FloatBuffer deviations = arrays.out(2);
        return () -> {
            for (int n = 0; n < rows.n(); n++) {
                int from = n * rows.d();
                int to = from + rows.d();
                double sum = 0;
                for (int i = from; i < to; i++) {
                    sum += x.get(i);
                }
                double mean = sum / rows.d();
                double squares = 0;
                for (int i = from; i < to; i++) {
                    double centred = x.get(i) - mean;
                    squares += centred * centred;
                }
                double deviation = Math.sqrt(squares / rows.d() + epsilon);
                for (int i = from; i < to; i++) {
                    y.put(i, (float) ((x.get(i) - mean) / deviation));
                }
                means.put(n, (float) mean);
                deviations.put(n, (float) deviation);
            }
        };
    }

    private static Kernel gradX(Node node, HostArrays arrays) {
        Rows rows = rows(node);
        FloatBuffer x = arrays.in(0);
        FloatBuffer means = arrays.in(1);
        FloatBuffer deviations = arrays.in(2);
        FloatBuffer dY = arrays.in(3);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int n = 0; n < rows.n(); n++) {
                int from = n * rows.d();
                int to = from + rows.d();
                double mean = means.get(n);
                double deviation = deviations.get(n);
                double sum = 0;
                double dot = 0;
                for (int i = from; i < to; i++) {
                    sum += dY.get(i);
                    dot += dY.get(i) * (x.get(i) - mean);
                }
                double constant = sum / rows.d();
                double along = dot / (deviation * deviation * rows.d());
                for (int i = from; i < to; i++) {
                    double d = dY.get(i) - constant - (x.get(i) - mean) * along;
                    dX.put(i, (float) (d / deviation));
                }
            }
        };
    }
}
