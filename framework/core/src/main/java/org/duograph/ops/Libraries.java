package org.duograph.ops;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.duograph.graph.OpDef;
import org.duograph.graph.OpLibrary;
import org.duograph.graph.Suggestion;

/**
 * The operators of the other libraries on the class path. They are looked for when {@link
 * OpCatalog} is asked for a type that its own table does not have, or when all are listed. Then two
 * operators of one name are found, too.
 */
final class Libraries {
    private static Map<String, OpLibrary> byType;

    private Libraries() {}

    /** The library of each type; where two can't live together, each call says so. */
    private static synchronized Map<String, OpLibrary> byType() {
        if (byType == null) {
            byType = byType(ServiceLoader.load(OpLibrary.class), OpCatalog.CONSTANTS.keySet());
        }
        return byType;
    }

    /**
     * The library of each type.
     *
     * @param own the types that Duograph's own table has
     * @throws IllegalStateException if two libraries have an operator of the same type
     */
    static Map<String, OpLibrary> byType(Iterable<OpLibrary> libraries, Set<String> own) {
        Map<String, OpLibrary> byType = new LinkedHashMap<>();
        for (OpLibrary library : libraries) {
            for (String type : library.types()) {
                OpLibrary other = byType.put(type, library);
                if (other != null || own.contains(type)) {
                    throw new IllegalStateException(
                            "Operator \"%s\" of %s has the name of an operator of %s; give it another name"
                                    .formatted(
                                            type,
                                            library.getClass().getName(),
                                            other == null
                                                    ? "Duograph"
                                                    : other.getClass().getName()));
                }
            }
        }
        return byType;
    }

    static Set<String> types() {
        return byType().keySet();
    }

    /** The library that has an operator of that type, or null. */
    static OpLibrary of(String type) {
        return byType().get(type);
    }

    static OpDef get(String type) {
        OpLibrary library = of(type);
        if (library == null) {
            throw new IllegalArgumentException(
                    "There is no operator \""
                            + type
                            + "\""
                            + Suggestion.among(type, OpCatalog.types()));
        }
        return get(library, type);
    }

    /** The operator, if the library keeps its word. */
    static OpDef get(OpLibrary library, String type) {
        OpDef op = library.get(type);
        if (op == null || !op.type().equals(type)) {
            throw new IllegalStateException(
                    "%s lists the operator \"%s\", but gives %s for it"
                            .formatted(
                                    library.getClass().getName(),
                                    type,
                                    op == null ? "nothing" : "\"" + op.type() + "\""));
        }
        return op;
    }
}
