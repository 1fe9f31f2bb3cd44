package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.duograph.tensor.DType;
import org.duograph.tensor.Shape;

/**
 * Makes and reads oneDNN's memory descriptors: extents, element type, and where each element
 * stands. Whoever makes one destroys it.
 */
public final class Descs {
    private static final int MOST_DIMS = DNNL_MAX_NDIMS;

    private Descs() {}

    /** oneDNN's name for an element type, or {@code dnnl_data_type_undef} where it has none. */
    public static int dataType(DType type) {
        return switch (type) {
            case FLOAT32 -> dnnl_f32;
            case INT32 -> dnnl_s32;
            case INT8 -> dnnl_s8;
            case UINT8, BOOL -> dnnl_u8;
            default -> dnnl_data_type_undef;
        };
    }

    /** The extents as oneDNN counts them: a scalar is one element in one dimension. */
    public static long[] dims(Shape shape) {
        if (shape.rank() == 0 || shape.rank() > MOST_DIMS) {
            return new long[] {shape.size()};
        }
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }

    /** The strides of a dense row-major array. */
    public static long[] denseStrides(long... dims) {
        long[] strides = new long[dims.length];
        long step = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= dims[i];
        }
        return strides;
    }

    /** A dense row-major array. */
    public static dnnl_memory_desc dense(int dataType, long... dims) {
        return strided(dataType, dims, denseStrides(dims));
    }

    /** An array whose elements stand {@code strides} apart. */
    public static dnnl_memory_desc strided(int dataType, long[] dims, long[] strides) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        return OneDnn.created(
                "dnnl_memory_desc_create_with_strides",
                made,
                dnnl_memory_desc_create_with_strides(made, dims.length, dims, dataType, strides));
    }

    /** An array of floats whose layout the library may choose. */
    public static dnnl_memory_desc any(long... dims) {
        return tagged(dnnl_format_tag_any, dims);
    }

    /** An array of floats in the layout {@code tag} ({@code dnnl_...}). */
    public static dnnl_memory_desc tagged(int tag, long... dims) {
        return tagged(dnnl_f32, tag, dims);
    }

    /** An array in the layout {@code tag}. */
    static dnnl_memory_desc tagged(int dataType, int tag, long[] dims) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        return OneDnn.created(
                "dnnl_memory_desc_create_with_tag",
                made,
                dnnl_memory_desc_create_with_tag(made, dims.length, dims, dataType, tag));
    }

    /** A copy that outlives the original. */
    public static dnnl_memory_desc copy(dnnl_memory_desc original) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        return OneDnn.created(
                "dnnl_memory_desc_clone", made, dnnl_memory_desc_clone(made, original));
    }

    /** The same memory seen with other extents of equal row-major order, or null if it can't be. */
    public static dnnl_memory_desc reshaped(dnnl_memory_desc original, long... dims) {
        try {
            dnnl_memory_desc made = new dnnl_memory_desc();
            return OneDnn.created(
                    "dnnl_memory_desc_reshape",
                    made,
                    dnnl_memory_desc_reshape(made, original, dims.length, dims));
        } catch (OneDnnException e) {
            return null;
        }
    }

    /** The same memory with its axes in another order: axis {@code i} becomes {@code order[i]}. */
    public static dnnl_memory_desc permuted(dnnl_memory_desc original, int... order) {
        dnnl_memory_desc made = new dnnl_memory_desc();
        return OneDnn.created(
                "dnnl_memory_desc_permute_axes",
                made,
                dnnl_memory_desc_permute_axes(made, original, order));
    }

    /** Whether it describes no memory at all. */
    public static boolean isNothing(dnnl_memory_desc desc) {
        return desc == null || desc.isNull() || number(desc, dnnl_query_ndims_s32) == 0;
    }

    /** Whether the library knows where elements stand, so that it can copy them elsewhere. */
    public static boolean isReadable(dnnl_memory_desc desc) {
        return number(desc, dnnl_query_format_kind) == dnnl_blocked;
    }

    /** The extents. */
    public static long[] dims(dnnl_memory_desc desc) {
        return list(desc, dnnl_query_dims, number(desc, dnnl_query_ndims_s32));
    }

    /** The element type. */
    public static int dataType(dnnl_memory_desc desc) {
        return number(desc, dnnl_query_data_type);
    }

    /** Whether it is dense and row-major, whatever the library calls it. */
    public static boolean isDense(dnnl_memory_desc desc) {
        if (!isReadable(desc)) {
            return false;
        }
        long[] dims = dims(desc);
        if (!Arrays.equals(dims, list(desc, dnnl_query_padded_dims, dims.length))) {
            return false;
        }
        long[] strides = list(desc, dnnl_query_strides, dims.length);
        int count = number(desc, dnnl_query_inner_nblks_s32);
        long[] blocks = list(desc, dnnl_query_inner_blks, count);
        long[] axes = list(desc, dnnl_query_inner_idxs, count);
        List<long[]> steps = new ArrayList<>(); // extent and stride, outermost first
        for (int axis = 0; axis < dims.length; axis++) {
            steps.add(new long[] {dims[axis], strides[axis]});
            long stride = Arrays.stream(blocks).reduce(1, (a, b) -> a * b);
            for (int b = 0; b < count; b++) {
                stride /= blocks[b];
                if (axes[b] == axis) {
                    steps.add(new long[] {blocks[b], stride});
                    steps.get(steps.size() - 1 - innerBefore(axes, b, axis) - 1)[0] /= blocks[b];
                }
            }
        }
        long expected = 1;
        for (int i = steps.size() - 1; i >= 0; i--) {
            long[] step = steps.get(i);
            if (step[0] != 1 && step[1] != expected) {
                return false;
            }
            expected *= step[0];
        }
        return true;
    }

    /** How many blocks of {@code axis} stand before block {@code b}. */
    private static int innerBefore(long[] axes, int b, int axis) {
        return (int) Arrays.stream(axes, 0, b).filter(a -> a == axis).count();
    }

    /**
     * Its usual name, such as {@code nChw16c} or {@code OIhw8i8o}: axes from the outermost inwards,
     * a capital where an axis is cut in blocks, then the blocks.
     */
    public static String name(dnnl_memory_desc desc) {
        if (!isReadable(desc)) {
            return "opaque";
        }
        long[] dims = dims(desc);
        long[] strides = list(desc, dnnl_query_strides, dims.length);
        int count = number(desc, dnnl_query_inner_nblks_s32);
        long[] blocks = list(desc, dnnl_query_inner_blks, count);
        long[] axes = list(desc, dnnl_query_inner_idxs, count);
        String letters = letters(dims.length, axes);
        StringBuilder name = new StringBuilder();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < dims.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong(i -> -strides[i]));
        for (int axis : order) {
            char letter = letters.charAt(axis);
            boolean cut = Arrays.stream(axes).anyMatch(a -> a == axis);
            name.append(cut ? Character.toUpperCase(letter) : letter);
        }
        for (int b = 0; b < count; b++) {
            name.append(blocks[b]).append(letters.charAt((int) axes[b]));
        }
        return name.toString();
    }

    private static String letters(int rank, long[] blockedAxes) {
        boolean weights = Arrays.stream(blockedAxes).anyMatch(a -> a == 0);
        return switch (rank) {
            case 2 -> weights ? "oi" : "nc";
            case 3 -> weights ? "oiw" : "ncw";
            case 4 -> weights ? "oihw" : "nchw";
            case 5 -> "goihw";
            default -> "abcdefghijkl";
        };
    }

    private static int number(dnnl_memory_desc desc, int what) {
        try (IntPointer out = new IntPointer(1)) {
            OneDnn.check("dnnl_memory_desc_query", dnnl_memory_desc_query(desc, what, out));
            return out.get();
        }
    }

    private static long[] list(dnnl_memory_desc desc, int what, int count) {
        long[] numbers = new long[count];
        try (PointerPointer<Pointer> out = new PointerPointer<>(1)) {
            OneDnn.check("dnnl_memory_desc_query", dnnl_memory_desc_query(desc, what, out));
            new LongPointer(out.get(0)).get(numbers);
        }
        return numbers;
    }
}
