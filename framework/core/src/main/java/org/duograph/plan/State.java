package org.duograph.plan;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The variables: named arrays that live from run to run, on whatever backend the last plan left
 * them, in whatever layout it liked.
 *
 * <p>Feeding and fetching convert; nobody outside needs to know the layout. Feeding a type that the
 * variable has already, and fetching into an array, allocate nothing. Not thread-safe: one thread
 * uses a state and its plans. Close it after its plans.
 */
public final class State implements AutoCloseable {
    private final Map<String, Place> places = new LinkedHashMap<>();
    private long moves;

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
     * Gives a variable float32 numbers of the given shape; they are copied.
     *
     * @param numbers at its position, as many numbers as the shape has elements, row by row;
     *     neither position nor limit change
     * @throws IllegalArgumentException if they are fewer or more
     */
    public void feed(String name, Shape shape, FloatBuffer numbers) {
        if (numbers.remaining() != shape.size()) {
            throw new IllegalArgumentException(
                    "Variable \"%s\" was to be %s, which is %d numbers, but the buffer has %d"
                            .formatted(name, shape, shape.size(), numbers.remaining()));
        }
        Place place = places.get(name);
        boolean fits =
                place != null
                        && place.type().dtype() == DType.FLOAT32
                        && place.type().shape().equals(shape);
        if (!fits) {
            place = Place.onHost(NDArray.zeros(new ArrayType(DType.FLOAT32, shape)));
            publish(name, place);
        }
        place.write(numbers);
    }

    /**
     * A copy of a variable's content.
     *
     * @throws NoSuchElementException if it has none
     */
    public NDArray fetch(String name) {
        return existing(name).read();
    }

    /**
     * Copies a variable's content into an array.
     *
     * @throws NoSuchElementException if it has none
     * @throws IllegalArgumentException if the array is of another type
     */
    public void fetch(String name, NDArray into) {
        Place place = existing(name);
        if (!place.type().equals(into.type())) {
            throw new IllegalArgumentException(
                    "Variable \"%s\" is %s and can't be copied into an array of %s"
                            .formatted(name, place.type(), into.type()));
        }
        place.read(into);
    }

    /** Forgets a variable. */
    public void remove(String name) {
        Place place = places.remove(name);
        if (place != null) {
            moves++;
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
            moves++;
            place.retain();
            if (before != null) {
                before.release();
            }
        }
    }

    /**
     * How often a variable has got another place, or lost its own: while this number stays, all
     * variables stay where they are, whatever is written there.
     */
    long moves() {
        return moves;
    }

    @Override
    public void close() {
        moves++;
        places.values().forEach(Place::release);
        places.clear();
    }
}
