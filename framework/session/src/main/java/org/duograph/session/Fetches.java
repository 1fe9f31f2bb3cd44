package org.duograph.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.duograph.tensor.NDArray;

/**
 * What a run shall fetch: tensors, operations, variables and names, and lists and maps of them, as
 * deep as one likes. Each tensor is fetched once, however often it stands there.
 */
final class Fetches {
    private final Graph graph;
    private final List<Object> all = new ArrayList<>(); // tensors, operations, lists, maps
    private final Set<Operation> targets = new LinkedHashSet<>();
    private final Set<Tensor> tensors = new LinkedHashSet<>();

    /**
     * Looks up what is asked for.
     *
     * @throws IllegalArgumentException if something of it is no fetch, or of another graph
     */
    Fetches(Graph graph, Object... asked) {
        this.graph = graph;
        for (Object one : asked) {
            all.add(resolve(one));
        }
    }

    private Object resolve(Object asked) {
        if (asked instanceof List<?> list) {
            List<Object> inside = new ArrayList<>();
            list.forEach(one -> inside.add(resolve(one)));
            return inside;
        } else if (asked instanceof Map<?, ?> map) {
            Map<Object, Object> inside = new LinkedHashMap<>();
            map.forEach((key, one) -> inside.put(key, resolve(one)));
            return inside;
        }
        Object one = element(asked);
        Graph its = one instanceof Tensor tensor ? tensor.graph() : ((Operation) one).graph();
        if (its != graph) {
            throw new IllegalArgumentException(
                    "Fetch argument " + asked + " is not an element of this graph.");
        }
        if (one instanceof Tensor tensor) {
            tensors.add(tensor);
        } else {
            targets.add((Operation) one);
        }
        return one;
    }

    private Object element(Object asked) {
        if (asked instanceof Tensor || asked instanceof Operation) {
            return asked;
        } else if (asked instanceof Variable variable) {
            return variable.read();
        } else if (asked instanceof String name) {
            return name.contains(":") ? graph.tensor(name) : withoutIndex(graph.operation(name));
        }
        throw new IllegalArgumentException(
                "Fetch argument %s cannot be interpreted as a Tensor. (It is a %s; give a Tensor, an Operation, a Variable or a name, or a List or Map of them)"
                        .formatted(
                                asked, asked == null ? "null" : asked.getClass().getSimpleName()));
    }

    private static Object withoutIndex(Operation op) {
        return op.outputs().isEmpty() ? op : op.output(0);
    }

    /** All that is asked for, in order. */
    List<Object> all() {
        return all;
    }

    /** The operations that shall run. */
    List<Operation> targets() {
        return List.copyOf(targets);
    }

    /** The tensors that are wanted, each once. */
    List<Tensor> tensors() {
        return List.copyOf(tensors);
    }

    /** A fetch with each tensor's content in its place, and null in that of an operation. */
    static Object filled(Object fetch, Function<Tensor, NDArray> content) {
        if (fetch instanceof List<?> list) {
            List<Object> inside = new ArrayList<>();
            list.forEach(one -> inside.add(filled(one, content)));
            return inside;
        } else if (fetch instanceof Map<?, ?> map) {
            Map<Object, Object> inside = new LinkedHashMap<>();
            map.forEach((key, one) -> inside.put(key, filled(one, content)));
            return inside;
        }
        return fetch instanceof Tensor tensor ? content.apply(tensor) : null;
    }
}
