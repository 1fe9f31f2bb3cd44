package org.duograph.backend.cuda;

import org.duograph.backend.Where;
import org.duograph.backend.cuda.library.DnnType;
import org.duograph.backend.cuda.library.Draft;

/**
 * Arrays of float32 on their way to calls that read and write them in 16 bits, and back. With
 * {@link DnnType#FLOAT} they stay where they are.
 *
 * @param d what is drawn
 * @param type what cuDNN reads and writes
 */
record Narrow(Draft d, DnnType type) {
    private static final String MODULE = "casts";

    private boolean isNeeded() {
        return type != DnnType.FLOAT;
    }

    private String suffix() {
        return type == DnnType.FLOAT16 ? "f16" : "bf16";
    }

    /** Where cuDNN finds an array; null where there is none. */
    Where given(Where plain, long size) {
        if (plain == null || !isNeeded()) {
            return plain;
        }
        Where narrow = room(plain, size);
        d.launch(MODULE, "f32_to_" + suffix()).over(size).at(plain).at(narrow).whole(size).add();
        return narrow;
    }

    /** Where cuDNN leaves what is to be taken to {@code plain}; null where nothing is. */
    Where room(Where plain, long size) {
        return plain == null || !isNeeded() ? plain : d.scratch(size * type.bytes());
    }

    /** Brings a result to where it belongs. */
    void take(Where narrow, Where plain, long size) {
        if (plain != null && isNeeded()) {
            d.launch(MODULE, suffix() + "_to_f32")
                    .over(size)
                    .at(narrow)
                    .at(plain)
                    .whole(size)
                    .add();
        }
    }
}
