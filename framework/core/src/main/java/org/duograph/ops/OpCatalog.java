package org.duograph.ops;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.graph.TypeTable;

/**
 * The list of all operators: those that Duograph brings, and those of every {@link OpLibrary} on
 * the class path. The tests, the documentation and the faces enumerate it.
 *
 * <p>It names the constants that hold the definitions instead of holding them, and so an operator
 * is loaded when it is first asked for. Most nets use a tenth of them: to load all took a twelfth
 * of the time from nothing to the end of the 6-layer net's first training step.
 */
public final class OpCatalog {
    static final Map<String, String> CONSTANTS = TypeTable.parse(table());

    private OpCatalog() {}

    /**
     * The file {@code catalogue.txt}: a line for each operator, and the constant that defines it.
     */
    private static String table() {
        try (InputStream file = OpCatalog.class.getResourceAsStream("catalogue.txt")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The types of all operators, in the order of the catalogue; those of other libraries last. */
    public static Set<String> types() {
        Set<String> types = new LinkedHashSet<>(CONSTANTS.keySet());
        types.addAll(Libraries.types());
        return types;
    }

    /** All operators, in the order of {@link #types}. */
    public static Collection<OpDef> all() {
        return types().stream().map(OpCatalog::get).toList();
    }

    /** The operators that Duograph brings itself, in the order of the catalogue. */
    public static Collection<OpDef> own() {
        return CONSTANTS.keySet().stream().map(OpCatalog::get).toList();
    }

    /** Whether there is an operator of that type. */
    public static boolean has(String type) {
        return CONSTANTS.containsKey(type) || Libraries.types().contains(type);
    }

    /**
     * The operator of that type.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest
     * @throws IllegalStateException if a library on the class path promises it but does not have it
     */
    public static OpDef get(String type) {
        String constant = CONSTANTS.get(type);
        return constant != null ? definition(constant) : Libraries.get(type);
    }

    /** The class that defines an operator, for those who want to show where to read about it. */
    public static String holder(String type) {
        get(type);
        String constant = CONSTANTS.get(type);
        return constant != null ? holderOf(constant) : Libraries.of(type).getClass().getName();
    }

    private static String holderOf(String constant) {
        String holder = constant.substring(0, constant.lastIndexOf('.'));
        return OpCatalog.class.getPackageName() + "." + holder;
    }

    private static OpDef definition(String constant) {
        int dot = constant.lastIndexOf('.');
        String holder = holderOf(constant);
        try {
            return (OpDef) Class.forName(holder).getField(constant.substring(dot + 1)).get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The catalogue names " + constant, e);
        }
    }
}
