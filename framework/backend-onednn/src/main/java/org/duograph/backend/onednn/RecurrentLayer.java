package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.backend.onednn.library.Primitive;
import org.duograph.ops.recurrent.RNN;
import org.duograph.tensor.Shape;

/**
 * One recurrent layer in one direction as oneDNN takes it, for which the operators' gates stand in
 * its order: sizes, which operand is which, descriptors and primitives. In the library's terms X is
 * the layer's source, H0 and C0 are the iteration's.
 */
final class RecurrentLayer {
    private static final int OVERWRITE = dnnl_rnn_flags_diff_weights_overwrite;

    private final Draft d;
    private final String type;

    /** The number of states, H and, of an LSTM, C. */
    final int states;

    /** Which input the lengths are; the peepholes follow. */
    final int lengths;

    final int steps;
    final int count;
    final int size;

    /** The numbers of a step, with the one that marks what lies behind an end, if there is one. */
    final int inputs;

    private final boolean peepholes;
    private final boolean after;
    private final int gates;
    private final int biases;
    private final int direction;

    /**
     * Reads the sizes of a node.
     *
     * @param type the type of the operator itself, also for its gradient
     * @param gradient whether the node is that of its gradient
     */
    RecurrentLayer(Draft d, String type, boolean gradient) {
        this.d = d;
        this.type = type;
        states = type.equals("LSTM") ? 2 : 1;
        lengths = gradient ? 3 * states + 7 : states + 4;
        Shape x = d.inShape(0);
        steps = x.dim(0);
        count = x.dim(1);
        size = d.inShape(1).dim(1);
        inputs = x.dim(2) + (isMarked() ? 1 : 0);
        peepholes = d.has(lengths + 1);
        after = type.equals("GRU") && d.attrs().flag("reset_after");
        gates = d.inShape(w()).dim(1) / size;
        biases = d.inShape(w() + 2).dim(0) / size;
        boolean backwards = d.attrs().flag("reverse") && !hasLengths();
        direction = backwards ? dnnl_unidirectional_right2left : dnnl_unidirectional_left2right;
    }

    /** Whether sequences have lengths: then they are read forwards, reversed before where asked. */
    boolean hasLengths() {
        return d.has(lengths);
    }

    /**
     * Whether each step reads one number more, which tells that the sequence is over: with weights
     * that open the forget gate and close the input gate it keeps the cells as they are.
     */
    boolean isMarked() {
        return states == 2 && hasLengths();
    }

    /** Which input the weights W are; R and B follow. */
    int w() {
        return states + 1;
    }

    /** Which input of the gradient Y is; the states after, what is kept, and dY follow. */
    int y() {
        return states + 4;
    }

    /** Which input of the gradient what is kept is; dY follows. */
    int keptIn() {
        return 2 * states + 5;
    }

    /** Which output what is kept is. */
    int kept() {
        return states + 1;
    }

    /** The numbers of a row of W or R. */
    int width() {
        return gates * size;
    }

    /** X, or its gradient. */
    dnnl_memory_desc x() {
        return d.tagged(dnnl_tnc, steps, count, inputs);
    }

    /** Y, or its gradient. */
    dnnl_memory_desc outputs() {
        return d.tagged(dnnl_tnc, steps, count, size);
    }

    /** A state, or its gradient. */
    dnnl_memory_desc state() {
        return d.tagged(dnnl_ldnc, 1, 1, count, size);
    }

    /** W or R, of which each row is for one of {@code rows} numbers, in the layout {@code tag}. */
    dnnl_memory_desc weights(int rows, int tag) {
        return d.tagged(tag, 1, 1, rows, gates, size);
    }

    private dnnl_memory_desc bias() {
        return d.tagged(dnnl_ldgo, 1, 1, biases, size);
    }

    private dnnl_memory_desc peepholes() {
        return peepholes ? d.tagged(dnnl_ldgo, 1, 1, 3, size) : d.none();
    }

    /** The cells, which only an LSTM has. */
    private dnnl_memory_desc cells() {
        return states == 2 ? state() : d.none();
    }

    boolean hasPeepholes() {
        return peepholes;
    }

    private int activation() {
        return RNN.isRelu(d.attrs()) ? dnnl_eltwise_relu : dnnl_eltwise_tanh;
    }

    /**
     * The layer without anything kept, with weights in the layout that the library likes best, so
     * long as it can be read.
     */
    Primitive inference() {
        Primitive liked = forward(dnnl_forward_inference, dnnl_format_tag_any);
        boolean readable =
                Descs.isReadable(liked.layout(DNNL_ARG_WEIGHTS_LAYER))
                        && Descs.isReadable(liked.layout(DNNL_ARG_WEIGHTS_ITER));
        return readable ? liked : forward(dnnl_forward_inference, dnnl_ldigo);
    }

    /**
     * The layer that keeps what its gradient needs. Weights stand plain: the library likes nothing
     * better, but for gaps between the rows, and optimizers change them where they stand.
     */
    Primitive training() {
        return forward(dnnl_forward_training, dnnl_ldigo);
    }

    private Primitive forward(int kind, int tag) {
        dnnl_memory_desc x = x();
        dnnl_memory_desc h = state();
        dnnl_memory_desc c = cells();
        dnnl_memory_desc w = weights(inputs, tag);
        dnnl_memory_desc r = weights(size, tag);
        dnnl_memory_desc b = bias();
        dnnl_memory_desc p = peepholes();
        dnnl_memory_desc y = outputs();
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc out = new dnnl_primitive_desc();
        int status;
        if (type.equals("LSTM")) {
            status =
                    dnnl_lstm_forward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            direction,
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
        } else if (type.equals("RNN")) {
            status =
                    dnnl_vanilla_rnn_forward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            activation(),
                            direction,
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
        } else if (after) {
            status =
                    dnnl_lbr_gru_forward_primitive_desc_create(
                            out, d.engine(), kind, direction, x, h, w, r, b, y, h, 0, attr);
        } else {
            status =
                    dnnl_gru_forward_primitive_desc_create(
                            out, d.engine(), kind, direction, x, h, w, r, b, y, h, 0, attr);
        }
        return d.primitive(type, out, status);
    }

    /** The way back through the layer that {@code forward}, which keeps, went. */
    Primitive backward(Primitive forward) {
        dnnl_memory_desc x = x();
        dnnl_memory_desc h = state();
        dnnl_memory_desc c = cells();
        dnnl_memory_desc w = weights(inputs, dnnl_format_tag_any);
        dnnl_memory_desc r = weights(size, dnnl_format_tag_any);
        dnnl_memory_desc dW = weights(inputs, dnnl_ldigo);
        dnnl_memory_desc dR = weights(size, dnnl_ldigo);
        dnnl_memory_desc b = bias();
        dnnl_memory_desc p = peepholes();
        dnnl_memory_desc y = outputs();
        dnnl_primitive_attr attr = d.attributes();
        dnnl_primitive_desc hint = forward.desc();
        dnnl_primitive_desc out = new dnnl_primitive_desc();
        int kind = dnnl_backward;
        int status;
        if (type.equals("LSTM")) {
            status =
                    dnnl_lstm_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            direction,
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
        } else if (type.equals("RNN")) {
            status =
                    dnnl_vanilla_rnn_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            activation(),
                            direction,
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
        } else if (after) {
            status =
                    dnnl_lbr_gru_backward_primitive_desc_create(
                            out,
                            d.engine(),
                            kind,
                            direction,
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
                            direction,
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
        return d.primitive("gradient of " + type, out, status);
    }
}
