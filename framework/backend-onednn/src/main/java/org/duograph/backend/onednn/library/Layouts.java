package org.duograph.backend.onednn.library;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.onednn.library.DnnlLayout.Kind;
import org.duograph.tensor.ArrayType;

/**
 * The layouts in use: one object per layout, however often it is asked for, so that making plans
 * again and again does not pile up descriptors. All are freed together. Thread-safe.
 */
public final class Layouts implements AutoCloseable {
    private final Map<ArrayType, DnnlLayout> plain = new LinkedHashMap<>();
    private final Map<ArrayType, List<DnnlLayout>> others = new LinkedHashMap<>();

    /** The dense row-major layout. */
    public synchronized DnnlLayout plain(ArrayType type) {
        return plain.computeIfAbsent(type, Layouts::makePlain);
    }

    private static DnnlLayout makePlain(ArrayType type) {
        int dataType = Descs.dataType(type.dtype());
        boolean known = dataType != 0 && type.shape().size() > 0;
        dnnl_memory_desc desc = known ? Descs.dense(dataType, Descs.dims(type.shape())) : null;
        return new DnnlLayout(type, desc, Kind.PLAIN);
    }

    /** The layout that {@code desc} describes; the descriptor stays the caller's. */
    public synchronized DnnlLayout of(ArrayType type, dnnl_memory_desc desc) {
        DnnlLayout plain = plain(type);
        if (plain.isDescribedBy(desc)) {
            return plain;
        }
        DnnlLayout known = known(type, desc, Kind.BLOCKED);
        if (known != null) {
            return known;
        }
        boolean isPlain =
                Descs.isDense(desc) && Descs.dataType(desc) == Descs.dataType(type.dtype());
        return isPlain ? plain : add(type, desc, Kind.BLOCKED);
    }

    /** A layout whose bytes mean something to the library alone. */
    public synchronized DnnlLayout opaque(ArrayType type, dnnl_memory_desc desc) {
        DnnlLayout known = known(type, desc, Kind.OPAQUE);
        return known != null ? known : add(type, desc, Kind.OPAQUE);
    }

    /** Weights as int8, which stand as {@code desc}, and their scales. */
    public synchronized DnnlLayout int8(ArrayType type, dnnl_memory_desc desc) {
        DnnlLayout known = known(type, desc, Kind.INT8);
        return known != null ? known : add(type, desc, Kind.INT8);
    }

    /** The layout of that kind, if it was asked for before; otherwise null. */
    private DnnlLayout known(ArrayType type, dnnl_memory_desc desc, Kind kind) {
        for (DnnlLayout layout : others.getOrDefault(type, List.of())) {
            if (layout.kind() == kind && layout.isDescribedBy(desc)) {
                return layout;
            }
        }
        return null;
    }

    private DnnlLayout add(ArrayType type, dnnl_memory_desc desc, Kind kind) {
        DnnlLayout layout = new DnnlLayout(type, Descs.copy(desc), kind);
        others.computeIfAbsent(type, t -> new ArrayList<>()).add(layout);
        return layout;
    }

    @Override
    public synchronized void close() {
        plain.values().forEach(l -> OneDnn.destroy(l.desc()));
        others.values().forEach(all -> all.forEach(l -> OneDnn.destroy(l.desc())));
        plain.clear();
        others.clear();
    }
}
