package org.duograph.interop.onnx;

import java.util.List;
import java.util.stream.Collectors;
import org.duograph.tensor.NDArray;

/** What a model takes and gives: an array, a sequence, or nothing where something is optional. */
public sealed interface OnnxData {
    /**
     * An array.
     *
     * @param array the array
     */
    record Array(NDArray array) implements OnnxData {
        @Override
        public String toString() {
            return array.toString();
        }
    }

    /**
     * A sequence.
     *
     * @param elements its elements, in order
     */
    record Sequence(List<OnnxData> elements) implements OnnxData {
        /** Copies the list. */
        public Sequence {
            elements = List.copyOf(elements);
        }

        @Override
        public String toString() {
            return elements.stream()
                    .map(OnnxData::toString)
                    .collect(Collectors.joining("; ", "[", "]"));
        }
    }

    /** Nothing. */
    record Nothing() implements OnnxData {
        @Override
        public String toString() {
            return "nothing";
        }
    }

    /**
     * The array, where it is one.
     *
     * @throws IllegalStateException if it isn't
     */
    default NDArray asArray() {
        if (this instanceof Array one) {
            return one.array;
        }
        throw new IllegalStateException("Not an array but " + this);
    }
}
