package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Fault;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.ops.loss.SoftmaxWithLoss;
import org.duograph.ops.view.Rows;
import org.duograph.tensor.Shape;

/**
 * Losses, distances of rows, and accuracy: one launch each, a block for each row. A label that is
 * no class is a {@link Fault}.
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
                    Entry.ofAnyType(LossKernels::isWanted, LossKernels::softmaxWithLoss);
            case "SoftmaxWithLossGradX" ->
                    Entry.ofAnyType(LossKernels::isWanted, LossKernels::softmaxWithLossGradX);
            case "SquaredL2Distance" -> Entry.of(d -> distance(d, "squared_l2_distance"));
            case "L1Distance" -> Entry.of(d -> distance(d, "l1_distance"));
            case "DotProduct" -> Entry.of(d -> distance(d, "dot_product"));
            case "AveragedLoss" -> Entry.of(LossKernels::mean);
            case "Accuracy" -> Entry.ofAnyType(LossKernels::hasLabels, LossKernels::accuracy);
            default -> null;
        };
    }

    /** Whether it gives float32, and what it shall be near to is given as its kernels read it. */
    private static boolean isWanted(Node node) {
        return wantsProbabilities(node) ? HostKernel.allFloat(node) : hasLabels(node);
    }

    private static boolean wantsProbabilities(Node node) {
        return node.attrs().flag("label_prob");
    }

    /** Whether it gives float32 and its labels are whole numbers that its kernel reads. */
    static boolean hasLabels(Node node) {
        return HostKernel.givesFloat(node) && IndexKernels.isIndex(node.input(1));
    }

    /** Where a label that is none of a row's classes is reported. */
    static Fault ofLabels(Draft d, Rows rows) {
        return d.fault(rows::place);
    }

    /** Adds the labels, and of which type they are, or the probabilities that are wanted. */
    private static Launch wanted(Draft d, Launch launch) {
        launch.in(1);
        return wantsProbabilities(d.node()) ? launch : launch.integer(IndexKernels.wide(d, 1));
    }

    private static String kernel(Draft d, String ending) {
        return (wantsProbabilities(d.node()) ? "softmax_with_wanted" : "softmax_with_loss")
                + ending;
    }

    private static Fault ofWanted(Draft d, Rows rows) {
        return wantsProbabilities(d.node())
                ? d.fault((row, sum) -> SoftmaxWithLoss.fail(row, Double.longBitsToDouble(sum)))
                : ofLabels(d, rows);
    }

    /** Launches a block for each row, of no more threads than a row has numbers. */
    static Launch byRows(Draft d, String kernel, Rows rows) {
        int threads = Launch.threadsFor(rows.d());
        return d.launch(MODULE, kernel).threads(threads).blocks(rows.n());
    }

    private static void softmaxWithLoss(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        wanted(d, byRows(d, kernel(d, ""), rows).in(0))
                .at(d.inputs() > 2 ? new Where.In(2) : null)
                .out(0)
                .out(1)
                .at(d.scratch(2L * rows.n() * Double.BYTES))
                .at(d.counter())
                .fault(ofWanted(d, rows))
                .real((float) d.attrs().f("scale"))
                .whole(rows.n())
                .integer(rows.d())
                .add();
    }

    private static void softmaxWithLossGradX(Draft d) {
        Rows rows = Rows.at(d.attrs().int32("axis"), d.inShape(0));
        d.mayOverwrite(0, 0);
        boolean weighted = d.inputs() > 3; // then each block sums the weights
        Launch launch =
                byRows(d, kernel(d, "_grad"), rows)
                        .blocks(weighted ? Math.min(rows.n(), MOST_BLOCKS_OF_SUM) : rows.n())
                        .in(0);
        wanted(d, launch).in(2).at(weighted ? new Where.In(3) : null).out(0);
        if (!wantsProbabilities(d.node())) {
            launch.fault(ofLabels(d, rows));
        }
        launch.real((float) d.attrs().f("scale")).whole(rows.n()).integer(rows.d()).add();
    }

    private static void distance(Draft d, String kernel) {
        Shape shape = d.inShape(0);
        Rows rows = new Rows(shape.dim(0), shape.sizeOf(1, shape.rank()));
        byRows(d, kernel, rows).in(0).in(1).out(0).whole(rows.n()).whole(rows.d()).add();
    }

    /** How many blocks fold so many numbers into one. */
    static long blocksOfSum(long n) {
        return Math.min(MOST_BLOCKS_OF_SUM, (n - 1) / NUMBERS_OF_BLOCK + 1);
    }

    private static void mean(Draft d) {
        long n = d.inSize(0);
        long blocks = blocksOfSum(n);
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
                .integer(IndexKernels.wide(d, 1))
                .out(0)
                .at(d.scratch((long) rows.n() * Double.BYTES))
                .at(d.counter())
                .fault(ofLabels(d, rows))
                .whole(d.attrs().i("top_k"))
                .whole(rows.n())
                .integer(rows.d())
                .add();
    }
}
