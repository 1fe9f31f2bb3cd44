package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.ops.recurrent.RNN;

/**
 * Asks the library for a recurrent layer, forwards and backwards. Its GRU with {@code reset_after}
 * it calls linear before reset.
 */
record RecurrentPrimitives(Draft d, RecurrentLayer l) {
    private static final int OVERWRITE = dnnl_rnn_flags_diff_weights_overwrite;

    private boolean resetsAfter() {
        return d.attrs().flag("reset_after");
    }

    private int activation() {
        return RNN.isRelu(d.attrs()) ? dnnl_eltwise_relu : dnnl_eltwise_tanh;
    }

    /** The layer without anything kept. */
    Primitive inference() {
        return liked(dnnl_forward_inference);
    }

    /** The layer that keeps what its gradient needs. */
    Primitive training() {
        return liked(dnnl_forward_training);
    }

    /** With weights in the layout that the library likes best, so long as it can be read. */
    private Primitive liked(int kind) {
        Primitive liked = forward(kind, dnnl_format_tag_any);
        boolean readable =
                Descs.isReadable(liked.layout(DNNL_ARG_WEIGHTS_LAYER))
                        && Descs.isReadable(liked.layout(DNNL_ARG_WEIGHTS_ITER));
        return readable ? liked : forward(kind, dnnl_ldigo);
    }

    private Primitive forward(int kind, int tag) {
        dnnl_memory_desc x = l.x();
        dnnl_memory_desc h = l.state();
        dnnl_memory_desc c = l.cells();
        dnnl_memory_desc w = l.weights(l.inputs, tag);
        dnnl_memory_desc r = l.weights(l.size, tag);
        dnnl_memory_desc b = l.bias();
        dnnl_memory_desc p = l.peepholes();
        dnnl_memory_desc y = l.outputs();
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc out = new dnnl_primitive_desc();
        int status;
        if (l.type.equals("LSTM")) {
            status =
                    dnnl_lstm_forward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            l.direction,
                            x,
                            h,
                            c,
                            w,
                            r,
                            p,
                            null,
                            b,
                            y,
                            h,
                            c,
                            0,
                            attr);
        } else if (l.type.equals("RNN")) {
            status =
                    dnnl_vanilla_rnn_forward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            activation(),
                            l.direction,
                            x,
                            h,
                            w,
                            r,
                            b,
                            y,
                            h,
                            0,
                            0,
                            0,
                            attr);
        } else if (resetsAfter()) {
            status =
                    dnnl_lbr_gru_forward_primitive_desc_create(
                            out, d.engine(), kind, l.direction, x, h, w, r, b, y, h, 0, attr);
        } else {
            status =
                    dnnl_gru_forward_primitive_desc_create(
                            out, d.engine(), kind, l.direction, x, h, w, r, b, y, h, 0, attr);
        }
        return d.primitive(l.type, out, status);
    }

    /** The way back through the layer that {@code forward}, which keeps, went. */
    Primitive backward(Primitive forward) {
        dnnl_memory_desc x = l.x();
        dnnl_memory_desc h = l.state();
        dnnl_memory_desc c = l.cells();
        dnnl_memory_desc w = l.weights(l.inputs, dnnl_format_tag_any);
        dnnl_memory_desc r = l.weights(l.size, dnnl_format_tag_any);
        dnnl_memory_desc dW = l.weights(l.inputs, dnnl_ldigo);
        dnnl_memory_desc dR = l.weights(l.size, dnnl_ldigo);
        dnnl_memory_desc b = l.bias();
        dnnl_memory_desc p = l.peepholes();
        dnnl_memory_desc y = l.outputs();
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc hint = forward.desc();
        dnnl_primitive_desc out = new dnnl_primitive_desc();
        int kind = dnnl_backward;
        int status;
        if (l.type.equals("LSTM")) {
            status =
                    dnnl_lstm_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            l.direction,
                            x,
                            h,
                            c,
                            w,
                            r,
                            p,
                            null,
                            b,
                            y,
                            h,
                            c,
                            x,
                            h,
                            c,
                            dW,
                            dR,
                            p,
                            null,
                            b,
                            y,
                            h,
                            c,
                            OVERWRITE,
                            hint,
                            attr);
        } else if (l.type.equals("RNN")) {
            status =
                    dnnl_vanilla_rnn_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            activation(),
                            l.direction,
                            x,
                            h,
                            w,
                            r,
                            b,
                            y,
                            h,
                            x,
                            h,
                            dW,
                            dR,
                            b,
                            y,
                            h,
                            OVERWRITE,
                            0,
                            0,
                            hint,
                            attr);
        } else if (resetsAfter()) {
            status =
                    dnnl_lbr_gru_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            l.direction,
                            x,
                            h,
                            w,
                            r,
                            b,
                            y,
                            h,
                            x,
                            h,
                            dW,
                            dR,
                            b,
                            y,
                            h,
                            OVERWRITE,
                            hint,
                            attr);
        } else {
            status =
                    dnnl_gru_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            l.direction,
                            x,
                            h,
                            w,
                            r,
                            b,
                            y,
                            h,
                            x,
                            h,
                            dW,
                            dR,
                            b,
                            y,
                            h,
                            OVERWRITE,
                            hint,
                            attr);
        }
        return d.primitive("gradient of " + l.type, out, status);
    }
}
