package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;

/**
 * The values that blobs stand for while a net is lowered.
 *
 * <p>A net may write a blob again and again; a value of a graph is written once. So what a name
 * stands for changes from operator to operator. A name that is read before it was written is a
 * variable of the graph; at the end, every name that was written and is to be kept is assigned.
 */
final class BlobValues {
    private final Graph graph;
    private final Function<String, Value> outside;
    private final Map<String, Value> current = new LinkedHashMap<>();
    private final Map<String, Value> written = new LinkedHashMap<>();
    private final Map<Value, List<Node>> readers = new HashMap<>();
    private int indexed;

    /**
     * No blob stands for anything yet.
     *
     * @param graph gets the assignments
     * @param outside what a blob stands for that no operator has written: a value of the graph, or
     *     null if it does not exist
     */
    BlobValues(Graph graph, Function<String, Value> outside) {
        this.graph = graph;
        this.outside = outside;
    }

    /**
     * Those of a graph of its own, in which what is read before it is written is a variable.
     *
     * @param typeOf the type of a blob that exists, or null if it does not exist
     */
    static BlobValues overVariables(Graph graph, Function<String, ArrayType> typeOf) {
        return new BlobValues(
                graph,
                blob -> {
                    ArrayType type = typeOf.apply(blob);
                    return type == null ? null : graph.variable(blob, type);
                });
    }

    /** What a blob stands for now; null if it does not exist, or is no tensor. */
    Value read(String blob) {
        if (!current.containsKey(blob)) {
            Value value = outside.apply(blob);
            if (value == null) {
                return null;
            }
            current.put(blob, value);
        }
        return current.get(blob);
    }

    /** Lets a blob stand for {@code value} from now on. */
    void write(String blob, Value value) {
        current.put(blob, value);
        written.put(blob, value);
    }

    /** Lets a blob stand for no value: a host operator fills it while the graph runs. */
    void forget(String blob) {
        current.put(blob, null);
        written.remove(blob);
    }

    /** Whether a host operator of this graph fills the blob. */
    boolean isForgotten(String blob) {
        return current.containsKey(blob) && current.get(blob) == null;
    }

    /** The blobs that were written, and what they stand for. */
    Map<String, Value> written() {
        return Collections.unmodifiableMap(written);
    }

    /** The blobs that were read or written so far. */
    Set<String> names() {
        return Collections.unmodifiableSet(current.keySet());
    }

    /** The nodes that read a value, in order. */
    List<Node> readersOf(Value value) {
        List<Node> nodes = graph.nodes();
        for (; indexed < nodes.size(); indexed++) {
            Node node = nodes.get(indexed);
            node.inputs()
                    .forEach(v -> readers.computeIfAbsent(v, k -> new ArrayList<>()).add(node));
        }
        return readers.getOrDefault(value, List.of());
    }

    /** Assigns every blob that was written and is to be kept. */
    void assign(Predicate<String> keep) {
        written.forEach(
                (blob, value) -> {
                    if (keep.test(blob)) {
                        graph.assign(blob, value);
                    }
                });
    }
}
