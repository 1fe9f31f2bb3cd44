package org.duograph.zoo;

import java.util.Map;
import org.duograph.tensor.ArrayType;

/** What a model takes: pictures or text. */
public sealed interface Input permits Preprocessing, TextInput {
    /** The blob with what the user gives. */
    String blob();

    /** All blobs that the model takes and their types, for one picture or one character. */
    Map<String, ArrayType> types();

    /** Of a model with a memory: the blob it takes, and the one it gives for the next time. */
    default Map<String, String> states() {
        return Map.of();
    }
}
