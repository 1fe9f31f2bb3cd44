package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.Recipe;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Arena;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.DnnlLayout;
import org.duograph.backend.onednn.library.JavaStage;
import org.duograph.backend.onednn.library.Layouts;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.backend.onednn.library.PrimitiveStage;

/**
 * Rounds weights to int8, and brings back what that has left of them. Each row (of the first axis)
 * has the scale that makes its largest number 127.
 */
final class Int8Reorders {
    private static final float MOST = 127;

    private final OneDnn dnn;
    private final Layouts layouts;
    private final BiFunction<DnnlLayout, DnnlLayout, Blueprint> copies;

    Int8Reorders(
            OneDnn dnn, Layouts layouts, BiFunction<DnnlLayout, DnnlLayout, Blueprint> copies) {
        this.dnn = dnn;
        this.layouts = layouts;
        this.copies = copies;
    }

    /** The copy, by way of the plain layout, where one of the two is int8. */
    Blueprint between(DnnlLayout from, DnnlLayout to) {
        DnnlLayout plain = layouts.plain(from.type());
        List<AutoCloseable> owned = new ArrayList<>();
        List<Recipe.Stage> stages = new ArrayList<>();
        boolean first = !from.equals(plain);
        boolean last = !to.equals(plain);
        Where middle = first && last ? new Where.Scratch(0, plain.bytes()) : null;
        Where before = first ? middle == null ? new Where.Out(0) : middle : new Where.In(0);
        long scratch = middle == null ? 0 : Arena.aligned(plain.bytes());
        try {
            if (first) {
                scratch += step(from, plain, new Where.In(0), before, scratch, stages, owned);
            }
            if (last) {
                scratch += step(plain, to, before, new Where.Out(0), scratch, stages, owned);
            }
            return new Recipe(
                    List.of(from), List.of(to), stages, null, scratch, List.of(), Map.of(), owned);
        } catch (RuntimeException | Error e) {
            new Recipe(List.of(), List.of(), List.of(), "", 0, List.of(), Map.of(), owned).close();
            throw e;
        }
    }

    /**
     * Adds the copy between a plain layout and another; returns the scratch memory that it needs.
     */
    private long step(
            DnnlLayout from,
            DnnlLayout to,
            Where source,
            Where target,
            long scratchAt,
            List<Recipe.Stage> stages,
            List<AutoCloseable> owned) {
        if (!from.isInt8() && !to.isInt8()) {
            Blueprint copy = copies.apply(from, to);
            owned.add(copy::close);
            Where scratch = new Where.Scratch(scratchAt, copy.scratchBytes());
            stages.add(new Nested(copy, source, target, scratch));
            return Arena.aligned(copy.scratchBytes());
        }
        DnnlLayout int8 = from.isInt8() ? from : to;
        int rows = int8.type().shape().dim(0);
        Where scales = new Where.After(from.isInt8() ? source : target, int8.scalesAt());
        if (to.isInt8()) {
            int columns = int8.type().shape().intSize() / rows;
            stages.add(
                    new JavaStage(
                            "",
                            false,
                            memory -> {
                                FloatBuffer x = NativeBuffer.at(source, memory).asFloats();
                                FloatBuffer y = NativeBuffer.at(scales, memory).asFloats();
                                return () -> findScales(x, rows, columns, y);
                            }));
        }
        int scaled = to.isInt8() ? DNNL_ARG_TO : DNNL_ARG_FROM;
        Primitive reorder = reorder(from, to, scaled);
        owned.add(reorder);
        Map<Integer, Where> args = new LinkedHashMap<>();
        args.put(DNNL_ARG_FROM, source);
        args.put(DNNL_ARG_TO, target);
        args.put(DNNL_ARG_ATTR_SCALES | scaled, scales);
        long bytes = reorder.scratchBytes();
        if (bytes > 0) {
            args.put(DNNL_ARG_SCRATCHPAD, new Where.Scratch(scratchAt, bytes));
        }
        stages.add(
                new PrimitiveStage(
                        dnn, reorder, args, Map.of(DNNL_ARG_ATTR_SCALES | scaled, rows)));
        return Arena.aligned(bytes);
    }

    private static void findScales(FloatBuffer x, int rows, int columns, FloatBuffer scales) {
        for (int r = 0; r < rows; r++) {
            float most = 0;
            for (int c = 0; c < columns; c++) {
                most = Math.max(most, Math.abs(x.get(r * columns + c)));
            }
            scales.put(r, most == 0 ? 1 : most / MOST);
        }
    }

    private Primitive reorder(DnnlLayout from, DnnlLayout to, int scaled) {
        DnnlLayout int8 = from.isInt8() ? from : to;
        dnnl_memory_desc plain = Descs.dense(dnnl_f32, Descs.dims(int8.desc()));
        dnnl_primitive_attr attr = new dnnl_primitive_attr();
        OneDnn.created("dnnl_primitive_attr_create", attr, dnnl_primitive_attr_create(attr));
        try {
            OneDnn.check(
                    "dnnl_primitive_attr_set_scratchpad_mode",
                    dnnl_primitive_attr_set_scratchpad_mode(attr, dnnl_scratchpad_mode_user));
            OneDnn.check(
                    "dnnl_primitive_attr_set_scales_mask",
                    dnnl_primitive_attr_set_scales_mask(attr, scaled, 1));
            dnnl_primitive_desc p = new dnnl_primitive_desc();
            return new Primitive(
                    "dnnl_reorder_primitive_desc_create",
                    p,
                    dnnl_reorder_primitive_desc_create(
                            p,
                            from.isInt8() ? from.desc() : plain,
                            dnn.engine,
                            to.isInt8() ? to.desc() : plain,
                            dnn.engine,
                            attr));
        } finally {
            OneDnn.destroy(attr);
            OneDnn.destroy(plain);
        }
    }

    /** A copy as a stage of another one. */
    private record Nested(Blueprint copy, Where from, Where to, Where scratch)
            implements Recipe.Stage {
        @Override
        public String implementation() {
            return copy.implementation();
        }

        @Override
        public boolean isSlow(long bytes) {
            return copy.isSlow();
        }

        @Override
        public Kernel bind(Blueprint.Memory memory, Lane lane) {
            return copy.bind(
                    new Blueprint.Memory(
                            List.of(from.find(memory)),
                            List.of(to.find(memory)),
                            scratch.find(memory)),
                    lane);
        }
    }
}
