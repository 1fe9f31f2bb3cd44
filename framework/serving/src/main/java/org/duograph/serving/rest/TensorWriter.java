package org.duograph.serving.rest;

import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.JsonWriter;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.TextBytes;

/** Writes a model's outputs as TensorFlow Serving does: by rows, or by columns. */
final class TensorWriter {
    /** How the names of texts end that are bytes, and so are written in base64. */
    private static final String BYTES = "_bytes";

    private TensorWriter() {}

    /**
     * {@code {"predictions": [...]}}: a value or list for each row, or an object where there are
     * several outputs.
     *
     * @throws Refusal if an output is a scalar, or has another number of rows than the others
     */
    static byte[] rows(Map<String, NDArray> outputs) {
        SortedMap<String, NDArray> sorted = new TreeMap<>(outputs);
        int rows = requireRows(sorted);
        boolean objects = sorted.size() > 1;
        JsonWriter json = new JsonWriter().beginObject().name("predictions").beginArray();
        for (int row = 0; row < rows; row++) {
            if (objects) {
                json.beginObject();
            }
            json.listsOnOneLine(true);
            for (Map.Entry<String, NDArray> output : sorted.entrySet()) {
                if (objects) {
                    json.name(output.getKey());
                }
                NDArray array = output.getValue();
                write(json, output.getKey(), array, 1, row * (array.size() / rows));
            }
            json.listsOnOneLine(false);
            if (objects) {
                json.endObject();
            }
        }
        return json.endArray().endObject().bytes();
    }

    private static int requireRows(SortedMap<String, NDArray> outputs) {
        int rows = -1;
        for (Map.Entry<String, NDArray> output : outputs.entrySet()) {
            if (output.getValue().shape().rank() == 0) {
                throw Refusal.invalid(
                        "Tensor name: " + output.getKey() + " has no shape information ");
            }
            int found = output.getValue().shape().dim(0);
            if (rows >= 0 && rows != found) {
                throw Refusal.invalid(
                        "Tensor name: "
                                + output.getKey()
                                + " has inconsistent batch size: "
                                + found
                                + " expecting: "
                                + rows);
            }
            rows = found;
        }
        if (rows < 0) {
            throw Refusal.invalid("Cannot convert empty tensor map to JSON");
        }
        return rows;
    }

    /** {@code {"outputs": ...}}: the array, or an object of arrays where there are several. */
    static byte[] columns(Map<String, NDArray> outputs) {
        SortedMap<String, NDArray> sorted = new TreeMap<>(outputs);
        boolean object = sorted.size() > 1;
        JsonWriter json = new JsonWriter().beginObject().name("outputs");
        if (object) {
            json.beginObject();
        }
        sorted.forEach(
                (name, array) -> {
                    if (object) {
                        json.name(name);
                    }
                    write(json, name, array, 0, 0);
                });
        if (object) {
            json.endObject();
        }
        return json.endObject().bytes();
    }

    /** Writes what an array has from an axis on, from an element on. */
    private static int write(JsonWriter json, String name, NDArray array, int axis, int from) {
        if (axis == array.shape().rank()) {
            element(json, name.endsWith(BYTES), array, from);
            return from + 1;
        }
        int next = from;
        json.beginArray();
        for (int i = 0; i < array.shape().dim(axis); i++) {
            next = write(json, name, array, axis + 1, next);
        }
        json.endArray();
        return next;
    }

    /** Writes one element. */
    static void element(JsonWriter json, boolean bytes, NDArray array, int i) {
        DType type = array.dtype();
        switch (type) {
            case FLOAT64 -> json.number(array.get(i));
            case FLOAT32, FLOAT16, BFLOAT16 -> json.number((float) array.get(i));
            case BOOL -> json.flag(array.getWhole(i) != 0);
            case STRING -> {
                String text = array.getText(i);
                if (bytes) {
                    byte[] raw = TextBytes.bytes(text);
                    json.beginObject().name("b64");
                    json.text(Base64.getEncoder().encodeToString(raw)).endObject();
                } else {
                    json.text(text);
                }
            }
            default -> json.number(array.getWhole(i));
        }
    }
}
