package org.duograph.serving.rest;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.duograph.serving.Refusal;
import org.duograph.serving.batch.Batcher;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.model.Port;
import org.duograph.serving.model.ServedSignature;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.tensor.NDArray;

/** {@code :predict}: arrays by rows ({@code instances}) or by columns ({@code inputs}). */
final class PredictApi {
    private static final String ROWS = "instances";
    private static final String COLUMNS = "inputs";

    private final Catalog catalog;
    private final Batcher batcher;

    PredictApi(Catalog catalog, Batcher batcher) {
        this.catalog = catalog;
        this.batcher = batcher;
    }

    /**
     * Answers.
     *
     * @param deadline as {@link System#nanoTime}
     * @return the body of the answer
     */
    byte[] answer(ModelRef asked, byte[] body, long deadline) {
        Members members = new Members(body);
        String named = members.signature();
        ModelVersion version = catalog.use(asked);
        try {
            String name = named == null ? ServedSignature.DEFAULT : named;
            ServedSignature signature = version.signatures().get(name);
            if (signature == null) {
                throw Refusal.invalid(
                        "Serving signature name: \"" + name + "\" not found in signature def");
            }
            boolean rows = isByRows(members);
            Map<String, NDArray> inputs =
                    rows ? rows(members, signature.inputs()) : columns(members, signature.inputs());
            Map<String, NDArray> outputs = batcher.run(version, name, inputs, deadline);
            return rows ? TensorWriter.rows(outputs) : TensorWriter.columns(outputs);
        } finally {
            version.release();
        }
    }

    private static boolean isByRows(Members members) {
        JsonReader rows = members.value(ROWS);
        JsonReader columns = members.value(COLUMNS);
        if (rows != null && columns != null) {
            throw members.formatError(
                    "Not formatted correctly expecting only one of 'inputs' or 'instances' keys to"
                            + " exist ");
        }
        if (rows == null && columns == null) {
            throw Refusal.invalid("Missing 'inputs' or 'instances' key");
        }
        if (rows != null && rows.kind() != Kind.ARRAY) {
            throw members.formatError("Excepting 'instances' to be an list/array");
        }
        return rows != null;
    }

    private static Map<String, NDArray> rows(Members members, SortedMap<String, Port> ports) {
        JsonReader json = members.value(ROWS);
        if (!json.beginArray()) {
            throw members.formatError("No values in 'instances' array");
        }
        if (json.kind() != Kind.OBJECT && ports.size() > 1) {
            throw Refusal.invalid(
                    "instances is a plain list, but expecting list of objects as multiple input"
                            + " tensors required as per tensorinfo_map");
        }
        boolean objects = isObject(json);
        Map<String, TensorReader> readers = new LinkedHashMap<>();
        ports.forEach((name, port) -> readers.put(name, new TensorReader(port)));
        int row = 0;
        do {
            if (objects != isObject(json)) {
                throw Refusal.invalid(
                        objects
                                ? "Expecting object but got list at item " + row + " of input list"
                                : "Expecting value/list but got object at item "
                                        + row
                                        + " of input list");
            }
            if (objects) {
                object(json, row, readers);
            } else {
                String only = ports.firstKey();
                inRow(row, "", () -> readers.get(only).row(json));
            }
            row++;
        } while (json.nextElement());
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        readers.forEach((name, reader) -> arrays.put(name, reader.rows()));
        return arrays;
    }

    private static boolean isObject(JsonReader json) {
        return json.kind() == Kind.OBJECT && !Elements.isBase64(json);
    }

    /** Reads one object with a value for each input. */
    private static void object(JsonReader json, int row, Map<String, TensorReader> readers) {
        int at = json.offset();
        Set<String> found = new LinkedHashSet<>();
        for (boolean more = json.beginObject(); more; more = json.nextMember()) {
            String name = json.name();
            TensorReader reader = readers.get(name);
            inRow(
                    row,
                    " key: " + name,
                    () -> {
                        if (reader == null) {
                            throw Refusal.invalid(
                                    "JSON object: does not have named input: " + name);
                        }
                        if (!found.add(name)) {
                            throw Refusal.invalid("JSON object: has input twice: " + name);
                        }
                        reader.row(json);
                    });
        }
        if (!found.equals(readers.keySet())) {
            throw Refusal.invalid(
                    "Failed to process element: "
                            + row
                            + " of 'instances' list. JSON object: "
                            + Elements.value(json, at)
                            + " keys must be equal to: "
                            + String.join(",", readers.keySet()));
        }
    }

    private static void inRow(int row, String key, Runnable reading) {
        try {
            reading.run();
        } catch (Refusal e) {
            throw new Refusal(
                    e.code(),
                    "Failed to process element: "
                            + row
                            + key
                            + " of 'instances' list. Error: "
                            + e.code()
                            + ": "
                            + e.getMessage());
        }
    }

    private static Map<String, NDArray> columns(Members members, SortedMap<String, Port> ports) {
        JsonReader json = members.value(COLUMNS);
        Map<String, NDArray> arrays = new LinkedHashMap<>();
        if (!isObject(json)) {
            if (ports.size() > 1) {
                throw Refusal.invalid(
                        "inputs is a plain value/list, but expecting an object as multiple input"
                                + " tensors required as per tensorinfo_map");
            }
            String only = ports.firstKey();
            arrays.put(only, new TensorReader(ports.get(only)).whole(json));
            return arrays;
        }
        for (boolean more = json.beginObject(); more; more = json.nextMember()) {
            String name = json.name();
            if (ports.containsKey(name) && !arrays.containsKey(name)) {
                arrays.put(name, new TensorReader(ports.get(name)).whole(json));
            } else {
                json.skip();
            }
        }
        for (String name : ports.keySet()) {
            if (!arrays.containsKey(name)) {
                throw Refusal.invalid("Missing named input: " + name + " in 'inputs' object.");
            }
        }
        return arrays;
    }
}
