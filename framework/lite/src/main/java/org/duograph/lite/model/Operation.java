package org.duograph.lite.model;

/** One use of an operator in a model: which tensors it reads and writes, and its options. */
public final class Operation {
    private final int index;
    private final OperatorCode code;
    private final int[] inputs;
    private final int[] outputs;
    private final FlatTable options;

    Operation(int index, OperatorCode code, int[] inputs, int[] outputs, FlatTable options) {
        this.index = index;
        this.code = code;
        this.inputs = inputs;
        this.outputs = outputs;
        this.options = options;
    }

    /** Its place among the model's operations, which run in this order. */
    public int index() {
        return index;
    }

    /** The operator. */
    public OperatorCode code() {
        return code;
    }

    /** The numbers of the tensors that it reads; -1 for one that is left out. */
    public int[] inputs() {
        return inputs.clone();
    }

    /** The numbers of the tensors that it writes. */
    public int[] outputs() {
        return outputs.clone();
    }

    /** Its options, by the slots that the format gives them. */
    public FlatTable options() {
        return options;
    }

    /** For example {@code CONV_2D (operation 3)}. */
    @Override
    public String toString() {
        return code + " (operation " + index + ")";
    }
}
