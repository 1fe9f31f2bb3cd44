package org.duograph.workspace;

import java.nio.FloatBuffer;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.duograph.backend.Arrival;
import org.duograph.graph.Suggestion;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * What a workspace's blobs hold: tensors, which are the variables of its plans, and other objects.
 *
 * <p>Where a name stands for both, a plan wrote the tensor over the object, and the tensor counts.
 */
final class Blobs implements AutoCloseable {
    /** What a blob holds that was created and not filled. */
    private static final Object NOTHING = new Object();

    private final State state;
    private final Map<String, Object> objects = new LinkedHashMap<>();
    private final Function<String, Optional<String>> whyMissing;

    /**
     * No blobs yet, but tensors that the state has.
     *
     * @param state the tensors
     * @param whyMissing says why a blob that is not there is not there, if it is known
     */
    Blobs(State state, Function<String, Optional<String>> whyMissing) {
        this.state = state;
        this.whyMissing = whyMissing;
    }

    /** The tensors. */
    State state() {
        return state;
    }

    void feed(String name, NDArray tensor) {
        state.feed(name, tensor);
        close(objects.remove(name));
    }

    void feed(String name, Shape shape, FloatBuffer numbers) {
        state.feed(name, shape, numbers);
        close(objects.remove(name));
    }

    /** Gives a blob a tensor, or an object that is none. */
    void feedObject(String name, Object object) {
        if (object instanceof NDArray tensor) {
            feed(name, tensor);
            return;
        }
        if (object == null) {
            throw new IllegalArgumentException(
                    "Blob \"%s\" can't hold null; give it an object, or remove it".formatted(name));
        }
        state.remove(name);
        if (state.has(name)) {
            throw new IllegalStateException(
                    "Blob \"%s\" is a tensor of a frozen workspace and can't hold a %s here"
                            .formatted(name, object.getClass().getSimpleName()));
        }
        Object before = objects.put(name, object);
        if (before != object) {
            close(before);
        }
    }

    /** Creates an empty blob, unless there is one of that name. */
    void create(String name) {
        if (!has(name)) {
            objects.put(name, NOTHING);
        }
    }

    NDArray fetch(String name) {
        requireTensor(name);
        return state.fetch(name);
    }

    Arrival<NDArray> fetchLater(String name) {
        requireTensor(name);
        return state.fetchLater(name);
    }

    void fetch(String name, NDArray into) {
        requireTensor(name);
        state.fetch(name, into);
    }

    private void requireTensor(String name) {
        if (!state.has(name)) {
            require(name);
            throw new ClassCastException(
                    "Blob \"%s\" holds %s, not a tensor".formatted(name, describe(name)));
        }
    }

    /** The tensor (a copy) or the object in a blob. */
    Object fetchAny(String name) {
        require(name);
        return state.has(name) ? state.fetch(name) : objects.get(name);
    }

    <T> T fetch(String name, Class<T> type) {
        Object object = fetchAny(name);
        if (!type.isInstance(object) || object == NOTHING) {
            throw new ClassCastException(
                    "Blob \"%s\" holds %s, not a %s"
                            .formatted(name, describe(name), type.getSimpleName()));
        }
        return type.cast(object);
    }

    /** What a blob holds: a tensor's type, such as {@code float32 2x3}, or a class name. */
    String type(String name) {
        require(name);
        if (state.has(name)) {
            return state.type(name).toString();
        }
        Object object = objects.get(name);
        return object == NOTHING ? "nothing" : object.getClass().getSimpleName();
    }

    private String describe(String name) {
        String type = type(name);
        return type.equals("nothing") ? "nothing yet" : "a " + type;
    }

    private void require(String name) {
        if (!has(name)) {
            throw new NoSuchElementException(
                    "There is no blob \"%s\"%s"
                            .formatted(name, whyMissing.apply(name).orElseGet(() -> near(name))));
        }
    }

    private String near(String name) {
        return "%s (there are %s)"
                .formatted(
                        Suggestion.among(name, names()),
                        names().isEmpty() ? "none" : Suggestion.list(names()));
    }

    boolean has(String name) {
        return state.has(name) || objects.containsKey(name);
    }

    Set<String> names() {
        Set<String> names = new LinkedHashSet<>(state.names());
        names.addAll(objects.keySet());
        return Collections.unmodifiableSet(names);
    }

    void remove(String name) {
        state.remove(name);
        close(objects.remove(name));
    }

    /** Forgets a blob whose object, if it is one, others have: it stays open. */
    void leave(String name) {
        state.remove(name);
        objects.remove(name);
    }

    /** A view of the tensors: reading and writing it reads and writes the blobs. */
    Map<String, NDArray> tensors() {
        return new Tensors();
    }

    @Override
    public void close() {
        state.close();
        objects.values().forEach(Blobs::close);
        objects.clear();
    }

    private static void close(Object object) {
        if (object instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("A blob's object can't be closed: " + e, e);
            }
        }
    }

    private final class Tensors extends AbstractMap<String, NDArray> {
        @Override
        public NDArray get(Object name) {
            return containsKey(name) ? state.fetch((String) name) : null;
        }

        @Override
        public boolean containsKey(Object name) {
            return name instanceof String s && state.has(s);
        }

        @Override
        public NDArray put(String name, NDArray tensor) {
            NDArray before = get(name);
            feed(name, tensor);
            return before;
        }

        @Override
        public NDArray remove(Object name) {
            NDArray before = get(name);
            if (before != null) {
                Blobs.this.remove((String) name);
            }
            return before;
        }

        @Override
        public Set<Entry<String, NDArray>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return state.names().size();
                }

                @Override
                public Iterator<Entry<String, NDArray>> iterator() {
                    return entries(List.copyOf(state.names()).iterator());
                }
            };
        }

        /** Entries that fetch a tensor when they are reached, one at a time. */
        private Iterator<Entry<String, NDArray>> entries(Iterator<String> names) {
            return new Iterator<>() {
                private String last;

                @Override
                public boolean hasNext() {
                    return names.hasNext();
                }

                @Override
                public Entry<String, NDArray> next() {
                    last = names.next();
                    return Map.entry(last, state.fetch(last));
                }

                @Override
                public void remove() {
                    Blobs.this.remove(last);
                }
            };
        }
    }
}
