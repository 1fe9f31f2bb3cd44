package org.duograph.serving.model;

import java.util.Map;
import org.duograph.tensor.NDArray;

/** Computes with a model's weights, for one thread at a time. */
public interface Runner extends AutoCloseable {
    /**
     * Runs a signature.
     *
     * @param inputs an array for each of its inputs, of types and shapes that fit their ports
     * @return an array for each of its outputs; the caller owns them
     * @throws IllegalArgumentException if shapes do not fit the model
     */
    Map<String, NDArray> run(String signature, Map<String, NDArray> inputs);

    @Override
    void close();
}
