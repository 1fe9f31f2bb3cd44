package org.duograph.session;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operations of a graph, in the order of making and by name. */
final class OperationList {
    private final List<Operation> inOrder = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Operation> byName = new LinkedHashMap<>();

    void add(Operation op) {
        inOrder.add(op);
        byName.put(op.name(), op);
    }

    /** A copy of the list as it is now. */
    List<Operation> all() {
        synchronized (inOrder) {
            return List.copyOf(inOrder);
        }
    }

    int size() {
        return inOrder.size();
    }

    boolean has(String name) {
        return byName.containsKey(name);
    }

    /**
     * The operation of a name.
     *
     * @throws IllegalArgumentException if there is none; the message names what is alike
     */
    Operation get(String name) {
        Operation op = byName.get(name);
        if (op == null) {
            throw new IllegalArgumentException(Values.unknown(name, byName.keySet()));
        }
        return op;
    }
}
