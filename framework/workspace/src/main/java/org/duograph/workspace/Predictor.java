package org.duograph.workspace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.NetDef;

/**
 * A trained net, ready to answer: an init net that fills the weights, and a predict net.
 *
 * <p>It has a workspace of its own; close it when done.
 */
public final class Predictor implements AutoCloseable {
    private final Workspace workspace;
    private final NetDef predict;
    private final List<String> inputs;

    /**
     * Loads a net on the best backend that is available.
     *
     * @param init fills the weights; run once
     * @param predict from external inputs to external outputs; inputs are the external inputs that
     *     {@code init} does not fill
     */
    public Predictor(NetDef init, NetDef predict) {
        this(new Workspace(), init, predict);
    }

    /** Loads a net into a workspace, which the predictor closes. */
    public Predictor(Workspace workspace, NetDef init, NetDef predict) {
        this.workspace = workspace;
        String name = predict.getName().isEmpty() ? "predict" : predict.getName();
        this.predict = predict.toBuilder().setName(name).build();
        try {
            workspace.runNetOnce(init);
            this.inputs =
                    predict.getExternalInputList().stream()
                            .filter(blob -> !workspace.hasBlob(blob))
                            .toList();
            workspace.createNet(this.predict);
        } catch (RuntimeException e) {
            workspace.close();
            throw e;
        }
    }

    /** The names of the inputs, in the order in which {@link #run} takes them. */
    public List<String> inputs() {
        return inputs;
    }

    /**
     * Answers: arrays for the inputs, in order, to arrays of the external outputs, in order.
     *
     * @throws IllegalArgumentException if the number of arrays is not the number of inputs
     */
    public List<NDArray> run(List<NDArray> arrays) {
        if (arrays.size() != inputs.size()) {
            throw new IllegalArgumentException(
                    "Net \"%s\" takes %d inputs %s, but %d arrays were given"
                            .formatted(predict.getName(), inputs.size(), inputs, arrays.size()));
        }
        Map<String, NDArray> named = new LinkedHashMap<>();
        for (int i = 0; i < arrays.size(); i++) {
            named.put(inputs.get(i), arrays.get(i));
        }
        return List.copyOf(run(named).values());
    }

    /** Answers: arrays by the names of the inputs to arrays by the names of the outputs. */
    public Map<String, NDArray> run(Map<String, NDArray> arrays) {
        arrays.forEach(workspace::feedBlob);
        workspace.runNet(predict.getName());
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        for (String blob : predict.getExternalOutputList()) {
            outputs.put(blob, workspace.fetchBlob(blob));
        }
        return outputs;
    }

    @Override
    public void close() {
        workspace.close();
    }
}
