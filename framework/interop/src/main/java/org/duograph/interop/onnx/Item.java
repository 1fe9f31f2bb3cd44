package org.duograph.interop.onnx;

import java.util.List;
import org.duograph.graph.Value;

/**
 * What a name of a model stands for while its graph is lowered. Sequences and optional values are
 * taken apart then: the graph of the core has arrays only.
 */
sealed interface Item {
    /**
     * An array.
     *
     * @param value the value in the graph of the core
     */
    record Array(Value value) implements Item {}

    /**
     * A sequence.
     *
     * @param elements its elements, in order
     */
    record Sequence(List<Item> elements) implements Item {
        /** Copies the list. */
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** An optional value that is not there. */
    record Nothing() implements Item {}
}
