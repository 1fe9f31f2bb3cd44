package org.duograph.backend.cuda;

import java.util.List;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.shape.Pad;
import org.duograph.ops.shape.Slice;
import org.duograph.ops.shape.StridedSlice;
import org.duograph.ops.shape.Transpose;
import org.duograph.ops.view.Axes;
import org.duograph.ops.view.Channels;
import org.duograph.ops.view.Strided;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * What changes only where numbers stand, or how they are seen. The kernels know nothing of elements
 * but how many bytes they have, so all types go.
 */
final class ShapeKernels implements KernelFamily {
    private static final String MODULE = "shapes";

    /** As many arrays a kernel joins, or cuts, at once. */
    private static final int PARTS = 4;

    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Copy",
                    "StopGradient",
                    "Flatten",
                    "FlattenToVec",
                    "ResizeLike",
                    "ExpandDims",
                    "Squeeze" ->
                    Entry.ofAnyType(node -> true, ShapeKernels::copy);
            case "Reshape" -> Entry.ofAnyType(node -> true, ShapeKernels::reshape);
            case "Concat" -> Entry.ofAnyType(node -> true, ShapeKernels::concat);
            case "ConcatGradX" -> Entry.ofAnyType(node -> true, ShapeKernels::concatGradX);
            case "Split" -> Entry.ofAnyType(node -> true, ShapeKernels::split);
            case "Transpose", "NCHW2NHWC", "NHWC2NCHW" ->
                    Entry.ofAnyType(node -> gathers(transposed(node)), ShapeKernels::transpose);
            case "Slice" -> view(n -> Slice.box(n.attrs(), x(n), y(n)));
            case "StridedSlice" -> view(n -> StridedSlice.view(n.attrs(), x(n), y(n)));
            case "SliceGradX" -> within(n -> Slice.box(n.attrs(), y(n), x(n)));
            case "StridedSliceGradX" -> within(n -> StridedSlice.view(n.attrs(), y(n), x(n)));
            case "Pad" -> within(n -> Pad.inside(n.attrs(), x(n), y(n)));
            case "Tile" -> view(ShapeKernels::tiled);
            case "TileGradX" -> Entry.of(ShapeKernels::tileGradX);
            case "ChannelShuffle" -> view(ShapeKernels::shuffled);
            default -> null;
        };
    }

    private static Shape x(Node node) {
        return node.input(0).shape();
    }

    private static Shape y(Node node) {
        return node.output(0).shape();
    }

    /** The kernel for the node's elements. */
    private static String kernel(Draft d, String name) {
        return name + "_" + d.outType(0).dtype().bytes();
    }

    private static void copy(Draft d) {
        d.mayOverwrite(0, 0);
        d.copy(new Where.In(0), new Where.Out(0), d.outType(0).bytes());
    }

    private static void reshape(Draft d) {
        copy(d);
        if (d.isUsed(1)) {
            long[] before = d.inShape(0).toList().stream().mapToLong(dim -> dim).toArray();
            d.copy(d.fixed(before), new Where.Out(1), d.outType(1).bytes());
        }
    }

    // Parts of an array along an axis.

    /** The whole array around the axis of {@code whole} along which it has parts. */
    private static Channels around(Draft d, Shape whole) {
        return Channels.around(whole, Axes.axis(d.attrs(), whole.rank()));
    }

    /**
     * Along the outermost axis one part stands behind the other, perhaps lies there already; along
     * others a kernel puts their rows side by side.
     */
    private static void concat(Draft d) {
        Channels y = around(d, d.outShape(0));
        long start = 0;
        if (y.outer() == 1) {
            for (int i = 0; i < d.inputs(); i++) {
                long bytes = d.inType(i).bytes();
                d.mayLieInOutput(i, start);
                d.copy(new Where.In(i), new Where.After(new Where.Out(0), start), bytes);
                start += bytes;
            }
        } else {
            for (int i = 0; i < d.inputs(); i += PARTS) {
                Parts parts = Parts.of(d.node().inputs(), i, y, start);
                var launch = d.launch(MODULE, kernel(d, "concat")).over(parts.size());
                for (int k = i; k < i + PARTS; k++) {
                    launch.at(k < d.inputs() ? new Where.In(k) : null);
                }
                launch.out(0).ints(parts.numbers()).whole(parts.size()).add();
                start = parts.end();
            }
        }
        if (d.isUsed(1)) {
            int axis = Axes.axis(d.attrs(), d.outShape(0).rank());
            boolean added = d.attrs().flag("add_axis");
            int[] extents =
                    d.node().inputs().stream()
                            .mapToInt(part -> added ? 1 : part.shape().dim(axis))
                            .toArray();
            d.copy(d.fixed(extents), new Where.Out(1), d.outType(1).bytes());
        }
    }

    private static void concatGradX(Draft d) {
        Channels y = around(d, d.inShape(0));
        cut(d, y, d.attrs().i("start") * y.inner());
    }

    private static void split(Draft d) {
        cut(d, around(d, d.inShape(0)), 0);
    }

    /** Cuts the rows of {@code whole}, from {@code start} on, into those of the outputs. */
    private static void cut(Draft d, Channels whole, long start) {
        List<Value> outputs = d.node().outputs();
        if (whole.outer() == 1) {
            long at = start * d.outType(0).dtype().bytes();
            for (int i = 0; i < outputs.size(); i++) {
                long bytes = d.outType(i).bytes();
                d.copy(new Where.After(new Where.In(0), at), new Where.Out(i), bytes);
                at += bytes;
            }
            return;
        }
        for (int i = 0; i < outputs.size(); i += PARTS) {
            Parts parts = Parts.of(outputs, i, whole, start);
            var launch = d.launch(MODULE, kernel(d, "split")).over(parts.size()).in(0);
            for (int k = i; k < i + PARTS; k++) {
                launch.at(k < outputs.size() ? new Where.Out(k) : null);
            }
            launch.ints(parts.numbers()).whole(parts.size()).add();
            start = parts.end();
        }
    }

    /**
     * Some arrays whose rows stand side by side in the rows of another one.
     *
     * @param rows how many rows
     * @param numbers the kernel's struct: the widths of the parts' rows, where the first begins,
     *     the width of the whole row
     */
    private record Parts(int rows, int... numbers) {
        /** At most {@link #PARTS} arrays from {@code first} on. */
        static Parts of(List<Value> arrays, int first, Channels whole, long start) {
            int[] numbers = new int[PARTS + 2];
            for (int k = 0; k < PARTS && first + k < arrays.size(); k++) {
                numbers[k] = arrays.get(first + k).shape().intSize() / whole.outer();
            }
            numbers[PARTS] = Math.toIntExact(start);
            numbers[PARTS + 1] = whole.count() * whole.inner();
            return new Parts(whole.outer(), numbers);
        }

        private long width() {
            long width = 0;
            for (int k = 0; k < PARTS; k++) {
                width += numbers[k];
            }
            return width;
        }

        /** How many elements they have together. */
        long size() {
            return rows * width();
        }

        /** Where the next part begins in a row. */
        long end() {
            return numbers[PARTS] + width();
        }
    }

    // Views.

    private interface Seen {
        /** The smaller array, or the copy, seen in the other one. */
        Strided in(Node node);
    }

    private static boolean gathers(Strided view) {
        return Views.merged(view).shape().rank() <= Views.AXES;
    }

    /** {@code Y = a view of X}. */
    private static Entry view(Seen seen) {
        return Entry.ofAnyType(node -> gathers(seen.in(node)), d -> gather(d, seen.in(d.node())));
    }

    private static void gather(Draft d, Strided view) {
        long n = d.outSize(0);
        int[] numbers = Views.numbers(view);
        d.launch(MODULE, kernel(d, "view")).over(n).in(0).out(0).ints(numbers).whole(n).add();
    }

    /** The elements of X stand in Y; all else there is the attribute {@code value}, or zero. */
    private static Entry within(Seen seen) {
        return Entry.ofAnyType(
                node -> y(node).rank() <= Views.AXES,
                d -> {
                    long n = d.outSize(0);
                    int[] box = Views.box(seen.in(d.node()), d.outShape(0));
                    d.launch(MODULE, kernel(d, "within"))
                            .over(n)
                            .in(0)
                            .out(0)
                            .ints(box)
                            .whole(d.node().op().type().equals("Pad") ? value(d) : 0)
                            .whole(n)
                            .add();
                });
    }

    /** The bits of the attribute {@code value} as an element of the output. */
    private static long value(Draft d) {
        DType dtype = d.outType(0).dtype();
        return FillKernels.bits(d.attrs(), dtype);
    }

    private static Strided transposed(Node node) {
        List<Long> order = Transpose.order(node);
        int[] dense = Strided.dense(x(node));
        int[] steps = order.stream().mapToInt(axis -> dense[axis.intValue()]).toArray();
        return new Strided(y(node), 0, steps);
    }

    /** Two axes, or groups of them, that are exchanged go by tiles; other orders one by one. */
    private static void transpose(Draft d) {
        Strided view = transposed(d.node());
        Strided merged = Views.merged(view);
        Shape s = merged.shape();
        int first = s.rank() - 2; // of the two axes that are exchanged
        boolean exchanges =
                (first == 0 || first == 1 && merged.steps()[0] == s.dim(1) * s.dim(2))
                        && merged.steps()[first] == 1
                        && merged.steps()[first + 1] == s.dim(first);
        if (!exchanges) {
            gather(d, view);
            return;
        }
        long matrices = s.sizeOf(0, first);
        long rows = s.dim(first + 1);
        long columns = s.dim(first);
        long tiles = matrices * ((rows + 31) / 32) * ((columns + 31) / 32);
        d.launch(MODULE, kernel(d, "transpose"))
                .over(tiles * 256)
                .in(0)
                .out(0)
                .integer(matrices)
                .integer(rows)
                .integer(columns)
                .add();
    }

    private static Strided tiled(Node node) {
        Shape x = x(node);
        int axis = x.axis(node.attrs().i("axis"));
        int block = x.sizeOf(axis, x.rank());
        Shape shape = Shape.of(x.sizeOf(0, axis), node.attrs().int32("tiles"), block);
        return new Strided(shape, 0, new int[] {block, 0, 1});
    }

    private static void tileGradX(Draft d) {
        Shape x = d.outShape(0);
        long n = d.outSize(0);
        d.launch(MODULE, "tile_grad")
                .over(n)
                .in(0)
                .out(0)
                .integer(x.sizeOf(x.axis(d.attrs().i("axis")), x.rank()))
                .integer(d.attrs().i("tiles"))
                .whole(n)
                .add();
    }

    private static Strided shuffled(Node node) {
        Channels c = Channels.of(node.attrs(), x(node));
        int groups = node.attrs().int32("group");
        int each = c.count() / groups;
        Shape shape = Shape.of(c.outer(), each, groups, c.inner());
        int[] steps = {c.count() * c.inner(), c.inner(), each * c.inner(), 1};
        return new Strided(shape, 0, steps);
    }
}
