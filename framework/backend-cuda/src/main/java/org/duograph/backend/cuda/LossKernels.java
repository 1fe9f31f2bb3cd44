package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Losses, distances of rows, and accuracy: one launch each, a block for each row.
 *
 * <p>Where a label is no class, the loss, the row's gradient and the accuracy are NaN: a kernel
 * can't refuse it.
 */
final class LossKernels implements KernelFamily {
    static final String MODULE = "losses";

    /** More blocks than this would do what others do too, or wait for them. */
    private static final int MOST_BLOCKS_OF_SUM = 256;

    /** So many numbers keep a block busy. */
    private static final int NUMBERS_OF_BLOCK = 4096;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "SoftmaxWithLoss" ->
                    Entry.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLoss);
            case "SoftmaxWithLossGradX" ->
                    Entry.ofAnyType(LossKernels::hasLabels, LossKernels::softmaxWithLossGradX);
            case "SquaredL2Distance" -> Entry.of(d -> distance(d, "squared_l2_distance"));
            case "L1Distance" -> Entry.of(d -> distance(d, "l1_distance"));
            case "DotProduct" -> Entry.of(d -> distance(d, "dot_product"));
            case "AveragedLoss" -> Entry.of(LossKernels::mean);
            case "Accuracy" -> Entry.ofAnyType(LossKernels::hasIntLabels, LossKernels::accuracy);
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

    /** Launches a block for each row, of no more threads than a row has numbers. */
    static Launch byRows(Draft d, String kernel, Rows rows) {
        int threads = Launch.threadsFor(rows.d());
        return d.launch(MODULE, kernel).threads(threads).blocks(rows.n());
    }

    private static void softmaxWithLoss(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        byRows(d, "softmax_with_loss", rows)
                .in(0)
                .in(1)
                .at(d.inputs() > 2 ? new Where.In(2) : null)
                .out(0)
                .out(1)
                .at(d.scratch(2L * rows.n() * Double.BYTES))
                .at(d.counter())
                .real((float) d.attrs().f("scale"))
                .whole(rows.n())
                .whole(rows.d())
                .add();
    }

    private static void softmaxWithLossGradX(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        d.mayOverwrite(0, 0);
        boolean weighted = d.inputs() > 3; // then each block sums the weights
        byRows(d, "softmax_with_loss_grad", rows)
                .blocks(weighted ? Math.min(rows.n(), MOST_BLOCKS_OF_SUM) : rows.n())
                .in(0)
                .in(1)
                .in(2)
                .at(weighted ? new Where.In(3) : null)
                .out(0)
                .real((float) d.attrs().f("scale"))
                .whole(rows.n())
                .whole(rows.d())
                .add();
    }

    private static void distance(Draft d, String kernel) {
        Shape shape = d.inShape(0);
        Rows rows = new Rows(shape.dim(0), shape.sizeOf(1, shape.rank()));
        byRows(d, kernel, rows).in(0).in(1).out(0).whole(rows.n()).whole(rows.d()).add();
    }

    private static void mean(Draft d) {
        long n = d.inSize(0);
        long blocks = Math.min(MOST_BLOCKS_OF_SUM, (n - 1) / NUMBERS_OF_BLOCK + 1);
        d.launch(MODULE, "mean")
                .blocks(blocks)
                .in(0)
                .out(0)
                .at(d.scratch(blocks * Double.BYTES))
                .at(d.counter())
                .whole(n)
                .add();
    }

    private static void accuracy(Draft d) {
        Rows rows = Rows.at(1, d.inShape(0));
        byRows(d, "accuracy", rows)
                .in(0)
                .in(1)
                .out(0)
                .at(d.scratch((long) rows.n() * Double.BYTES))
                .at(d.counter())
                .whole(d.attrs().i("top_k"))
                .whole(rows.n())
                .whole(rows.d())
                .add();
    }
}
