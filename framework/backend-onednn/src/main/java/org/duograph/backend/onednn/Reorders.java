package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Arena;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.JavaStage;
import org.duograph.backend.onednn.library.Layouts;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.PrimitiveStage;

/** Copies of one array from one layout into another. */
final class Reorders {
    private final OneDnn dnn;
    private final Layouts layouts;

    Reorders(OneDnn dnn, Layouts layouts) {
        this.dnn = dnn;
        this.layouts = layouts;
    }

    /**
     * The copy from {@code from} to {@code to}.
     *
     * @throws UnsupportedOperationException if one of them can be read by the library alone
     */
    Blueprint between(DnnlLayout from, DnnlLayout to) {
        if (from.equals(to)) {
            Recipe.Stage copy = JavaStage.copy(new Where.In(0), new Where.Out(0), from.bytes());
            return recipe(from, to, List.of(copy), 0, List.of());
        }
        if (from.isOpaque() || to.isOpaque()) {
            throw new UnsupportedOperationException(
                    "%s can't be copied from layout %s to %s: what MaxPool saves, only MaxPoolGradX"
                                    .formatted(from.type(), from, to)
                            + " reads; for the places of the maxima take MaxPoolWithIndex");
        }
        if (from.isInt8() || to.isInt8()) {
            return new Int8Reorders(dnn, layouts, this::between).between(from, to);
        }
        List<AutoCloseable> owned = new ArrayList<>();
        List<AutoCloseable> temporary = new ArrayList<>();
        try {
            Primitive direct = direct(from.desc(), to.desc(), temporary);
            if (direct != null) {
                owned.add(direct);
                Where scratch = new Where.Scratch(0, direct.scratchBytes());
                Recipe.Stage step = step(direct, new Where.In(0), new Where.Out(0), scratch);
                return recipe(from, to, List.of(step), direct.scratchBytes(), owned);
            }
            DnnlLayout plain = layouts.plain(from.type());
            Primitive first = direct(from.desc(), plain.desc(), temporary);
            owned.add(first);
            Primitive second = direct(plain.desc(), to.desc(), temporary);
            owned.add(second);
            Where middle = new Where.Scratch(0, plain.bytes());
            long scratchBytes = Math.max(first.scratchBytes(), second.scratchBytes());
            long at = Arena.aligned(plain.bytes());
            Where scratch = new Where.Scratch(at, scratchBytes);
            List<Recipe.Stage> steps =
                    List.of(
                            step(first, new Where.In(0), middle, scratch),
                            step(second, middle, new Where.Out(0), scratch));
            return recipe(from, to, steps, at + scratchBytes, owned);
        } catch (RuntimeException | Error e) {
            recipe(from, to, List.of(), 0, owned).close();
            throw e;
        } finally {
            recipe(from, to, List.of(), 0, temporary).close();
        }
    }

    private static Recipe recipe(
            DnnlLayout from,
            DnnlLayout to,
            List<Recipe.Stage> steps,
            long scratchBytes,
            List<AutoCloseable> owned) {
        return new Recipe(
                List.of(from), List.of(to), steps, null, scratchBytes, List.of(), Map.of(), owned);
    }

    private Recipe.Stage step(Primitive reorder, Where from, Where to, Where scratch) {
        Map<Integer, Where> args = new LinkedHashMap<>();
        args.put(DNNL_ARG_FROM, from);
        args.put(DNNL_ARG_TO, to);
        if (reorder.scratchBytes() > 0) {
            args.put(DNNL_ARG_SCRATCHPAD, scratch);
        }
        return new PrimitiveStage(dnn, reorder, args);
    }

    /** One primitive for the whole way, or null where the blocks are of different extents. */
    private Primitive direct(
            dnnl_memory_desc from, dnnl_memory_desc to, List<AutoCloseable> temporary) {
        long[] fromDims = Descs.dims(from);
        long[] toDims = Descs.dims(to);
        dnnl_memory_desc source = from;
        dnnl_memory_desc target = to;
        if (!Arrays.equals(fromDims, toDims)) {
            dnnl_memory_desc reshaped = Descs.reshaped(from, toDims);
            if (reshaped != null) {
                source = reshaped;
            } else {
                reshaped = Descs.reshaped(to, fromDims);
                target = reshaped;
            }
            if (reshaped == null) {
                return null;
            }
            dnnl_memory_desc made = reshaped;
            temporary.add(() -> OneDnn.destroy(made));
        }
        return reorder(source, target);
    }

    private Primitive reorder(dnnl_memory_desc from, dnnl_memory_desc to) {
        dnnl_primitive_attr attr = new dnnl_primitive_attr();
        OneDnn.created("dnnl_primitive_attr_create", attr, dnnl_primitive_attr_create(attr));
        try {
            OneDnn.check(
                    "dnnl_primitive_attr_set_scratchpad_mode",
                    dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
            dnnl_primitive_desc p = new dnnl_primitive_desc();
            return new Primitive(
                    "dnnl_reorder_primitive_desc_create",
                    p,
                    dnnl_reorder_primitive_desc_create(p, from, dnn.engine, to, dnn.engine, attr));
        } finally {
            OneDnn.destroy(attr);
        }
    }
}
