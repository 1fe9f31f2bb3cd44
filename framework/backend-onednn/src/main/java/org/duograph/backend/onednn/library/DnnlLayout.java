package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * How the numbers of one array stand in native memory, as a oneDNN memory descriptor.
 *
 * <p>The descriptor's extents may differ from the array's shape as long as both count the elements
 * in the same row-major order. So a blocked image that was reshaped into a vector is still the same
 * memory, and the weights of a fully connected layer may be blocked as if they were filters.
 *
 * <p>Made and freed by {@link Layouts}.
 */
public final class DnnlLayout implements Layout {
    private final ArrayType type;
    private final dnnl_memory_desc desc;
    private final Kind kind;
    private final long bytes;
    private final String name;

    /** What is known about the places of elements. */
    public enum Kind {
        /** Dense and row-major. */
        PLAIN,
        /** As the descriptor says. */
        BLOCKED,
        /**
         * Weights as int8, as the descriptor says; behind them, for each row of the array (its
         * first axis), the float32 by which its numbers are to be multiplied.
         */
        INT8,
        /** Known to the library alone, such as what pooling saves for its gradient. */
        OPAQUE
    }

    /**
     * Wraps a descriptor.
     *
     * @param desc where the elements stand; null for plain layouts of types that oneDNN lacks
     */
    public DnnlLayout(ArrayType type, dnnl_memory_desc desc, Kind kind) {
        this.type = type;
        this.desc = desc;
        this.kind = kind;
        this.bytes =
                switch (kind) {
                    case PLAIN -> type.bytes();
                    case BLOCKED, OPAQUE -> dnnl_memory_desc_get_size(desc);
                    case INT8 -> scalesAt(desc) + (long) type.shape().dim(0) * Float.BYTES;
                };
        this.name =
                switch (kind) {
                    case PLAIN -> "plain";
                    case BLOCKED -> Descs.name(desc);
                    case INT8 -> "int8 " + Descs.name(desc);
                    case OPAQUE -> "opaque";
                };
    }

    /** Whether it holds weights as int8. */
    public boolean isInt8() {
        return kind == Kind.INT8;
    }

    /** Of int8 weights: how many bytes from the beginning their scales stand. */
    public long scalesAt() {
        return scalesAt(desc);
    }

    private static long scalesAt(dnnl_memory_desc desc) {
        return Arena.aligned(dnnl_memory_desc_get_size(desc));
    }

    /** Whether the descriptor has the axes of the array. */
    public boolean isOfItsShape() {
        return isPlain() || Arrays.equals(Descs.dims(desc), Descs.dims(type.shape()));
    }

    /** What is known about the places of elements. */
    public Kind kind() {
        return kind;
    }

    /** Whether only the library knows what its bytes mean. */
    public boolean isOpaque() {
        return kind == Kind.OPAQUE;
    }

    /** Whether {@code other} is the same descriptor as this layout's. */
    public boolean isDescribedBy(dnnl_memory_desc other) {
        return desc != null && dnnl_memory_desc_equal(desc, other) != 0;
    }

    /** Where the elements stand; null for element types that oneDNN lacks. Not to be destroyed. */
    public dnnl_memory_desc desc() {
        return desc;
    }

    @Override
    public ArrayType type() {
        return type;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isPlain() {
        return kind == Kind.PLAIN;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof DnnlLayout other) || !type.equals(other.type)) {
            return false;
        }
        return kind == other.kind && (isPlain() || isDescribedBy(other.desc));
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
