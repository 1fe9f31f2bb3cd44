package org.duograph.backend.vector;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Elements;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.vector.Drawing.Arrays;
import org.duograph.backend.vector.Drawing.Span;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Arrays put together along one axis, and cut apart again. In whatever order the axes stand, a part
 * is one stretch of the whole for each place on the axes before; so all arrays stand in the order
 * in which the first of them came.
 */
final class ConcatKernels implements KernelFamily {
    /** Numbers below which a stretch of work is not worth to be shared. */
    private static final int SMALL = 1 << 13;

    @Override
    public boolean supports(Node node) {
        return switch (node.op().type()) {
            case "Concat" -> true; // its second output is of whole numbers
            case "Split" -> true;
            default -> HostKernel.allFloat(node);
        };
    }

    @Override
    public void draw(Drawing d) {
        switch (d.node().op().type()) {
            case "Concat" -> concat(d);
            case "Split" -> split(d);
            default -> gradX(d);
        }
    }

    /**
     * One array within another: {@code outer} stretches of {@code size} numbers, which begin {@code
     * step} numbers apart, the first at {@code start}.
     */
    private record Part(int outer, int size, int step, int start) {
        /** Where the stretches of a part of that shape are, whose first row is {@code row}. */
        static Part of(VectorLayout whole, int axis, long row, Shape part) {
            Shape s = whole.type().shape();
            int outer = 1;
            for (int i : whole.order()) {
                if (i == axis) {
                    break;
                }
                outer *= s.dim(i);
            }
            int step = s.intSize() / outer;
            return new Part(outer, part.intSize() / outer, step, (int) row * (step / s.dim(axis)));
        }

        /** How many tasks may share it. */
        int shares() {
            return Math.max(1, Math.min(Math.min(outer, 16), outer * size / SMALL));
        }
    }

    /** The layout of the whole: as an array stands that comes, where that is not plain. */
    private static VectorLayout whole(Drawing d, ArrayType type, int inputs) {
        for (int i = 0; i < inputs && !d.attrs().flag("add_axis"); i++) {
            if (!d.standing(i).isPlain()) {
                return d.standing(i).of(type);
            }
        }
        return VectorLayout.plain(type);
    }

    private static int rows(Drawing d, Value part, int axis) {
        return d.attrs().flag("add_axis") ? 1 : part.shape().dim(axis);
    }

    private static void concat(Drawing d) {
        List<Value> inputs = d.node().inputs();
        VectorLayout y = whole(d, d.node().output(0).type(), inputs.size());
        int axis = Axes.axis(d.attrs(), d.outShape(0).rank());
        d.output(0, y);
        List<Part> parts = new ArrayList<>();
        int[] extents = new int[inputs.size()];
        int row = 0;
        for (int i = 0; i < extents.length; i++) {
            parts.add(Part.of(y, axis, row, d.inShape(i)));
            if (!y.isPlain()) {
                d.input(i, y.of(inputs.get(i).type()));
            }
            extents[i] = rows(d, inputs.get(i), axis);
            row += extents[i];
        }
        d.implementation("copy");
        d.loop(
                arrays -> {
                    Kernel copies = copies(d, arrays, parts, true);
                    IntBuffer info = arrays.output(1).asInts();
                    return () -> {
                        copies.run();
                        info.put(0, extents);
                    };
                });
    }

    private static void split(Drawing d) {
        VectorLayout x = whole(d, d.node().input(0).type(), 1);
        int axis = Axes.axis(d.attrs(), d.inShape(0).rank());
        d.input(0, x);
        List<Part> parts = new ArrayList<>();
        int row = 0;
        for (int i = 0; i < d.node().outputs().size(); i++) {
            row += cut(d, x, axis, row, i, parts);
        }
        d.loop(arrays -> copies(d, arrays, parts, false));
    }

    private static void gradX(Drawing d) {
        VectorLayout dY = whole(d, d.node().input(0).type(), 1);
        int axis = Axes.axis(d.attrs(), d.inShape(0).rank());
        d.input(0, dY);
        List<Part> parts = new ArrayList<>();
        cut(d, dY, axis, d.attrs().int32("start"), 0, parts);
        d.loop(arrays -> copies(d, arrays, parts, false));
    }

    /** Adds the part of the whole that an output is; gives its extent. */
    private static int cut(
            Drawing d, VectorLayout whole, int axis, int row, int output, List<Part> parts) {
        Value part = d.node().output(output);
        parts.add(Part.of(whole, axis, row, part.shape()));
        if (!whole.isPlain()) {
            d.output(output, whole.of(part.type()));
        }
        d.implementation("copy");
        return rows(d, part, axis);
    }

    /** Copies parts into the whole, or out of it: work in as many shares as parts have. */
    private static Kernel copies(Drawing d, Arrays arrays, List<Part> parts, boolean together) {
        if (d.node().input(0).type().dtype() != DType.FLOAT32) {
            return elements(d, arrays, parts, together);
        }
        int shares = parts.stream().mapToInt(Part::shares).max().orElse(1);
        Part[] all = parts.toArray(Part[]::new);
        Span whole = together ? arrays.out(0) : arrays.in(0);
        Span[] pieces = new Span[all.length];
        java.util.Arrays.setAll(pieces, i -> together ? arrays.in(i) : arrays.out(i));
        return arrays.task(
                        all.length * shares,
                        (i, worker) -> {
                            Part part = all[i / shares];
                            int from = (int) ((long) part.outer * (i % shares) / shares);
                            int to = (int) ((long) part.outer * (i % shares + 1) / shares);
                            copy(part, from, to, whole, pieces[i / shares], together);
                        })
                ::run;
    }

    private static void copy(
            Part part, int from, int to, Span whole, Span piece, boolean together) {
        for (int n = from; n < to; n++) {
            int inside = whole.start() + part.start + n * part.step;
            int alone = piece.start() + n * part.size;
            if (together) {
                System.arraycopy(piece.array(), alone, whole.array(), inside, part.size);
            } else {
                System.arraycopy(whole.array(), inside, piece.array(), alone, part.size);
            }
        }
    }

    /** The same for elements of other types. */
    private static Kernel elements(Drawing d, Arrays arrays, List<Part> parts, boolean together) {
        DType dtype = d.node().input(0).type().dtype();
        Part[] all = parts.toArray(Part[]::new);
        Elements whole = Elements.of(together ? arrays.output(0) : arrays.input(0), dtype);
        Elements[] pieces = new Elements[all.length];
        java.util.Arrays.setAll(
                pieces, i -> Elements.of(together ? arrays.input(i) : arrays.output(i), dtype));
        return () -> {
            for (int i = 0; i < all.length; i++) {
                Part part = all[i];
                for (int n = 0; n < part.outer; n++) {
                    int inside = part.start + n * part.step;
                    if (together) {
                        whole.put(inside, pieces[i], n * part.size, part.size);
                    } else {
                        pieces[i].put(n * part.size, whole, inside, part.size);
                    }
                }
            }
        };
    }
}
