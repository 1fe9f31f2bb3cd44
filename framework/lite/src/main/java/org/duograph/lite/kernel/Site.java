package org.duograph.lite.kernel;

import org.duograph.lite.model.FlatTable;
import org.duograph.lite.model.Operation;
import org.duograph.lite.model.TensorInfo;

/** An operation and its tensors, which have memory: what a kernel is made from. */
public final class Site {
    private final Operation operation;
    private final Tensor[] tensors;
    private final int[] inputs;
    private final int[] outputs;

    /** An operation of a model whose tensors are {@code tensors}. */
    public Site(Operation operation, Tensor[] tensors) {
        this.operation = operation;
        this.tensors = tensors;
        this.inputs = operation.inputs();
        this.outputs = operation.outputs();
    }

    /** The operation. */
    public Operation operation() {
        return operation;
    }

    /** Its options. */
    public FlatTable options() {
        return operation.options();
    }

    /** How many inputs it has, those left out at the end not counted. */
    public int inputCount() {
        return inputs.length;
    }

    /** Whether input {@code i} is there. */
    public boolean has(int i) {
        return i < inputs.length && inputs[i] >= 0;
    }

    /**
     * Input {@code i}.
     *
     * @throws IllegalArgumentException if it is left out
     */
    public Tensor in(int i) {
        require(has(i), "needs input " + i);
        return tensors[inputs[i]];
    }

    /** Output {@code i}. */
    public Tensor out(int i) {
        require(i < outputs.length, "needs output " + i);
        return tensors[outputs[i]];
    }

    /** The numbers of a bias in single precision, which must be in the file; null if left out. */
    float[] floatBias(int i) {
        if (!has(i)) {
            return null;
        }
        require(in(i).isConstant() && in(i).isFloat(), "takes a float32 bias from the file");
        return in(i).floats;
    }

    /** The whole numbers of a bias, which must be in the file; null if left out. */
    int[] wholeBias(int i) {
        if (!has(i)) {
            return null;
        }
        require(in(i).isConstant() && in(i).ints != null, "takes an int32 bias from the file");
        return in(i).ints;
    }

    /** The numbers of input {@code i}, which must be in the file: a shape, or axes. */
    public int[] constantWholes(int i) {
        Tensor in = in(i);
        require(
                in.isConstant() && (in.ints != null || in.longs != null),
                "takes whole numbers that stand in the file as input " + i + ", found " + in);
        return in.wholes();
    }

    /**
     * Fails unless something holds.
     *
     * @throws IllegalArgumentException with the operation and its inputs
     */
    public void require(boolean ok, String message) {
        if (!ok) {
            StringBuilder text = new StringBuilder();
            text.append(operation).append(' ').append(message).append(" [inputs:");
            for (int input : inputs) {
                text.append(' ').append(input < 0 ? "-" : tensors[input].toString());
            }
            throw new IllegalArgumentException(text.append(']').toString());
        }
    }

    /** Fails unless a tensor has a rank. */
    public void requireRank(Tensor tensor, int rank) {
        require(
                tensor.shape.length == rank,
                "takes a tensor of " + rank + " dimensions, found " + tensor);
    }

    /** Fails unless the output has a shape. */
    public void requireShape(Tensor tensor, int... shape) {
        require(
                java.util.Arrays.equals(tensor.shape, shape),
                "gives " + TensorInfo.extents(shape) + ", but the model says " + tensor);
    }

    /** Says that the operator has no kernel for its element types. */
    public UnsupportedOperationException lacking() {
        StringBuilder text = new StringBuilder();
        text.append(operation).append(": Duograph lite has no kernel for these element types:");
        for (int input : inputs) {
            text.append(' ').append(input < 0 ? "-" : tensors[input].toString());
        }
        text.append(" -> ").append(out(0));
        return new UnsupportedOperationException(text.toString());
    }
}
