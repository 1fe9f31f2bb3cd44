package org.duograph.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * The attributes of one node: those it was given, checked against the operator's {@link Attr}s, and
 * the defaults of the others. Immutable.
 */
public final class Attrs {
    private final Map<String, Attr> known;
    private final Map<String, Object> given;

    private Attrs(Map<String, Attr> known, Map<String, Object> given) {
        this.known = known;
        this.given = given;
    }

    /**
     * Checks {@code given} against what {@code op} understands. Attributes stand in the map's order
     * where it has one (LinkedHashMap, SortedMap) and else sorted by name, so that the same program
     * makes the same text of a graph every time.
     *
     * @param given name to value: Integer, Long, Boolean, Number, String, a List of those, DType,
     *     NDArray or Graph
     * @throws IllegalArgumentException if a name is unknown (the nearest known one is suggested) or
     *     a value is of the wrong kind
     */
    public static Attrs check(OpDef op, Map<String, ?> given) {
        Map<String, Object> accepted = new LinkedHashMap<>();
        inOrder(given)
                .forEach(
                        (name, value) -> {
                            Attr attr = op.attr(name);
                            if (attr == null) {
                                throw new IllegalArgumentException(
                                        op.type()
                                                + " has no argument \""
                                                + name
                                                + "\""
                                                + Suggestion.among(name, op.attrs().keySet())
                                                + " (it understands "
                                                + op.attrs().keySet()
                                                + ")");
                            }
                            Object checked = attr.kind().accept(value);
                            if (checked == null) {
                                throw new IllegalArgumentException(
                                        "argument \"%s\" of %s must be of kind %s, found %s"
                                                .formatted(
                                                        name,
                                                        op.type(),
                                                        attr.kind(),
                                                        brief(value)));
                            }
                            accepted.put(name, checked);
                        });
        return new Attrs(op.attrs(), accepted);
    }

    /** A copy in the map's own order, or sorted by name where it has none. */
    static Map<String, Object> inOrder(Map<String, ?> given) {
        boolean ordered = given instanceof LinkedHashMap || given instanceof SortedMap;
        return new LinkedHashMap<>(ordered || given.size() < 2 ? given : new TreeMap<>(given));
    }

    /** Whether the attribute was given a value, rather than left to its default. */
    public boolean has(String name) {
        return given.containsKey(name);
    }

    private Object get(String name) {
        Object value = given.get(name);
        if (value == null) {
            Attr attr = known.get(name);
            value = attr == null ? null : attr.defaultValue();
        }
        if (value == null) {
            throw new IllegalArgumentException("argument \"" + name + "\" must be given");
        }
        return value;
    }

    /** An integer attribute. */
    public long i(String name) {
        return (Long) get(name);
    }

    /** An integer attribute that must fit 32 bits. */
    public int int32(String name) {
        long value = i(name);
        if (value != (int) value) {
            throw new IllegalArgumentException(
                    "argument \"%s\" must be from -2^31 to 2^31 - 1, found %d"
                            .formatted(name, value));
        }
        return (int) value;
    }

    /**
     * An integer attribute that must not be less than {@code least}.
     *
     * @throws IllegalArgumentException if it is
     */
    public long atLeast(long least, String name) {
        long value = i(name);
        if (value < least) {
            throw new IllegalArgumentException(
                    "%s must be %d or more, found %d".formatted(name, least, value));
        }
        return value;
    }

    /** An integer attribute read as a truth value. */
    public boolean flag(String name) {
        return i(name) != 0;
    }

    /** A floating-point attribute. */
    public double f(String name) {
        return ((Number) get(name)).doubleValue();
    }

    /** A floating-point attribute as an element of a whole type: all bits of a whole number. */
    public long whole(String name, DType dtype) {
        return get(name) instanceof Long n ? dtype.wrapped(n) : dtype.cut(f(name));
    }

    /** A string attribute. */
    public String s(String name) {
        return (String) get(name);
    }

    /** A list of integers. */
    @SuppressWarnings("unchecked") // the kind was checked
    public List<Long> ints(String name) {
        return (List<Long>) get(name);
    }

    /** A list of floating-point numbers. */
    @SuppressWarnings("unchecked") // the kind was checked
    public List<Double> floats(String name) {
        return (List<Double>) get(name);
    }

    /** A list of strings. */
    @SuppressWarnings("unchecked") // the kind was checked
    public List<String> strings(String name) {
        return (List<String>) get(name);
    }

    /** An element type. */
    public DType type(String name) {
        return (DType) get(name);
    }

    /** An array; not to be written. */
    public NDArray tensor(String name) {
        return (NDArray) get(name);
    }

    /** A sub-graph; not to be appended to. */
    public Graph graph(String name) {
        return (Graph) get(name);
    }

    /** A copy of what was given, in the order in which it was given, without defaults. */
    public Map<String, Object> given() {
        return new LinkedHashMap<>(given);
    }

    /** Those of the given attributes that another operator understands too. */
    public Map<String, Object> sharedWith(OpDef other) {
        Map<String, Object> shared = new LinkedHashMap<>(given);
        shared.keySet().retainAll(other.attrs().keySet());
        return shared;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Attrs a && given.equals(a.given);
    }

    @Override
    public int hashCode() {
        return given.hashCode();
    }

    private static Object brief(Object value) {
        if (value instanceof Graph graph) {
            return "graph " + graph.name();
        }
        if (value instanceof DType dtype) {
            return dtype.lowerName();
        }
        boolean isLong = value instanceof List<?> list && list.size() > 8;
        return isLong ? ((List<?>) value).subList(0, 8) + "..." : value;
    }

    /** For example {@code {kernel=3, pad=1}}; long lists are cut, graphs named. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        given.forEach(
                (name, value) -> {
                    text.append(text.length() > 1 ? ", " : "").append(name).append('=');
                    text.append(brief(value));
                });
        return text.append('}').toString();
    }
}
