package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.javacpp.PointerPointer;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Images.Format;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.StepArgs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.view.Axes;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Operators that move numbers without changing them.
 *
 * <p>A new shape, or another order of the axes, is only a new layout for the same bytes: in place
 * there is nothing to do.
 */
final class ShapeKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return switch (type) {
            case "Copy",
                    "StopGradient",
                    "Flatten",
                    "FlattenToVec",
                    "ExpandDims",
                    "Squeeze",
                    "ResizeLike" ->
                    Entry.ofAnyType(n -> true, ShapeKernels::same);
            case "Dropout" -> Entry.ofAnyType(ShapeKernels::dropsNothing, ShapeKernels::untouched);
            case "Reshape" -> Entry.ofAnyType(n -> true, ShapeKernels::reshape);
            case "Transpose" -> Entry.of(d -> transpose(d, axes(d)));
            case "NCHW2NHWC" -> Entry.of(d -> transpose(d, 0, 2, 3, 1));
            case "NHWC2NCHW" -> Entry.of(d -> transpose(d, 0, 3, 1, 2));
            case "Concat" -> Entry.ofAnyType(n -> allFloat(n.inputs()), ShapeKernels::concat);
            case "ConcatGradX" -> Entry.of(ShapeKernels::concatGradX);
            case "Split" -> Entry.of(ShapeKernels::split);
            case "Cast" -> Entry.ofAnyType(ShapeKernels::widens, ShapeKernels::cast);
            default -> null;
        };
    }

    private static boolean allFloat(List<Value> values) {
        return values.stream().allMatch(HostKernel::isFloat);
    }

    /**
     * The same bytes under another name, perhaps of another shape. What the library alone can read
     * is asked for plain, which is refused.
     */
    private static void same(Draft d) {
        DnnlLayout layout = d.standing(0).isOpaque() ? d.plain(0) : d.standing(0);
        d.input(0, layout);
        d.output(0, layout);
        d.mayOverwrite(0, 0);
        d.copy(new Where.In(0), new Where.Out(0), layout.bytes());
    }

    private static boolean dropsNothing(Node dropout) {
        return dropout.attrs().flag("is_test") && HostKernel.givesFloat(dropout);
    }

    /** Dropout that drops nothing, in the plain layout. */
    private static void untouched(Draft d) {
        d.mayOverwrite(0, 0);
        d.copy(new Where.In(0), new Where.Out(0), d.inType(0).bytes());
    }

    private static void reshape(Draft d) {
        same(d);
        int[] shape = d.inShape(0).toArray();
        d.between(
                memory -> {
                    LongBuffer oldShape = NativeBuffer.at(new Where.Out(1), memory).asLongs();
                    return () -> {
                        for (int i = 0; i < shape.length; i++) {
                            oldShape.put(i, shape[i]);
                        }
                    };
                });
    }

    private static int[] axes(Draft d) {
        if (d.attrs().has("axes")) {
            return d.attrs().ints("axes").stream().mapToInt(Long::intValue).toArray();
        }
        int rank = d.inShape(0).rank();
        int[] reversed = new int[rank];
        Arrays.setAll(reversed, i -> rank - 1 - i);
        return reversed;
    }

    /** Axis {@code i} of Y is axis {@code axes[i]} of X; the bytes stay where they are. */
    private static void transpose(Draft d, int... axes) {
        DnnlLayout layout = d.standingOfItsShape(0);
        int[] order = new int[axes.length];
        for (int i = 0; i < axes.length; i++) {
            order[axes[i]] = i;
        }
        d.input(0, layout);
        if (axes.length > 1) {
            d.output(0, d.permuted(layout.desc(), order));
        }
        d.copy(new Where.In(0), new Where.Out(0), layout.bytes());
    }

    /** The images that Concat and Split work on. */
    private record Parts(int axis, Format format, Shape whole, boolean newAxis) {

        static Parts of(Draft d, Shape whole, List<Value> parts, DnnlLayout... standing) {
            int axis = Axes.axis(d.attrs(), whole.rank());
            Format format = Format.PLAIN;
            for (DnnlLayout layout : standing) {
                Format f = layout.isOfItsShape() ? Format.of(layout) : null;
                format = format == Format.PLAIN && f != null ? f : format;
            }
            boolean images = whole.rank() == 4 && axis <= 1 && !d.attrs().flag("add_axis");
            Format usable = images ? format : Format.PLAIN;
            boolean filled =
                    images && parts.stream().allMatch(v -> usable.isFilledBy(v.shape().dim(1)));
            return new Parts(
                    axis, filled ? usable : Format.PLAIN, whole, d.attrs().flag("add_axis"));
        }

        private dnnl_memory_desc desc(Draft d, long... dims) {
            return format == Format.PLAIN ? d.dense(dims) : format.desc(d, dims);
        }

        dnnl_memory_desc wholeDesc(Draft d) {
            return desc(d, Descs.dims(whole));
        }

        dnnl_memory_desc partDesc(Draft d, Shape part) {
            return desc(d, dims(part));
        }

        /** Where a part stands in the whole, from {@code start} on. */
        dnnl_memory_desc partInWhole(Draft d, Shape part, long start) {
            long[] dims = dims(part);
            long[] offsets = new long[dims.length];
            offsets[axis] = start;
            return d.part(wholeDesc(d), dims, offsets);
        }

        /** The extents of a part, with the new axis where there is one. */
        long[] dims(Shape part) {
            return Descs.dims(whole.with(axis, newAxis ? 1 : part.dim(axis)));
        }
    }

    private static DnnlLayout[] standing(Draft d) {
        DnnlLayout[] all = new DnnlLayout[d.inputCount()];
        Arrays.setAll(all, d::standing);
        return all;
    }

    private static void concat(Draft d) {
        Parts parts = Parts.of(d, d.outShape(0), d.node().inputs(), standing(d));
        dnnl_memory_desc y = parts.wholeDesc(d);
        dnnl_memory_desc[] xs = new dnnl_memory_desc[d.inputCount()];
        Arrays.setAll(xs, i -> parts.partDesc(d, d.inShape(i)));
        for (int i = 0; i < xs.length; i++) {
            d.input(i, xs[i]);
        }
        if (parts.axis == 0) {
            join(d, xs);
        } else {
            concatenate(d, parts, xs);
        }
        d.output(0, y);
        int[] extents = new int[xs.length];
        Arrays.setAll(extents, i -> (int) parts.dims(d.inShape(i))[parts.axis]);
        d.between(
                memory -> {
                    IntBuffer info = NativeBuffer.at(new Where.Out(1), memory).asInts();
                    return () -> info.put(0, extents);
                });
    }

    /**
     * Along the batch, or whatever the outermost axis is, one part stands behind the other. Parts
     * that lie there already save the copy: 0.15 of 11 ms in which the 6-layer net infers 64
     * images, on two cores of an Intel Xeon (Emerald Rapids).
     */
    private static void join(Draft d, dnnl_memory_desc[] xs) {
        long start = 0;
        for (int i = 0; i < xs.length; i++) {
            long bytes = dnnl_memory_desc_get_size(xs[i]);
            d.mayLieInOutput(i, start);
            d.copy(new Where.In(i), new Where.After(new Where.Out(0), start), bytes);
            start += bytes;
        }
        d.implementation("memcpy");
    }

    private static void concatenate(Draft d, Parts parts, dnnl_memory_desc[] xs) {
        dnnl_memory_desc y = parts.wholeDesc(d);
        dnnl_primitive_attr attr = d.attributes();
        Primitive concat;
        try (PointerPointer<dnnl_memory_desc> all = new PointerPointer<>(xs)) {
            concat =
                    d.primitiveAt(
                            "concatenation",
                            out ->
                                    dnnl_concat_primitive_desc_create(
                                            out, d.engine(), y, xs.length, parts.axis, all, attr));
        }
        StepArgs args = d.step(concat).out(DNNL_ARG_DST, 0);
        for (int i = 0; i < xs.length; i++) {
            args.in(DNNL_ARG_MULTIPLE_SRC + i, i);
        }
        args.run();
    }

    private static void concatGradX(Draft d) {
        List<Value> part = d.node().outputs();
        Parts parts = Parts.of(d, d.inShape(0), part, d.standing(0));
        long start = d.attrs().i("start");
        boolean aligned = parts.format.isFilledBy(start) && parts.format.isFilledBy(channels(d));
        Parts usable = aligned ? parts : Parts.of(d, d.inShape(0), part);
        cut(d, usable, 0, start);
        d.input(0, usable.wholeDesc(d));
    }

    private static int channels(Draft d) {
        Shape x = d.inShape(0);
        return x.rank() > 1 ? x.dim(1) : 1;
    }

    private static void split(Draft d) {
        Parts parts = Parts.of(d, d.inShape(0), d.node().outputs(), d.standing(0));
        d.input(0, parts.wholeDesc(d));
        long start = 0;
        for (int i = 0; i < d.node().outputs().size(); i++) {
            start += cut(d, parts, i, start);
        }
    }

    /** Copies the part of input 0 from {@code start} on to an output; returns its extent. */
    private static long cut(Draft d, Parts parts, int output, long start) {
        Shape part = d.outShape(output);
        dnnl_memory_desc from = parts.partInWhole(d, part, start);
        dnnl_memory_desc to = parts.partDesc(d, part);
        d.output(output, to);
        d.step(d.reorder(from, to)).in(DNNL_ARG_FROM, 0).out(DNNL_ARG_TO, output).run();
        return parts.dims(part)[parts.axis];
    }

    /** Whether a cast is one that the library does as C does: small whole numbers to float. */
    private static boolean widens(Node node) {
        DType from = node.input(0).type().dtype();
        boolean small = from == DType.UINT8 || from == DType.INT8 || from == DType.INT32;
        return small && HostKernel.isFloat(node.output(0));
    }

    private static void cast(Draft d) {
        dnnl_memory_desc from = d.plain(0).desc();
        dnnl_memory_desc to = d.dense(Descs.dims(d.outShape(0)));
        d.step(d.reorder(from, to)).in(DNNL_ARG_FROM, 0).out(DNNL_ARG_TO, 0).run();
    }
}
