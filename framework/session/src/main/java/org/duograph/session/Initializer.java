package org.duograph.session;

import org.duograph.tensor.ArrayType;

/** Makes what a variable begins with. */
@FunctionalInterface
public interface Initializer {
    /** Appends operations that compute an array of {@code type}. */
    Tensor make(Graph graph, ArrayType type);
}
