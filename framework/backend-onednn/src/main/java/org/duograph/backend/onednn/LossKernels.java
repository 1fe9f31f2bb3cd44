package org.duograph.backend.onednn;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.duograph.backend.Blueprint.Memory;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;

/**
 * Losses and accuracy: plain Java loops over a few thousand numbers, in double precision, that save
 * the way to the reference backend and back.
 */
final class LossKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "SoftmaxWithLoss" ->
                    Entry.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLoss);
            case "SoftmaxWithLossGradX" ->
                    Entry.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLossGradX);
            case "Accuracy" -> Entry.ofAnyType(Entry::givesFloat, LossKernels::accuracy);
            case "AveragedLoss" -> Entry.of(d -> sum(d, true));
            case "SumElements" -> Entry.of(d -> sum(d, d.attrs().flag("average")));
            case "SumElementsGradX" -> Entry.of(LossKernels::spread);
            default -> null;
        };
    }

    /** Whether classes are wanted, rather than probabilities. */
    private static boolean hasLabels(Node node) {
        return Entry.givesFloat(node) && !node.attrs().flag("label_prob");
    }

    static FloatBuffer in(Memory memory, int i) {
        return new Place.In(i).find(memory).asFloats();
    }

    static FloatBuffer out(Memory memory, int i) {
        return new Place.Out(i).find(memory).asFloats();
    }

    static IntBuffer labels(Memory memory, int i) {
        return new Place.In(i).find(memory).asInts();
    }

    /** The place of the class that {@code label} names in row {@code row}. */
    static int place(Rows rows, int row, IntBuffer label) {
        int c = label.get(row);
        if (c < 0 || c >= rows.d()) {
            throw new IllegalArgumentException(
                    "Labels must be from 0 to %d, found %d in row %d"
                            .formatted(rows.d() - 1, c, row));
        }
        return row * rows.d() + c;
    }

    private static void softmaxWithLoss(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        double scale = d.attrs().f("scale");
        boolean weighted = d.inputCount() > 2;
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = in(memory, 0);
                    IntBuffer label = labels(memory, 1);
                    FloatBuffer weight = weighted ? in(memory, 2) : null;
                    FloatBuffer y = out(memory, 0);
                    FloatBuffer loss = out(memory, 1);
                    double[] e = new double[rows.d()];
                    return () -> {
                        double total = 0;
                        double weights = 0;
                        for (int row = 0; row < rows.n(); row++) {
                            double logSum = softmax(x, y, row * rows.d(), e);
                            double w = weighted ? weight.get(row) : 1;
                            total += w * (logSum - x.get(place(rows, row, label)));
                            weights += w;
                        }
                        loss.put(0, weights == 0 ? 0 : (float) (scale * total / weights));
                    };
                });
    }

    /**
     * Softmax of the row that begins at {@code from}.
     *
     * @param e room for a row
     * @return the logarithm of the sum of the exponentials
     */
    private static double softmax(FloatBuffer x, FloatBuffer y, int from, double[] e) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < e.length; i++) {
            max = Math.max(max, x.get(from + i));
        }
        double sum = 0;
        for (int i = 0; i < e.length; i++) {
            e[i] = Math.exp(x.get(from + i) - max);
            sum += e[i];
        }
        for (int i = 0; i < e.length; i++) {
            y.put(from + i, (float) (e[i] / sum));
        }
        return max + Math.log(sum);
    }

    private static void softmaxWithLossGradX(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        double scale = d.attrs().f("scale");
        boolean weighted = d.inputCount() > 3;
        d.mayOverwrite(0, 0);
        d.loop(
                "java",
                memory -> {
                    FloatBuffer y = in(memory, 0);
                    IntBuffer label = labels(memory, 1);
                    FloatBuffer dLoss = in(memory, 2);
                    FloatBuffer weight = weighted ? in(memory, 3) : null;
                    FloatBuffer dX = out(memory, 0);
                    return () -> {
                        double weights = weighted ? 0 : rows.n();
                        for (int row = 0; weighted && row < rows.n(); row++) {
                            weights += weight.get(row);
                        }
                        double factor = weights == 0 ? 0 : dLoss.get(0) * scale / weights;
                        for (int row = 0; row < rows.n(); row++) {
                            double f = weighted ? factor * weight.get(row) : factor;
                            int wanted = place(rows, row, label);
                            for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                                dX.put(i, (float) (f * (y.get(i) - (i == wanted ? 1 : 0))));
                            }
                        }
                    };
                });
    }

    private static void accuracy(Draft d) {
        Rows rows = Rows.at(1, d.inShape(0));
        long topK = d.attrs().i("top_k");
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = in(memory, 0);
                    IntBuffer label = labels(memory, 1);
                    FloatBuffer y = out(memory, 0);
                    return () -> {
                        int right = 0;
                        for (int row = 0; row < rows.n(); row++) {
                            right += better(x, rows, row, place(rows, row, label)) < topK ? 1 : 0;
                        }
                        y.put(0, (float) right / rows.n());
                    };
                });
    }

    /** How many scores of a row are better than the one at {@code place}. */
    private static int better(FloatBuffer x, Rows rows, int row, int place) {
        float score = x.get(place);
        int better = 0;
        for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
            better += x.get(i) > score || (x.get(i) == score && i < place) ? 1 : 0;
        }
        return better;
    }

    private static void sum(Draft d, boolean average) {
        int size = d.inShape(0).intSize();
        d.loop(
                "java",
                memory -> {
                    FloatBuffer x = in(memory, 0);
                    FloatBuffer y = out(memory, 0);
                    return () -> {
                        double sum = 0;
                        for (int i = 0; i < size; i++) {
                            sum += x.get(i);
                        }
                        y.put(0, (float) (average ? sum / size : sum));
                    };
                });
    }

    private static void spread(Draft d) {
        int size = d.outShape(0).intSize();
        boolean average = d.attrs().flag("average");
        d.loop(
                "java",
                memory -> {
                    FloatBuffer dY = in(memory, 0);
                    FloatBuffer dX = out(memory, 0);
                    return () -> {
                        float each = average ? dY.get(0) / size : dY.get(0);
                        for (int i = 0; i < size; i++) {
                            dX.put(i, each);
                        }
                    };
                });
    }
}
