package org.duograph.plan;

import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.duograph.backend.Arrival;
import org.duograph.backend.Backend;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The variables: named arrays that live from run to run, on whatever backend the last plan left
 * them, in whatever layout it liked.
 *
 * <p>Feeding and fetching convert; nobody outside needs to know the layout. Feeding a type that the
 * variable has already, and fetching into an array, allocate nothing.
 *
 * <p>A state is a scope: it may have a parent, whose variables it has as well. A variable that is
 * fed or assigned stays in the state in which it lives; a new one comes to live in the state that
 * was asked.
 *
 * <p>One thread at a time uses a state and its plans, until it is frozen: then its variables never
 * change and never move, and threads share them, each with a state of its own over the frozen one
 * for what it feeds and fetches. What would write a frozen variable writes one of that name into
 * the state over it.
 *
 * <pre>{@code
 * weights.freeze();
 * State mine = new State(weights); // in each thread, with plans of its own
 * }</pre>
 *
 * <p>Close a state after its plans, and after the states over it.
 */
public final class State implements AutoCloseable {
    private final State parent;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private volatile FrozenPlaces frozen;
    private long moves;

    /** No variables, and no parent. */
    public State() {
        this(null);
    }

    /**
     * A scope over {@code parent}: no variables of its own yet.
     *
     * @param parent whose variables this has as well; null for none
     */
    public State(State parent) {
        this.parent = parent;
    }

    /**
     * Lets threads share the variables, which from now on never change and never move. A plan that
     * wants one in another layout than it has gets a copy of it when it is prepared, which all
     * plans that want the same share.
     *
     * @throws IllegalStateException if there is a parent that is not frozen
     */
    public void freeze() {
        if (parent != null && !parent.isFrozen()) {
            throw new IllegalStateException(
                    "A state can't be frozen while its parent may change; freeze that first");
        }
        if (!isFrozen()) {
            frozen = new FrozenPlaces(places);
            places.clear();
            moves++; // plans from before do not share: they must look again
        }
    }

    /** Whether it is frozen. */
    public boolean isFrozen() {
        return frozen != null;
    }

    /**
     * The names of all variables that have content: the parent's, and in the order in which they
     * got it first, its own.
     */
    public Set<String> names() {
        Set<String> own =
                isFrozen() ? frozen.names() : Collections.unmodifiableSet(places.keySet());
        if (parent == null) {
            return own;
        }
        Set<String> all = new LinkedHashSet<>(parent.names());
        all.addAll(own);
        return Collections.unmodifiableSet(all);
    }

    /** Whether the variable has content. */
    public boolean has(String name) {
        return holder(name) != null;
    }

    /**
     * The type of a variable's content.
     *
     * @throws NoSuchElementException if it has none
     */
    public ArrayType type(String name) {
        State holder = existing(name);
        return holder.isFrozen() ? holder.frozen.type(name) : holder.places.get(name).type();
    }

    /**
     * Gives a variable its content; the array is copied.
     *
     * @throws IllegalStateException if this state is frozen
     */
    public void feed(String name, NDArray array) {
        State writer = writer(name);
        Place place = writer.places.get(name);
        if (place != null && place.type().equals(array.type())) {
            place.write(array);
        } else {
            writer.put(name, Place.onHost(array.copy()));
        }
    }

    /**
     * Gives a variable float32 numbers of the given shape; they are copied.
     *
     * @param numbers at its position, as many numbers as the shape has elements, row by row;
     *     neither position nor limit change
     * @throws IllegalArgumentException if they are fewer or more
     * @throws IllegalStateException if this state is frozen
     */
    public void feed(String name, Shape shape, FloatBuffer numbers) {
        if (numbers.remaining() != shape.size()) {
            throw new IllegalArgumentException(
                    "Variable \"%s\" was to be %s, which is %d numbers, but the buffer has %d"
                            .formatted(name, shape, shape.size(), numbers.remaining()));
        }
        State writer = writer(name);
        Place place = writer.places.get(name);
        boolean fits =
                place != null
                        && place.type().dtype() == DType.FLOAT32
                        && place.type().shape().equals(shape);
        if (!fits) {
            place = Place.onHost(NDArray.zeros(new ArrayType(DType.FLOAT32, shape)));
            writer.put(name, place);
        }
        place.write(numbers);
    }

    /**
     * A copy of a variable's content.
     *
     * @throws NoSuchElementException if it has none
     */
    public NDArray fetch(String name) {
        Place place = borrow(existing(name), name);
        try {
            return place.read();
        } finally {
            place.release();
        }
    }

