package org.duograph.graph;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which family of kernels runs an operator type. The table is a text that names the families, which
 * are classes, instead of holding them: one is loaded when one of its types is first asked for, and
 * then kept. Thread-safe.
 *
 * @param <F> what families implement
 */
public final class TypeTable<F> {
    private final Class<F> kind;
    private final Map<String, String> names;
    private final Map<String, F> families = new ConcurrentHashMap<>();

    /**
     * Reads a table.
     *
     * @param kind what families implement; they stand in its package and have a constructor without
     *     parameters
     * @param text see {@link #parse}
     */
    public TypeTable(Class<F> kind, String text) {
        this.kind = kind;
        this.names = parse(text);
    }

    /**
     * The lines of a table: a type, a blank, and the name of what knows about it. Lines that begin
     * with {@code #} are headings.
     */
    public static Map<String, String> parse(String text) {
        Map<String, String> names = new LinkedHashMap<>();
        for (String line : text.split("\n")) {
            if (!line.startsWith("#")) {
                int blank = line.indexOf(' ');
                names.put(line.substring(0, blank), line.substring(blank + 1));
            }
        }
        return names;
    }

    /** The types of all lines, in their order. */
    public Set<String> types() {
        return Collections.unmodifiableSet(names.keySet());
    }

    /** All families that lines name, each once. */
    public Collection<F> families() {
        List<String> all = names.values().stream().distinct().toList();
        return all.stream().map(this::load).toList();
    }

    /**
     * The family that runs {@code type}, or null where the table has no line for it.
     *
     * @throws IllegalStateException if there is no such class
     */
    public F family(String type) {
        String name = names.get(type);
        return name == null ? null : load(name);
    }

    private F load(String name) {
        F known = families.get(name);
        if (known == null) {
            known = make(kind.getPackageName() + "." + name);
            families.put(name, known);
        }
        return known;
    }

    private F make(String holder) {
        try {
            var constructor =
                    Class.forName(holder, true, kind.getClassLoader()).getDeclaredConstructor();
            constructor.setAccessible(true); // families are for their package alone
            return kind.cast(constructor.newInstance());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The table of kernels names " + holder, e);
        }
    }
}
