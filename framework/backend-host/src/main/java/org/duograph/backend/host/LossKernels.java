package org.duograph.backend.host;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Losses, distances of rows, and accuracy: sums over a few thousand numbers, in double precision.
 */
final class LossKernels implements KernelFamily {
    @Override
    public HostKernel kernel(String type) {
        return switch (type) {
            case "SoftmaxWithLoss" ->
                    HostKernel.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLoss);
            case "SoftmaxWithLossGradX" ->
                    HostKernel.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLossGradX)
                            .inPlace(0, 0);
            case "Accuracy" ->
                    HostKernel.ofAnyType(LossKernels::hasIntLabels, LossKernels::accuracy);
            case "AveragedLoss" ->
                    HostKernel.ofFloats((node, a) -> ReductionKernels.sum(node, a, true));
            case "SquaredL2Distance" -> distance((x, y) -> 0.5 * (x - y) * (x - y));
            case "L1Distance" -> distance((x, y) -> Math.abs(x - y));
            case "DotProduct" -> distance((x, y) -> x * y);
            default -> null;
        };
    }

    /** Whether classes are wanted, rather than probabilities. */
    private static boolean hasLabels(Node node) {
        return hasIntLabels(node) && !node.attrs().flag("label_prob");
    }

    /** Whether it gives float32 and its labels are int32, as its kernel reads them. */
    static boolean hasIntLabels(Node node) {
        return HostKernel.givesFloat(node) && node.input(1).type().dtype() == DType.INT32;
    }

    private static Kernel softmaxWithLoss(Node node, HostArrays arrays) {
        Rows rows = Rows.at(node.attrs().int32("axis"), node.input(0).shape());
        double scale = node.attrs().f("scale");
        boolean weighted = node.inputs().size() > 2;
        FloatBuffer x = arrays.in(0);
        IntBuffer label = arrays.input(1).asInts();
        FloatBuffer weight = weighted ? arrays.in(2) : null;
        FloatBuffer y = arrays.out(0);
        FloatBuffer loss = arrays.out(1);
        double[] e = new double[rows.d()];
        return () -> {
            double total = 0;
            double weights = 0;
            for (int row = 0; row < rows.n(); row++) {
                double logSum = softmax(x, y, row * rows.d(), e);
                double w = weighted ? weight.get(row) : 1;
                total += w * (logSum - x.get(rows.place(row, label.get(row))));
                weights += w;
            }
            loss.put(0, weights == 0 ? 0 : (float) (scale * total / weights));
        };
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

    private static Kernel softmaxWithLossGradX(Node node, HostArrays arrays) {
        Rows rows = Rows.at(node.attrs().int32("axis"), node.input(0).shape());
        double scale = node.attrs().f("scale");
        boolean weighted = node.inputs().size() > 3;
        FloatBuffer y = arrays.in(0);
        IntBuffer label = arrays.input(1).asInts();
        FloatBuffer dLoss = arrays.in(2);
        FloatBuffer weight = weighted ? arrays.in(3) : null;
        FloatBuffer dX = arrays.out(0);
        return () -> {
            double weights = weighted ? 0 : rows.n();
            for (int row = 0; weighted && row < rows.n(); row++) {
                weights += weight.get(row);
            }
            double factor = weights == 0 ? 0 : dLoss.get(0) * scale / weights;
            for (int row = 0; row < rows.n(); row++) {
                double f = weighted ? factor * weight.get(row) : factor;
                int wanted = rows.place(row, label.get(row));
                for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
                    dX.put(i, (float) (f * (y.get(i) - (i == wanted ? 1 : 0))));
                }
            }
        };
    }

    private static Kernel accuracy(Node node, HostArrays arrays) {
        Rows rows = Rows.at(1, node.input(0).shape());
        long topK = node.attrs().i("top_k");
        FloatBuffer x = arrays.in(0);
        IntBuffer label = arrays.input(1).asInts();
        FloatBuffer y = arrays.out(0);
        return () -> {
            int right = 0;
            for (int row = 0; row < rows.n(); row++) {
                int place = rows.place(row, label.get(row));
                boolean best = better(x, rows, row, place) < topK;
                right += best && !Float.isNaN(x.get(place)) ? 1 : 0;
            }
            y.put(0, (float) right / rows.n());
        };
    }

    /** How many scores of a row are better than the one at {@code place}. */
    private static int better(FloatBuffer x, Rows rows, int row, int place) {
        float score = x.get(place);
        int better = 0;
        for (int i = row * rows.d(); i < (row + 1) * rows.d(); i++) {
            better += !(x.get(i) <= score) || (x.get(i) == score && i < place) ? 1 : 0;
        }
        return better;
    }

    /** What two elements add to the distance of their rows. */
    private interface Term {
        double of(double x, double y);
    }

    private static HostKernel distance(Term term) {
        return HostKernel.ofFloats(
                (node, arrays) -> {
                    Shape shape = node.input(0).shape();
                    Rows rows = new Rows(shape.dim(0), shape.sizeOf(1, shape.rank()));
                    FloatBuffer x = arrays.in(0);
                    FloatBuffer y = arrays.in(1);
                    FloatBuffer distance = arrays.out(0);
                    return () -> {
                        for (int n = 0; n < rows.n(); n++) {
                            double sum = 0;
                            for (int i = n * rows.d(); i < (n + 1) * rows.d(); i++) {
                                sum += term.of(x.get(i), y.get(i));
                            }
                            distance.put(n, (float) sum);
                        }
                    };
                });
    }
}