    /**
     * A copy of a variable's content as it is now, which may still be on its way: who runs the next
     * step before waiting for it lets a device work on.
     *
     * @throws NoSuchElementException if it has none
     */
    public Arrival<NDArray> fetchLater(String name) {
        Place place = borrow(existing(name), name);
        try {
            return place.readLater();
        } finally {
            place.release();
        }
    }

    /**
     * Copies a variable's content into an array.
     *
     * @throws NoSuchElementException if it has none
     * @throws IllegalArgumentException if the array is of another type
     */
    public void fetch(String name, NDArray into) {
        Place place = borrow(existing(name), name);
        try {
            if (!place.type().equals(into.type())) {
                throw new IllegalArgumentException(
                        "Variable \"%s\" is %s and can't be copied into an array of %s"
                                .formatted(name, place.type(), into.type()));
            }
            place.read(into);
        } finally {
            place.release();
        }
    }

    /**
     * Forgets a variable; one that a frozen parent has stays.
     *
     * @throws IllegalStateException if this state is frozen
     */
    public void remove(String name) {
        State writer = writer(name);
        Place place = writer.places.remove(name);
        if (place != null) {
            writer.moves++;
            place.release();
        }
    }

    /** Bytes of the memory of its own variables, in all layouts in which they stand. */
    public long bytes() {
        return isFrozen() ? frozen.bytes() : places.values().stream().mapToLong(Place::bytes).sum();
    }

    private boolean holds(String name) {
        FrozenPlaces shared = frozen;
        return shared != null ? shared.has(name) : places.containsKey(name);
    }

    /** The state in which a variable lives, seen from here; null if there is none. */
    private State holder(String name) {
        State state = this;
        while (state != null && !state.holds(name)) {
            state = state.parent;
        }
        return state;
    }

    private State existing(String name) {
        State holder = holder(name);
        if (holder == null) {
            throw new NoSuchElementException(
                    "Variable \""
                            + name
                            + "\" has no content; feed it, or run the net that fills it");
        }
        return holder;
    }

    /** The state that is written to: where the variable lives, unless that is frozen. */
    private State writer(String name) {
        if (isFrozen()) {
            throw new IllegalStateException(
                    "Variable \"%s\" can't be written: its state is frozen. Write to a state over it, new State(frozen)"
                            .formatted(name));
        }
        State holder = holder(name);
        return holder == null || holder.isFrozen() ? this : holder;
    }

    /** A place of a variable of {@code holder}, retained. */
    private static Place borrow(State holder, String name) {
        FrozenPlaces shared = holder.frozen;
        return shared != null ? shared.any(name) : holder.places.get(name).retain();
    }

    /** The current place of a variable that may move, or null if it is frozen or has no content. */
    Place place(String name) {
        State holder = holder(name);
        return holder == null || holder.isFrozen() ? null : holder.places.get(name);
    }

    /** The frozen state in which a variable lives, seen from here; null if it may move. */
    State frozenHolder(String name) {
        State holder = holder(name);
        return holder != null && holder.isFrozen() ? holder : null;
    }

    /**
     * Whether a frozen variable of this state or a parent stands in that place: not to be written.
     */
    boolean isFrozen(String name, Place place) {
        for (State state = this; state != null; state = state.parent) {
            FrozenPlaces shared = state.frozen;
            if (shared != null && shared.has(name, place)) {
                return true;
            }
        }
        return false;
    }

    /** The layout in which a variable stands on a backend, or null if it does not stand there. */
    Layout layoutOn(String name, Backend backend) {
        State holder = holder(name);
        if (holder == null) {
            return null;
        }
        if (holder.isFrozen()) {
            return holder.frozen.layout(name, backend);
        }
        Place place = holder.places.get(name);
        return place.isOn(backend) ? place.layout() : null;
    }

    /** The place of a variable of this frozen state on a backend in a layout; retained. */
    Place frozenPlace(String name, Backend backend, Layout layout) {
        return frozen.in(name, backend, layout);
    }

    /** Copies a variable's content into a place of its type. */
    void copy(String name, Place into) {
        Place from = borrow(existing(name), name);
        try {
            into.copyFrom(from);
        } finally {
            from.release();
        }
    }

    /** Makes {@code place} the current place of a variable. */
    void publish(String name, Place place) {
        writer(name).put(name, place);
    }

    private void put(String name, Place place) {
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
        return parent == null ? moves : moves + parent.moves();
    }

    /** Forgets all of its own variables; whoever shares them must have been closed before. */
    @Override
    public void close() {
        moves++;
        if (isFrozen()) {
            frozen.close();
            frozen = null;
        }
        places.values().forEach(Place::release);
        places.clear();
    }
}
