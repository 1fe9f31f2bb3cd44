package org.duograph.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.duograph.backend.onednn.library.Draft;
import org.duograph.tensor.Shape;

/**
 * One recurrent layer in one direction as oneDNN takes it, for which the operators' gates stand in
 * its order: sizes, which operand is which, and descriptors.
 */
final class RecurrentLayer {
    private final Draft d;

    /** The type of the operator, also for its gradient. */
    final String type;

    /** The number of states, H and, of an LSTM, C. */
    final int states;

    /** Which input the lengths are; the peepholes follow. */
    final int lengths;

    final int steps;
    final int count;
    final int size;

    /** The numbers of a step, with the one that marks what lies behind an end, if there is one. */
    final int inputs;

    /** Which way the library goes. */
    final int direction;

    private final boolean peepholes;
    private final int gates;
    private final int biases;

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

    /** B, or its gradient. */
    dnnl_memory_desc bias() {
        return d.tagged(dnnl_ldgo, 1, 1, biases, size);
    }

    /** The peepholes, or their gradient; none where there are none. */
    dnnl_memory_desc peepholes() {
        return peepholes ? d.tagged(dnnl_ldgo, 1, 1, 3, size) : d.none();
    }

    /** The cells, which only an LSTM has, or their gradient. */
    dnnl_memory_desc cells() {
        return states == 2 ? state() : d.none();
    }

    /** Whether gates see the cells. */
    boolean hasPeepholes() {
        return peepholes;
    }
}
