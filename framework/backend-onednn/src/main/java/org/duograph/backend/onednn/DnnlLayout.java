package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

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
final class DnnlLayout implements Layout {
    private final ArrayType type;
    private final dnnl_memory_desc desc;
    private final boolean plain;
    private final long bytes;
    private final String name;

    /**
     * Wraps a descriptor.
     *
     * @param desc where the elements stand; null for element types that oneDNN lacks, which are
     *     plain
     */
    DnnlLayout(ArrayType type, dnnl_memory_desc desc, boolean plain) {
        this.type = type;
        this.desc = desc;
        this.plain = plain;
        this.bytes = plain ? type.bytes() : dnnl_memory_desc_get_size(desc);
        this.name = plain ? "plain" : Descs.name(desc);
    }

    /** Where the elements stand; null for element types that oneDNN lacks. Not to be destroyed. */
    dnnl_memory_desc desc() {
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
        return plain;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof DnnlLayout other) || !type.equals(other.type)) {
            return false;
        }
        return plain == other.plain && (plain || dnnl_memory_desc_equal(desc, other.desc) != 0);
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
