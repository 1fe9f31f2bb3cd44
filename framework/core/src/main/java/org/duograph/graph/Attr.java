package org.duograph.graph;

import java.util.List;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * One attribute that an operator understands: its name, kind, default and meaning.
 *
 * @param name the name
 * @param kind the type of its values
 * @param defaultValue the value where none is given; null means there is none, and {@link
 *     Attrs#has} tells whether it was given
 * @param doc one sentence for the catalogue
 */
public record Attr(String name, Kind kind, Object defaultValue, String doc) {

    /**
     * The types that attribute values have: 64-bit integers, doubles, strings and lists of them;
     * element types, arrays and graphs.
     *
     * <p>{@code INTS} may be given as one integer, a list of one. A {@code GRAPH} is a sub-graph,
     * such as a loop's body: its {@link Graph#variables} in order are its parameters, its {@link
     * Graph#assigns} in order are its results. Neither it nor the array of a {@code TENSOR} is
     * copied, so nobody may change them afterwards.
     */
    public enum Kind {
        INT,
        FLOAT,
        STRING,
        INTS,
        FLOATS,
        STRINGS,
        TYPE,
        TENSOR,
        GRAPH;

        /** Turns a value that a caller gave into this kind's form, or returns null if it can't. */
        Object accept(Object given) {
            return switch (this) {
                case INT -> integer(given);
                case FLOAT -> given instanceof Number n ? real(n) : null;
                case STRING -> given instanceof String s ? s : null;
                case INTS -> list(integer(given) != null ? List.of(given) : given, INT);
                case FLOATS -> list(given, FLOAT);
                case STRINGS -> list(given, STRING);
                case TYPE -> given instanceof DType ? given : null;
                case TENSOR -> given instanceof NDArray ? given : null;
                case GRAPH -> given instanceof Graph ? given : null;
            };
        }

        /** As a double; outside of lists, a whole number that no double holds stays as it is. */
        private static Number real(Number given) {
            boolean inexact = given instanceof Long n && (long) (double) n != n;
            return inexact ? given : (Number) given.doubleValue();
        }

        private static Object integer(Object given) {
            if (given instanceof Boolean b) {
                return b ? 1L : 0L;
            }
            return given instanceof Long || given instanceof Integer
                    ? ((Number) given).longValue()
                    : null;
        }

        private static Object list(Object given, Kind element) {
            if (!(given instanceof List<?> items)) {
                return null;
            }
            List<Object> accepted = new java.util.ArrayList<>();
            for (Object item : items) {
                boolean isReal = element == FLOAT && item instanceof Number;
                Object a = isReal ? ((Number) item).doubleValue() : element.accept(item);
                if (a == null) {
                    return null;
                }
                accepted.add(element == FLOAT ? ((Number) a).doubleValue() : a);
            }
            return List.copyOf(accepted);
        }
    }

    /** An integer (or, as 0 and 1, a truth value) with a default. */
    public static Attr ofInt(String name, long defaultValue, String doc) {
        return new Attr(name, Kind.INT, defaultValue, doc);
    }

    /** A floating-point number with a default. */
    public static Attr ofFloat(String name, double defaultValue, String doc) {
        return new Attr(name, Kind.FLOAT, defaultValue, doc);
    }

    /** A string with a default. */
    public static Attr ofString(String name, String defaultValue, String doc) {
        return new Attr(name, Kind.STRING, defaultValue, doc);
    }

    /** An attribute of any kind without a default. */
    public static Attr optional(String name, Kind kind, String doc) {
        return new Attr(name, kind, null, doc);
    }
}
