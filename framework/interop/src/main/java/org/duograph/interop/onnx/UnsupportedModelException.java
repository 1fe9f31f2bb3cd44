package org.duograph.interop.onnx;

/**
 * A model asks for something that is not offered here: an operator, a type of elements, a shape
 * that follows from numbers. The message names every node and what it asks for; nothing is wrong
 * with the model.
 */
public final class UnsupportedModelException extends UnsupportedOperationException {
    private static final long serialVersionUID = 1;

    /** Says what is not offered. */
    public UnsupportedModelException(String message) {
        super(message);
    }
}
