package org.duograph.session.rnn;

import java.util.ArrayList;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/**
 * A cell that looks at a memory after each step: what it saw last comes in together with the next
 * input, and what it sees now comes out.
 *
 * <p>A state is the cell's, then the attention. With an attention layer that is {@code [output,
 * context] attention_layer/kernel}; without, the context. The variables are in the scope {@code
 * attention_wrapper}.
 */
@SuppressWarnings("try") // scopes are only to be closed
public final class AttentionWrapper extends RnnCell {
    private final RnnCell cell;
    private final Attention attention;
    private final int layerSize; // 0: none
    private boolean cellOutput;
    private Tensor layer;

    /** Without an attention layer. */
    public AttentionWrapper(RnnCell cell, Attention attention) {
        this(cell, attention, 0);
    }

    /** With an attention layer that is {@code layerSize} wide. */
    public AttentionWrapper(RnnCell cell, Attention attention, int layerSize) {
        this.cell = cell;
        this.attention = attention;
        this.layerSize = layerSize;
    }

    /** What comes out is the cell's output, as Bahdanau has it, not the attention. */
    public AttentionWrapper givesCellOutput() {
        cellOutput = true;
        return this;
    }

    private int attentionSize() {
        return layerSize > 0 ? layerSize : attention.width();
    }

    @Override
    public List<Integer> stateSizes() {
        List<Integer> sizes = new ArrayList<>(cell.stateSizes());
        sizes.add(attentionSize());
        return sizes;
    }

    @Override
    public int outputSize() {
        return cellOutput ? cell.outputSize() : attentionSize();
    }

    @Override
    protected boolean isMemory(int i) {
        return i < cell.stateSizes().size() && cell.isMemory(i);
    }

    @Override
    protected void make(Graph graph, int inputSize, DType dtype) {
        try (Scope scope = open(graph, null, "attention_wrapper")) {
            cell.build(graph, inputSize + attentionSize(), dtype);
            attention.build(graph, cell.outputSize(), dtype);
            if (layerSize > 0) {
                int width = cell.outputSize() + attention.width();
                try (Scope inner = graph.variableScope("attention_layer")) {
                    layer = variable(graph, "kernel", dtype, null, width, layerSize);
                }
            }
        }
    }

    @Override
    protected Step next(Tensor x, List<Tensor> state) {
        int own = state.size() - 1;
        Step step = cell.step(Parts.joined(x, state.get(own)), state.subList(0, own));
        Tensor query = step.output();
        Tensor context = attention.context(attention.alignments(query));
        Tensor seen = layerSize > 0 ? Parts.joined(query, context).matmul(layer) : context;
        List<Tensor> after = new ArrayList<>(step.state());
        after.add(seen);
        return new Step(cellOutput ? query : seen, after);
    }
}
