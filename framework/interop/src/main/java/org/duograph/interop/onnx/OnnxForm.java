package org.duograph.interop.onnx;

import java.util.List;
import org.duograph.tensor.ArrayType;

/** What an input is that a graph is made for: the type of an array, or of a sequence's elements. */
public sealed interface OnnxForm {
    /**
     * An array.
     *
     * @param type its type
     */
    record Array(ArrayType type) implements OnnxForm {}

    /**
     * A sequence.
     *
     * @param elements what each element is
     */
    record Sequence(List<OnnxForm> elements) implements OnnxForm {
        /** Copies the list. */
        public Sequence {
            elements = List.copyOf(elements);
        }
    }

    /** Nothing, where an input is optional. */
    record Nothing() implements OnnxForm {}

    /** The form of what is fed. */
    static OnnxForm of(OnnxData data) {
        if (data instanceof OnnxData.Array array) {
            return new Array(array.array().type());
        }
        if (data instanceof OnnxData.Sequence sequence) {
            return new Sequence(sequence.elements().stream().map(OnnxForm::of).toList());
        }
        return new Nothing();
    }

    /** The name of the variable that holds an element of a sequence. */
    static String element(String name, int i) {
        return name + "[" + i + "]";
    }
}
