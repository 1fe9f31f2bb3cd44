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
 * OpCatalog} is asked for a type that its own table does not have, or when all are listed.
 */
final class Libraries {
    private static final Map<String, OpLibrary> BY_TYPE =
            byType(ServiceLoader.load(OpLibrary.class), OpCatalog.CONSTANTS.keySet());

    private Libraries() {}

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
        return BY_TYPE.keySet();
    }

    /** The library that has an operator of that type, or null. */
    static OpLibrary of(String type) {
        return BY_TYPE.get(type);
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
