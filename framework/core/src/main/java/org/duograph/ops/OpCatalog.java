package org.duograph.ops;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.OpDef;
import org.duograph.graph.Suggestion;

/** The list of all operators. The tests, the documentation and the faces enumerate it. */
public final class OpCatalog {
    private static final Map<String, OpDef> BY_TYPE = new LinkedHashMap<>();

    static {
        List.of(
                        // activations
                        Relu.OP,
                        Relu.GRAD_X,
                        // convolution
                        Conv.OP,
                        Conv.GRAD_X,
                        Conv.GRAD_W,
                        Conv.GRAD_B,
                        ConvRelu.OP)
                .forEach(op -> BY_TYPE.put(op.type(), op));
    }

    private OpCatalog() {}

    /** All operators, in the order of the catalogue. */
    public static Collection<OpDef> all() {
        return Collections.unmodifiableCollection(BY_TYPE.values());
    }

    /** Whether there is an operator of that type. */
    public static boolean has(String type) {
        return BY_TYPE.containsKey(type);
    }

    /**
     * The operator of that type.
     *
     * @throws IllegalArgumentException if there is none; the message suggests the nearest
     */
    public static OpDef get(String type) {
        OpDef op = BY_TYPE.get(type);
        if (op == null) {
            throw new IllegalArgumentException(
                    "There is no operator \""
                            + type
                            + "\""
                            + Suggestion.among(type, BY_TYPE.keySet()));
        }
        return op;
    }
}
