package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.nio.FloatBuffer;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.Where;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.NativeBuffer;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.ops.view.Rows;

/**
 * Layer normalisation of the rows of a plain matrix. Not its gradient: that is given deviations,
 * and oneDNN would add epsilon to what they are the roots of.
 */
final class LayerNormKernels implements KernelFamily {
    @Override
    public Entry entry(String type) {
        return type.equals("LayerNorm") ? Entry.of(LayerNormKernels::forward) : null;
    }

    private static Rows rows(Draft d) {
        return Rows.at(d.attrs().int32("axis"), d.inShape(0));
    }

    private static Primitive primitive(Draft d, Rows rows) {
        dnnl_memory_desc data = d.dense(rows.n(), rows.d());
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc p = new dnnl_primitive_desc();
        return d.primitive(
                "layer normalisation",
                p,
                dnnl_layer_normalization_forward_primitive_desc_create(
                        p,
                        d.engine(),
                        dnnl_forward_training,
                        data,
                        data,
                        d.dense(rows.n()),
                        (float) d.attrs().f("epsilon"),
                        dnnl_normalization_flags_none,
                        attr));
    }

    private static void forward(Draft d) {
        Rows rows = rows(d);
        double epsilon = d.attrs().f("epsilon");
        Where variance = d.scratch((long) rows.n() * Float.BYTES);
        d.mayOverwrite(0, 0);
        d.step(primitive(d, rows))
                .in(DNNL_ARG_SRC, 0)
                .out(DNNL_ARG_DST, 0)
                .out(DNNL_ARG_MEAN, 1)
                .at(DNNL_ARG_VARIANCE, variance)
                .run();
        d.between(
                memory -> {
                    FloatBuffer v = NativeBuffer.at(variance, memory).asFloats();
                    FloatBuffer deviations = NativeBuffer.at(new Where.Out(2), memory).asFloats();
                    return () -> {
                        for (int n = 0; n < rows.n(); n++) {
                            deviations.put(n, (float) Math.sqrt(v.get(n) + epsilon));
                        }
                    };
                });
    }
}
