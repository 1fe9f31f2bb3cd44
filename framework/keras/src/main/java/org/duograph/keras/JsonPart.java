package org.duograph.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An object of a JSON file, whose members are asked for by kind. */
record JsonPart(Map<?, ?> members) {
    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is no JSON object
     */
    static JsonPart read(Path file) throws IOException {
        String text = Files.readString(file);
        try {
            if (JSON.std.anyFrom(text) instanceof Map<?, ?> members) {
                return new JsonPart(members);
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    e.getLocation() == null
                            ? e.getOriginalMessage()
                            : "line %d is no JSON, or it is cut"
                                    .formatted(e.getLocation().getLineNr()),
                    e);
        }
        throw new IllegalArgumentException("it is no JSON object");
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    private <T> T member(String name, Class<T> type, String kind) {
        Object found = members.get(name);
        if (!type.isInstance(found)) {
            throw new IllegalArgumentException(
                    "\"%s\" must be %s, found %s".formatted(name, kind, found));
        }
        return type.cast(found);
    }

    String text(String name) {
        return member(name, String.class, "a text");
    }

    boolean truth(String name) {
        return member(name, Boolean.class, "true or false");
    }

    List<?> list(String name) {
        return member(name, List.class, "a list");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String text)) {
                throw new IllegalArgumentException("\"" + name + "\" must be a list of texts");
            }
            texts.add(text);
        }
        return texts;
    }

    JsonPart part(String name) {
        return new JsonPart(member(name, Map.class, "an object"));
    }

    List<JsonPart> parts(String name) {
        List<JsonPart> parts = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof Map<?, ?> members)) {
                throw new IllegalArgumentException("\"" + name + "\" must be a list of objects");
            }
            parts.add(new JsonPart(members));
        }
        return parts;
    }

    /** All members, in their order. */
    Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>();
        members.forEach((name, value) -> all.put(String.valueOf(name), value));
        return all;
    }
}
