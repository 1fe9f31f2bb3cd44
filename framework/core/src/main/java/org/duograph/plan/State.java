package org.duograph.plan;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/**
 * The variables: named arrays that live from run to run, on whatever backend the last plan left
 * them, in whatever layout it liked.
 *
 * <p>Feeding and fetching convert; nobody outside needs to know the layout. Not thread-safe: one
 * thread uses a state and its plans. Close it after its plans.
 */
public final class State implements AutoCloseable {
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** The names of all variables that have content, in the order in which they got it first. */
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    /** Whether the variable has content. */
    public boolean has(String name) {
        return places.containsKey(name);
    }

    /**
     * The type of a variable's content.
     *
     * @throws NoSuchElementException if it has none
     */
    public ArrayType type(String name) {
        return existing(name).type();
    }

    /** Gives a variable its content; the array is copied. */
    public void feed(String name, NDArray array) {
        Place place = places.get(name);
        if (place != null && place.type().equals(array.type())) {
            place.write(array);
        } else {
            publish(name, Place.onHost(array.copy()));
        }
    }

    /**
     * A copy of a variable's content.
     *
     * @throws NoSuchElementException if it has none
     */
    public NDArray fetch(String name) {
        return existing(name).read();
    }

    /** Forgets a variable. */
    public void remove(String name) {
        Place place = places.remove(name);
        if (place != null) {
            place.release();
        }
    }

    /** Bytes of all variables' memory. */
    public long bytes() {
        return places.values().stream().mapToLong(Place::bytes).sum();
    }

    private Place existing(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new NoSuchElementException(
                    "Variable \""
                            + name
                            + "\" has no content; feed it, or run the net that fills it");
        }
        return place;
    }

    /** The current place of a variable, or null. */
    Place place(String name) {
        return places.get(name);
    }

    /** Makes {@code place} the current place of a variable. */
    void publish(String name, Place place) {
        Place before = places.put(name, place);
        if (before != place) {
            place.retain();
            if (before != null) {
                before.release();
            }
        }
    }

    @Override
    public void close() {
        places.values().forEach(Place::release);
        places.clear();
    }
}
