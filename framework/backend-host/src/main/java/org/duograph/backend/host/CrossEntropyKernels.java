package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.loss.LabelCrossEntropy;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.Shape;

/** Cross entropy against labels or wanted probabilities. */
final class CrossEntropyKernels implements KernelFamily {
    private static final double LEAST = LabelCrossEntropy.LEAST;

    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "LabelCrossEntropy" ->
                    HostKernel.ofAnyType(LossKernels::hasIntLabels, CrossEntropyKernels::label);
            case "LabelCrossEntropyGradX" ->
                    HostKernel.ofAnyType(
                            LossKernels::hasIntLabels, CrossEntropyKernels::labelGradX);
            case "CrossEntropy" -> HostKernel.ofFloats(CrossEntropyKernels::probabilities);
            case "CrossEntropyGradX" ->
                    HostKernel.ofFloats(CrossEntropyKernels::probabilitiesGradX).inPlace(0, 0);
            case "SigmoidCrossEntropyWithLogits" ->
                    HostKernel.ofFloats(
                            CrossEntropyKernels::areOrdinary, CrossEntropyKernels::logits);
            case "SigmoidCrossEntropyWithLogitsGradX" ->
                    HostKernel.ofFloats(
                                    CrossEntropyKernels::areOrdinary,
                                    CrossEntropyKernels::logitsGradX)
                            .inPlace(0, 0);
            default -> null;
        };
    }

    private static Kernel label(Node node, HostArrays arrays) {
        Rows rows = Rows.first(node.input(0).shape());
        FloatBuffer x = arrays.in(0);
        IntBuffer wanted = arrays.input(1).asInts();
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int row = 0; row < rows.n(); row++) {
                double p = x.get(rows.place(row, wanted.get(row)));
                y.put(row, (float) -Math.log(Math.max(p, LEAST)));
            }
        };
    }

    private static Kernel labelGradX(Node node, HostArrays arrays) {
        Rows rows = Rows.first(node.input(0).shape());
        FloatBuffer x = arrays.in(0);
        IntBuffer wanted = arrays.input(1).asInts();
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int i = 0; i < rows.n() * rows.d(); i++) {
                dX.put(i, 0);
            }
            for (int row = 0; row < rows.n(); row++) {
                int i = rows.place(row, wanted.get(row));
                double p = Math.max(x.get(i), LEAST);
                dX.put(i, (float) (-dY.get(row) / p));
            }
        };
    }

    private static Kernel probabilities(Node node, HostArrays arrays) {
        Rows rows = Rows.first(node.input(0).shape());
        FloatBuffer x = arrays.in(0);
        FloatBuffer wanted = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int row = 0; row < rows.n(); row++) {
                double sum = 0;
                for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                    sum -= wanted.get(i) * Math.log(Math.max(x.get(i), LEAST));
                }
                y.put(row, (float) sum);
            }
        };
    }

    private static Kernel probabilitiesGradX(Node node, HostArrays arrays) {
        Rows rows = Rows.first(node.input(0).shape());
        FloatBuffer x = arrays.in(0);
        FloatBuffer wanted = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int i = 0; i < rows.n() * rows.d(); i++) {
                double p = Math.max(x.get(i), LEAST);
                dX.put(i, (float) (-dY.get(i / rows.d()) * wanted.get(i) / p));
            }
        };
    }

    /** Whether the loss is the usual one, not one of Caffe2's two variants. */
    private static boolean areOrdinary(Node node) {
        return !node.attrs().flag("unjoined_lr_loss") && !node.attrs().flag("log_D_trick");
    }

    /** The logits of one result: the last axis. */
    private static int lastAxis(Node node) {
        Shape x = node.input(0).shape();
        return x.rank() == 0 ? 1 : x.dim(-1);
    }

    private static Kernel logits(Node node, HostArrays arrays) {
        int d = lastAxis(node);
        int rows = node.output(0).shape().intSize();
        FloatBuffer x = arrays.in(0);
        FloatBuffer t = arrays.in(1);
        FloatBuffer y = arrays.out(0);
        return () -> {
            for (int row = 0; row < rows; row++) {
                double sum = 0;
                for (int i = row * d; i < (row + 1) * d; i++) {
                    double wanted = t.get(i);
                    sum -= wanted * logSigmoid(x.get(i)) + (1 - wanted) * logSigmoid(-x.get(i));
                }
                y.put(row, (float) (sum / d));
            }
        };
    }

    /** log(sigmoid(x)); log(1 - sigmoid(x)) is logSigmoid(-x). */
    private static double logSigmoid(double x) {
        return Math.min(x, 0) - Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static Kernel logitsGradX(Node node, HostArrays arrays) {
        int d = lastAxis(node);
        int size = node.output(0).shape().intSize();
        FloatBuffer x = arrays.in(0);
        FloatBuffer t = arrays.in(1);
        FloatBuffer dY = arrays.in(2);
        FloatBuffer dX = arrays.out(0);
        return () -> {
            for (int i = 0; i < size; i++) {
                double p = 1 / (1 + Math.exp(-x.get(i)));
                dX.put(i, (float) (dY.get(i / d) * (p - t.get(i)) / d));
            }
        };
    }
}
