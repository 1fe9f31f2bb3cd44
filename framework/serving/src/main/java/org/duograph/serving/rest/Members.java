package org.duograph.serving.rest;

import java.util.HashMap;
import java.util.Map;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;

/**
 * The members of the object that a body is: where the value of each begins. The whole object is
 * looked at, so what is no JSON is refused before anything else is said about it; what follows its
 * closing brace is ignored, as TensorFlow Serving does.
 */
final class Members {
    private static final String SIGNATURE = "signature_name";

    private final byte[] body;
    private final int start;
    private final Map<String, Integer> offsets = new HashMap<>();

    /** The members of a whole body. */
    Members(byte[] body) {
        this(new JsonReader(body));
    }

    /** Takes the reader's next value, an object. */
    Members(JsonReader json) {
        body = json.text();
        start = json.offset();
        if (json.kind() != Kind.OBJECT) {
            json.skip();
            throw formatError("Is not object");
        }
        for (boolean more = json.beginObject(); more; more = json.nextMember()) {
            String name = json.name();
            offsets.putIfAbsent(name, json.offset());
            json.skip();
        }
    }

    /** A reader that stands before the value of a member; null if there is none. */
    JsonReader value(String name) {
        Integer offset = offsets.get(name);
        return offset == null ? null : new JsonReader(body, offset);
    }

    /** The signature that is asked for; null if none is named. */
    String signature() {
        JsonReader value = value(SIGNATURE);
        if (value == null) {
            return null;
        }
        if (value.kind() != Kind.STRING) {
            throw formatError(
                    "not formatted correctly. 'signature_name' key must be a string value.");
        }
        String name = value.string();
        return name.isEmpty() ? null : name;
    }

    /** An error about the whole object. */
    Refusal formatError(String what) {
        return Refusal.invalid(
                "JSON Value: " + Elements.value(new JsonReader(body), start) + " " + what);
    }
}
