package org.duograph.backend.cuda;

import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.cuda.library.Fault;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.control.TakeRow;
import org.duograph.ops.reduce.Pick;
import org.duograph.ops.shape.Gather;
import org.duograph.ops.shape.GatherNd;
import org.duograph.ops.shape.OneHot;
import org.duograph.ops.view.Lines;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Operators that choose rows by their numbers; they copy elements of whatever type. A number that
 * names no row is a {@link Fault}.
 */
final class IndexKernels implements KernelFamily {
    private static final String MODULE = "index";

    /** As many dimensions the kernel that looks for blocks has room for. */
    private static final int AXES = 8;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Gather" -> Entry.ofAnyType(n -> isIndex(n.input(1)), IndexKernels::gather);
            case "GatherNd" ->
                    Entry.ofAnyType(
                            n -> hasPlaces(n.input(1), n.input(0).shape()), IndexKernels::gatherNd);
            case "ScatterNd" ->
                    Entry.ofAnyType(
                            n ->
                                    hasPlaces(n.input(0), n.output(0).shape())
                                            && SparseKernels.areFew(rows(n.input(0).shape()))
                                            && HostKernel.givesFloat(n),
                            IndexKernels::scatterNd);
            case "OneHot" -> Entry.ofAnyType(n -> isIndex(n.input(0)), IndexKernels::oneHot);
            case "Pick" ->
                    Entry.ofAnyType(n -> picks(n, n.input(1), n.input(0)), IndexKernels::pick);
            case "TopKGradX" ->
                    Entry.ofAnyType(n -> picks(n, n.input(0), n.input(1)), IndexKernels::pickGradX);
            case "TakeRow" -> Entry.ofAnyType(n -> true, IndexKernels::takeRow);
            case "PutRow" -> Entry.ofAnyType(n -> true, IndexKernels::putRow);
            default -> null;
        };
    }

    /** Whether they are numbers that the kernels read. */
    static boolean isIndex(Value value) {
        DType dtype = value.type().dtype();
        return dtype == DType.INT32 || dtype == DType.INT64;
    }

    /** What tells kernels of which of these types an input is: 1 for int64. */
    static long wide(Draft d, int input) {
        return d.inType(input).dtype() == DType.INT64 ? 1 : 0;
    }

    /** How many elements a row of input {@code i} has. */
    private static int rowSize(Draft d, int i) {
        Shape x = d.inShape(i);
        return x.sizeOf(1, x.rank());
    }

    private static String kernel(Draft d, String name) {
        return name + "_" + d.outType(0).dtype().bytes();
    }

    /** How many rows of numbers there are. */
    private static int rows(Shape indices) {
        return indices.sizeOf(0, indices.rank() - 1);
    }

    private static boolean hasPlaces(Value indices, Shape whole) {
        return isIndex(indices) && GatherNd.depth(whole, indices.shape()) <= AXES;
    }

    private static void gather(Draft d) {
        int rows = d.inShape(0).dim(0);
        Fault fault = d.fault((i, value) -> Gather.row(i, value, rows));
        gather(d, new Where.In(1), wide(d, 1), rows, rowSize(d, 0), fault);
    }

    private static void gather(
            Draft d, Where numbers, long wide, long rows, long size, Fault fault) {
        long n = d.outSize(0);
        d.launch(MODULE, kernel(d, "gather"))
                .over(n)
                .in(0)
                .at(numbers)
                .integer(wide)
                .out(0)
                .integer(rows)
                .integer(size)
                .fault(fault)
                .whole(n)
                .add();
    }

    private static void gatherNd(Draft d) {
        Shape x = d.inShape(0);
        int k = GatherNd.depth(x, d.inShape(1));
        Fault fault = outside(d, x, k);
        Where places = places(d, 1, x, k, fault);
        gather(d, places, 0, x.sizeOf(0, k), x.sizeOf(k, x.rank()), fault);
    }

    private static void scatterNd(Draft d) {
        Shape y = d.outShape(0);
        int k = GatherNd.depth(y, d.inShape(0));
        Where places = places(d, 0, y, k, outside(d, y, k));
        SparseKernels.sum(d, places, rows(d.inShape(0)), 1, y.sizeOf(k, y.rank()));
    }

    private static Fault outside(Draft d, Shape whole, int k) {
        String type = d.node().op().type();
        return d.fault(
                (i, value) -> {
                    throw new IllegalArgumentException(
                            "%s: indices[%d, %d] must be from 0 to %d, found %d"
                                    .formatted(type, i / k, i % k, whole.dim(i % k) - 1, value));
                });
    }

    /** Adds the stage that finds the row of {@code table} that each number names. */
    static Where rows(Draft d, int numbers, Shape table) {
        return places(
                d, numbers, table, 1, d.fault((i, value) -> Gather.row(i, value, table.dim(0))));
    }

    /** Adds the stage that finds the block that each {@code k} of the numbers name. */
    private static Where places(Draft d, int numbers, Shape whole, int k, Fault fault) {
        long n = d.inSize(numbers) / k;
        int[] extents = new int[1 + AXES];
        extents[0] = k;
        for (int i = 0; i < k; i++) {
            extents[1 + i] = whole.dim(i);
        }
        Where places = d.scratch(n * Integer.BYTES);
        d.launch(MODULE, "find_places")
                .over(n)
                .in(numbers)
                .integer(wide(d, numbers))
                .ints(extents)
                .at(places)
                .fault(fault)
                .whole(n)
                .add();
        return places;
    }

    private static void oneHot(Draft d) {
        int size = d.outShape(0).dim(1);
        long n = d.outSize(0);
        d.launch(MODULE, "one_hot")
                .over(n)
                .in(0)
                .integer(wide(d, 0))
                .out(0)
                .integer(size)
                .fault(d.fault((i, value) -> OneHot.place(i, value, size)))
                .whole(n)
                .add();
    }

    private static void takeRow(Draft d) {
        int rows = d.inShape(0).dim(0);
        Fault fault = d.fault((i, value) -> TakeRow.row(value, rows));
        gather(d, new Where.In(1), 1, rows, rowSize(d, 0), fault);
    }

    private static void putRow(Draft d) {
        int rows = d.inShape(0).dim(0);
        d.mayOverwrite(0, 0);
        d.copy(new Where.In(0), new Where.Out(0), d.outType(0).bytes());
        d.launch(MODULE, kernel(d, "put_row"))
                .over(rowSize(d, 0))
                .in(2)
                .in(1)
                .out(0)
                .integer(rows)
                .integer(rowSize(d, 0))
                .fault(d.fault((i, value) -> TakeRow.row(value, rows)))
                .add();
    }

    // Elements picked of lines.

    private static boolean picks(Node node, Value indices, Value numbers) {
        return isIndex(indices) && HostKernel.isFloat(numbers) && HostKernel.givesFloat(node);
    }

    /** The struct PickedLines: how far elements of a line are apart, how many, how many picked. */
    private static int[] lines(Draft d, Shape whole, Shape picked) {
        int axis = d.attrs().int32("axis");
        Lines lines = Lines.along(axis, whole);
        return new int[] {lines.step(), lines.length(), Lines.along(axis, picked).length()};
    }

    private static void pick(Draft d) {
        int[] lines = lines(d, d.inShape(0), d.outShape(0));
        long n = d.outSize(0);
        d.launch(MODULE, "pick")
                .over(n)
                .in(0)
                .in(1)
                .integer(wide(d, 1))
                .out(0)
                .ints(lines)
                .fault(d.fault((i, value) -> Pick.place(i, value, lines[1])))
                .whole(n)
                .add();
    }

    private static void pickGradX(Draft d) {
        int[] lines = lines(d, d.outShape(0), d.inShape(1));
        long n = d.outSize(0);
        d.launch(MODULE, "pick_grad")
                .over(n)
                .in(0)
                .integer(wide(d, 0))
                .in(1)
                .out(0)
                .ints(lines)
                .fault(d.fault((i, value) -> Pick.place(i, value, lines[1])))
                .whole(n)
                .add();
    }
}
