package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.duograph.ops.loss.LabelCrossEntropy;
import org.duograph.ops.view.Rows;

/** Cross entropy against labels or wanted probabilities: Java loops, like {@link LossKernels}. */
final class CrossEntropyKernels implements KernelFamily {
    private static final double LEAST = LabelCrossEntropy.LEAST;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "LabelCrossEntropy" ->
                    Entry.ofAnyType(Entry::givesFloat, CrossEntropyKernels::label);
            case "LabelCrossEntropyGradX" ->
                    Entry.ofAnyType(Entry::givesFloat, CrossEntropyKernels::labelGradX);
            case "CrossEntropy" -> Entry.of(CrossEntropyKernels::probabilities);
            case "CrossEntropyGradX" -> Entry.of(CrossEntropyKernels::probabilitiesGradX);
            default -> null;
        };
    }

    private static void label(Draft d) {
        Rows rows = Rows.first(d.inShape(0));
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = LossKernels.in(memory, 0);
                    IntBuffer wanted = LossKernels.labels(memory, 1);
                    FloatBuffer y = LossKernels.out(memory, 0);
                    return () -> {
                        for (int row = 0; row < rows.n(); row++) {
                            double p = x.get(LossKernels.place(rows, row, wanted));
                            y.put(row, (float) -Math.log(Math.max(p, LEAST)));
                        }
                    };
                });
    }

    private static void labelGradX(Draft d) {
        Rows rows = Rows.first(d.inShape(0));
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = LossKernels.in(memory, 0);
                    IntBuffer wanted = LossKernels.labels(memory, 1);
                    FloatBuffer dY = LossKernels.in(memory, 2);
                    FloatBuffer dX = LossKernels.out(memory, 0);
                    return () -> {
                        for (int i = 0; i < rows.n() * rows.d(); i++) {
                            dX.put(i, 0);
                        }
                        for (int row = 0; row < rows.n(); row++) {
                            int i = LossKernels.place(rows, row, wanted);
                            double p = Math.max(x.get(i), LEAST);
                            dX.put(i, (float) (-dY.get(row) / p));
                        }
                    };
                });
    }

    private static void probabilities(Draft d) {
        Rows rows = Rows.first(d.inShape(0));
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = LossKernels.in(memory, 0);
                    FloatBuffer wanted = LossKernels.in(memory, 1);
                    FloatBuffer y = LossKernels.out(memory, 0);
                    return () -> {
                        for (int row = 0; row < rows.n(); row++) {
                            double sum = 0;
                            for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                                sum -= wanted.get(i) * Math.log(Math.max(x.get(i), LEAST));
                            }
                            y.put(row, (float) sum);
                        }
                    };
                });
    }

    private static void probabilitiesGradX(Draft d) {
        Rows rows = Rows.first(d.inShape(0));
        d.mayOverwrite(0, 0);
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = LossKernels.in(memory, 0);
                    FloatBuffer wanted = LossKernels.in(memory, 1);
                    FloatBuffer dY = LossKernels.in(memory, 2);
                    FloatBuffer dX = LossKernels.out(memory, 0);
                    return () -> {
                        for (int i = 0; i < rows.n() * rows.d(); i++) {
                            double p = Math.max(x.get(i), LEAST);
                            dX.put(i, (float) (-dY.get(i / rows.d()) * wanted.get(i) / p));
                        }
                    };
                });
    }
}
