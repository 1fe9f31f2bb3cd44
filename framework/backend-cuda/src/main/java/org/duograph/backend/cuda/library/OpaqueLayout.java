package org.duograph.backend.cuda.library;

import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * What a kernel keeps for another one of this backend, in a form of its own.
 *
 * @param type what stands there on other backends
 * @param bytes how much is kept
 */
public record OpaqueLayout(ArrayType type, long bytes) implements Layout {
    @Override
    public boolean isPlain() {
        return false;
    }

    @Override
    public String toString() {
        return "opaque";
    }
}
