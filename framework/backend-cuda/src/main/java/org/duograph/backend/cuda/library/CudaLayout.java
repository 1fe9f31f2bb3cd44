package org.duograph.backend.cuda.library;

import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * How an array stands in a GPU's memory: dense and row by row.
 *
 * @param type the array's type
 */
public record CudaLayout(ArrayType type) implements Layout {
    @Override
    public long bytes() {
        return type.bytes();
    }

    @Override
    public boolean isPlain() {
        return true;
    }

    @Override
    public String toString() {
        return "plain";
    }
}
