package org.duograph.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.duograph.tensor.NDArray;

/**
 * What a run fetched: an array for a tensor, null for an operation, and for a list or map of
 * fetches a list or map of the same structure.
 */
public final class Fetched {
    private final List<Object> results = new ArrayList<>();
    private final Map<Tensor, NDArray> contents = new LinkedHashMap<>();

    /** What was fetched: of each tensor its content, by its place in the list. */
    Fetched(Fetches fetches, List<Tensor> tensors, IntFunction<NDArray> content) {
        for (int i = 0; i < tensors.size(); i++) {
            contents.put(tensors.get(i), content.apply(i));
        }
        fetches.all().forEach(fetch -> results.add(Fetches.filled(fetch, contents::get)));
    }

    /**
     * The content of fetch {@code i}; null for an operation.
     *
     * @throws IllegalArgumentException if that was a list or map
     */
    public NDArray get(int i) {
        Object result = results.get(i);
        if (result != null && !(result instanceof NDArray)) {
            throw new IllegalArgumentException(
                    "Fetch " + i + " was a list or map; ask for it by structure(" + i + ")");
        }
        return (NDArray) result;
    }

    /**
     * The content of fetch {@code i} in its structure: an {@link NDArray} for a tensor, null for an
     * operation, a {@link List} or {@link Map} with the same keys of those for a list or map.
     */
    public Object structure(int i) {
        return results.get(i);
    }

    /**
     * The content of a tensor that was fetched, however deep it stood.
     *
     * @throws IllegalArgumentException if it wasn't
     */
    public NDArray get(Tensor tensor) {
        if (!contents.containsKey(tensor)) {
            throw new IllegalArgumentException(
                    tensor.name() + " was not fetched; fetched were " + contents.keySet());
        }
        return contents.get(tensor);
    }

    /** The one number of fetch {@code i}. */
    public float toFloat(int i) {
        return (float) get(i).item();
    }

    @Override
    public String toString() {
        return results.toString();
    }
}
