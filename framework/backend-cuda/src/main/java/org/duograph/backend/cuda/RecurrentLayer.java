package org.duograph.backend.cuda;

import jcuda.jcudnn.cudnnRNNMode;
import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.graph.Attrs;
import org.duograph.ops.recurrent.RNN;
import org.duograph.tensor.Shape;

/** One recurrent layer in one direction: sizes, which operand is which, and what cuDNN calls it. */
final class RecurrentLayer {
    private final Attrs attrs;
    private final String type;

    /** The number of states, H and, of an LSTM, C. */
    final int states;

    /** Where the lengths stand; null where all sequences are as long as the longest. */
    final Where lengths;

    final int steps;
    final int count;
    final int size;

    /** The numbers of a row of X. */
    final int inputs;

    /** The numbers of a bias, in units of the state's. */
    final int biases;

    /**
     * Reads the sizes of a node.
     *
     * @param type the type of the operator itself, also for its gradient
     * @param gradient whether the node is that of its gradient
     */
    RecurrentLayer(Draft d, String type, boolean gradient) {
        this.type = type;
        attrs = d.attrs();
        states = type.equals("LSTM") ? 2 : 1;
        int at = gradient ? 3 * states + 7 : states + 4;
        lengths = at < d.inputs() && !d.isAbsent(at) ? new Where.In(at) : null;
        Shape x = d.inShape(0);
        steps = x.dim(0);
        count = x.dim(1);
        size = d.inShape(1).dim(1);
        inputs = x.dim(2);
        biases = d.inShape(w() + 2).dim(0) / size;
    }

    /** Whether rows must be put into another order before cuDNN reads them. */
    boolean rearranges() {
        return lengths != null || reverse();
    }

    /** Whether each sequence is read from its end. */
    boolean reverse() {
        return attrs.flag("reverse");
    }

    /**
     * 1 if each step reads one number more, which tells that the sequence is over: with weights
     * that open the forget gate and shut the input gate it keeps the cells as they are. Only cells
     * need it; outputs can be picked where a sequence ends.
     */
    int mark() {
        return states == 2 && lengths != null ? 1 : 0;
    }

    /** The numbers of a row that cuDNN reads. */
    int columns() {
        return inputs + mark();
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

    /** The bytes of T x N rows of so many numbers. */
    long rowBytes(int width) {
        return (long) steps * count * width * Float.BYTES;
    }

    /** The bytes of one state. */
    long stateBytes() {
        return (long) count * size * Float.BYTES;
    }

    /** What cuDNN calls the cell. */
    int cell() {
        return switch (type) {
            case "LSTM" -> cudnnRNNMode.CUDNN_LSTM;
            case "GRU" -> cudnnRNNMode.CUDNN_GRU;
            default ->
                    RNN.isRelu(attrs) ? cudnnRNNMode.CUDNN_RNN_RELU : cudnnRNNMode.CUDNN_RNN_TANH;
        };
    }

    /**
     * For each of our gates, which one it is for cuDNN. An LSTM's stand in the same order; a GRU's
     * are reset, update, output there and update, reset, output here.
     */
    int[] gates() {
        return switch (type) {
            case "LSTM" -> new int[] {0, 1, 2, 3};
            case "GRU" -> new int[] {1, 0, 2};
            default -> new int[] {0};
        };
    }

    /** Whether the product with the state has a bias of its own in the last gate, as B's last. */
    boolean hasRecurrentBias() {
        return biases > gates().length;
    }
}
