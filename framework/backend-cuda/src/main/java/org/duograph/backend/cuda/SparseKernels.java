package org.duograph.backend.cuda;

import java.util.Arrays;
import java.util.List;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Launch;
import org.duograph.graph.Node;
import org.duograph.tensor.Shape;

/**
 * Updates of the rows of a table that were looked up. Written over the table they touch nothing but
 * those rows, however long it is.
 */
final class SparseKernels implements KernelFamily {
    private static final String MODULE = "sparse";

    /** Finding the lookups of one row takes the square of their number. */
    private static final long FEW = 1 << 17;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "ScatterAssign" -> Entry.ofAnyType(n -> isIndexed(n, 1), SparseKernels::assign);
            case "ScatterWeightedSum" ->
                    Entry.ofAnyType(n -> isUpdate(n, 2), SparseKernels::weightedSum);
            case "SparseMomentumSGDUpdate" ->
                    Entry.ofAnyType(n -> isUpdate(n, 4), SparseKernels::momentum);
            case "SparseAdagrad" -> Entry.ofAnyType(n -> isUpdate(n, 2), SparseKernels::adagrad);
            case "SparseAdam" -> Entry.ofAnyType(n -> isUpdate(n, 3, 6), SparseKernels::adam);
            default -> null;
        };
    }

    /** Whether so many lookups are few enough for these kernels. */
    static boolean areFew(long lookups) {
        return lookups <= FEW;
    }

    private static boolean isIndexed(Node node, int indices) {
        return IndexKernels.isIndex(node.input(indices))
                && areFew(node.input(indices).shape().size());
    }

    /** Whether all inputs are float32 but those given, the lookups first, which are numbers. */
    private static boolean isUpdate(Node node, Integer... wholes) {
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
        return isIndexed(node, wholes[0]);
    }

    /** How many elements a row of a table has. */
    private static int size(Shape table) {
        return table.sizeOf(1, table.rank());
    }

    /** The output is the input, which is copied where it is not the same memory. */
    private static void carry(Draft d, int input, int output) {
        d.mayOverwrite(output, input);
        d.copy(new Where.In(input), new Where.Out(output), d.outType(output).bytes());
    }

    /**
     * Begins to launch a kernel that takes what all of them take first: the place of each lookup,
     * and how many there are. A block works for a lookup, its threads for the columns.
     */
    private static Launch launch(Draft d, String kernel, Where places, long lookups, long size) {
        int threads = size <= 128 ? 128 : 256;
        return d.launch(MODULE, kernel)
                .threads(threads)
                .over(lookups * threads)
                .at(places)
                .integer(lookups);
    }

    /** Adds stages that sum rows of input {@code rows} in an output full of zeros. */
    static void sum(Draft d, Where places, long lookups, int rows, long size) {
        d.clear(new Where.Out(0), d.outType(0).bytes());
        launch(d, "sum_rows", places, lookups, size).in(rows).out(0).integer(size).add();
    }

    private static void assign(Draft d) {
        int size = size(d.inShape(0));
        carry(d, 0, 0);
        Where places = IndexKernels.rows(d, 1, d.inShape(0));
        String kernel = "assign_" + d.outType(0).dtype().bytes();
        launch(d, kernel, places, d.inSize(1), size).in(2).out(0).integer(size).add();
    }

    private static void weightedSum(Draft d) {
        int size = size(d.inShape(0));
        carry(d, 0, 0);
        Where places = IndexKernels.rows(d, 2, d.inShape(0));
        launch(d, "weighted_sum_rows", places, d.inSize(2), size)
                .in(3)
                .out(0)
                .integer(size)
                .in(1)
                .in(4)
                .add();
    }

    private static void momentum(Draft d) {
        int size = size(d.inShape(3));
        long lookups = d.inSize(4);
        carry(d, 1, 1);
        carry(d, 3, 2);
        Where places = IndexKernels.rows(d, 4, d.inShape(3));
        launch(d, "momentum_rows", places, lookups, size)
                .in(0)
                .out(0)
                .out(1)
                .out(2)
                .integer(size)
                .in(2)
                .real((float) d.attrs().f("momentum"))
                .integer(d.attrs().flag("nesterov") ? 1 : 0)
                .add();
        launch(d, "spread_rows", places, lookups, size).out(0).integer(size).add();
    }

    private static void adagrad(Draft d) {
        int size = size(d.inShape(0));
        carry(d, 0, 0);
        carry(d, 1, 1);
        Where places = IndexKernels.rows(d, 2, d.inShape(0));
        launch(d, "adagrad_rows", places, d.inSize(2), size)
                .in(3)
                .out(0)
                .out(1)
                .integer(size)
                .in(4)
                .real((float) d.attrs().f("epsilon"))
                .add();
    }

    private static void adam(Draft d) {
        int size = size(d.inShape(0));
        for (int i = 0; i < 3; i++) {
            carry(d, i, i);
        }
        Where places = IndexKernels.rows(d, 3, d.inShape(0));
        launch(d, "adam_rows", places, d.inSize(3), size)
                .in(4)
                .out(0)
                .out(1)
                .out(2)
                .integer(size)
                .in(5)
                .in(6)
                .integer(IndexKernels.wide(d, 6))
                .real(d.attrs().f("beta1"))
                .real(d.attrs().f("beta2"))
                .real((float) d.attrs().f("epsilon"))
                .add();
    }
}
