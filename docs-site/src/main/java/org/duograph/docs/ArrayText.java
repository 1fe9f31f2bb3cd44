package org.duograph.docs;

import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Prints small arrays the way one writes them by hand: rows under each other, in brackets; texts in
 * quotes.
 */
final class ArrayText {
    private ArrayText() {}

    /** One array with its name and shape before it. */
    static String named(String name, NDArray array) {
        String head = name + " " + array.shape() + " = ";
        StringBuilder text = new StringBuilder(head);
        if (array.shape().rank() == 0) {
            return text.append(element(array, 0)).append('\n').toString();
        }
        append(text, array, 0, 0, head.length());
        return text.append('\n').toString();
    }

    private static int append(StringBuilder out, NDArray array, int axis, int at, int indent) {
        boolean last = axis == array.shape().rank() - 1;
        int next = at;
        out.append('[');
        for (int i = 0; i < array.shape().dim(axis); i++) {
            if (i > 0) {
                out.append(last ? ", " : ",\n" + " ".repeat(indent + axis + 1));
            }
            if (last) {
                out.append(element(array, next++));
            } else {
                next = append(out, array, axis + 1, next, indent);
            }
        }
        out.append(']');
        return next;
    }

    private static String element(NDArray array, int i) {
        if (array.dtype() == DType.STRING) {
            return '"' + array.getText(i) + '"';
        }
        double value = array.get(i);
        if (array.dtype() == DType.FLOAT32) {
            String shortest = Float.toString((float) value);
            return shortest.endsWith(".0")
                    ? shortest.substring(0, shortest.length() - 2)
                    : shortest;
        }
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
