package org.duograph.serving.rest;

import java.util.ArrayList;
import java.util.List;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.Elements;
import org.duograph.serving.json.JsonReader;
import org.duograph.serving.json.JsonReader.Kind;
import org.duograph.serving.model.Port;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Reads one array that is written as lists in lists. How long the first list of each level is, all
 * others of that level must be, too. With {@link #row}, several values become the rows of one
 * array.
 */
final class TensorReader {
    private static final int MOST_EXPECTED = 1 << 22;

    private final Elements elements;
    private final List<Integer> dims = new ArrayList<>(); // of what was read first
    private boolean shaped;
    private int rows;
    private int rowSize;

    TensorReader(Port port) {
        long expected = 1;
        if (port.shape() != null) {
            for (int extent : port.shape()) {
                expected *= Math.max(1, extent);
            }
        }
        elements = new Elements(port.dtype(), (int) Math.min(MOST_EXPECTED, expected));
    }

    /** Takes the next value as the next row. */
    void row(JsonReader from) {
        int before = elements.size();
        List<Integer> first = List.copyOf(dims);
        boolean isFirst = !shaped;
        if (!isFirst) {
            dims.clear();
            shaped = false;
        }
        take(from, 0);
        int size = elements.size() - before;
        if (isFirst) {
            rowSize = size;
        } else if (size != rowSize) {
            throw Refusal.invalid("Expecting tensor size: " + rowSize + " but got: " + size);
        } else if (!dims.equals(first)) {
            throw Refusal.invalid("Expecting shape " + text(first) + " but got: " + text(dims));
        }
        rows++;
    }

    private static String text(List<Integer> dims) {
        return dims.toString().replace(" ", "");
    }

    /** The rows as an array. */
    NDArray rows() {
        List<Integer> all = new ArrayList<>();
        all.add(rows);
        all.addAll(dims);
        return elements.array(Shape.of(all));
    }

    /** Takes the next value as the whole array. */
    NDArray whole(JsonReader from) {
        take(from, 0);
        return elements.array(Shape.of(dims));
    }

    private void take(JsonReader from, int level) {
        Kind kind = from.kind();
        if (kind != Kind.ARRAY) {
            if (shaped && level != dims.size()) {
                throw Refusal.invalid(
                        "JSON Value: "
                                + Elements.value(from, from.offset())
                                + " found at incorrect level: "
                                + (level + 1)
                                + " in the JSON DOM. Expected at level: "
                                + dims.size());
            }
            shaped = true; // the first element tells how many levels there are
            elements.take(from, kind);
            return;
        }
        if (shaped && level >= dims.size()) {
            throw Refusal.invalid(
                    "Encountered list at unexpected level: "
                            + level
                            + " expected < "
                            + dims.size());
        }
        boolean first = !shaped;
        if (first) {
            dims.add(-1);
        }
        int count = 0;
        for (boolean more = from.beginArray(); more; more = from.nextElement()) {
            take(from, level + 1);
            count++;
        }
        if (first) {
            shaped = true;
        }
        if (dims.get(level) < 0) {
            dims.set(level, count);
        } else if (dims.get(level) != count) {
            throw Refusal.invalid(
                    "Encountered list at unexpected size: "
                            + count
                            + " at level: "
                            + level
                            + " expected size: "
                            + dims.get(level));
        }
    }
}
