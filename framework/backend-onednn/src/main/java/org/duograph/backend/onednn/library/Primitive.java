package org.duograph.backend.onednn.library;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/** One computation that oneDNN offers, with the layouts and the implementation it chose. */
public final class Primitive implements AutoCloseable {
    private dnnl_primitive_desc desc;
    private dnnl_primitive compiled;

    /**
     * A primitive for which the library has been asked.
     *
     * @param name what was asked for, for error messages
     * @param desc the descriptor that the call has filled
     * @param status what the call returned
     * @throws OneDnnException if the library has no implementation
     */
    public Primitive(String name, dnnl_primitive_desc desc, int status) {
        this(OneDnn.created(name, desc, status));
    }

    /**
     * Takes the library's next implementation instead of the one that it likes best.
     *
     * <p>By name: where the library finds the first one in its cache, its next one is the first one
     * once more.
     *
     * @throws OneDnnException if there is no other
     */
    public void takeNext() {
        String first = implementation();
        while (implementation().equals(first)) {
            OneDnn.check("dnnl_primitive_desc_next_impl", dnnl_primitive_desc_next_impl(desc));
        }
    }

    /** Takes over a descriptor that the library made. */
    public Primitive(dnnl_primitive_desc desc) {
        this.desc = desc;
    }

    /** The descriptor, as a hint for the primitive that computes the gradient. */
    public dnnl_primitive_desc desc() {
        return desc;
    }

    /** The layout of argument {@code arg} ({@code DNNL_ARG_...}); it lives as long as this. */
    public dnnl_memory_desc layout(int arg) {
        return dnnl_primitive_desc_query_md(desc, dnnl_query_exec_arg_md, arg);
    }

    /** The memory it needs only while it runs. */
    public long scratchBytes() {
        dnnl_memory_desc scratch = layout(DNNL_ARG_SCRATCHPAD);
        return Descs.isNothing(scratch) ? 0 : dnnl_memory_desc_get_size(scratch);
    }

    /** What will run, such as {@code jit:avx2}. */
    public String implementation() {
        try (PointerPointer<Pointer> out = new PointerPointer<>(1)) {
            OneDnn.check(
                    "dnnl_primitive_desc_query",
                    dnnl_primitive_desc_query(desc, dnnl_query_impl_info_str, 0, out));
            return new BytePointer(out.get(0)).getString();
        }
    }

    /**
     * Whether it is the library's textbook code, which can take a thousand times as long. Of a
     * recurrent layer what has such a name is made of fast products.
     */
    public boolean isTextbook() {
        String name = implementation();
        boolean reference = name.startsWith("ref") || name.startsWith("simple");
        return reference && !isRecurrent();
    }

    private boolean isRecurrent() {
        try (IntPointer kind = new IntPointer(1)) {
            OneDnn.check(
                    "dnnl_primitive_desc_query",
                    dnnl_primitive_desc_query(desc, dnnl_query_primitive_kind, 0, kind));
            return kind.get() == dnnl_rnn;
        }
    }

    /**
     * Generates the code, on the first call.
     *
     * <p>From then on the library's own copy of the descriptor serves: that of a matrix product
     * takes a quarter of a megabyte, and there are many in one of Winograd's convolutions.
     */
    public dnnl_primitive compiled() {
        if (compiled == null) {
            dnnl_primitive made = new dnnl_primitive();
            compiled =
                    OneDnn.created(
                            "dnnl_primitive_create", made, dnnl_primitive_create(made, desc));
            OneDnn.destroy(desc);
            desc = descOf(compiled);
        }
        return compiled;
    }

    private static dnnl_primitive_desc descOf(dnnl_primitive primitive) {
        try (PointerPointer<dnnl_primitive_desc> out = new PointerPointer<>(1)) {
            OneDnn.check(
                    "dnnl_primitive_get_primitive_desc",
                    dnnl_primitive_get_primitive_desc(primitive, out));
            return out.get(dnnl_primitive_desc.class, 0);
        }
    }

    @Override
    public void close() {
        if (compiled == null) {
            OneDnn.destroy(desc);
        }
        OneDnn.destroy(compiled);
    }
}
