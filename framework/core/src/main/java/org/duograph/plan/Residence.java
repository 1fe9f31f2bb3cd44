package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duograph.backend.Buffer;
import org.duograph.tensor.ArrayType;

/**
 * The variables of a plan: the places in which it reads and writes them, how they come there before
 * a run, and how the state learns of them after it.
 *
 * <p>A variable that may move is moved to where the plan reads it, and stays until another plan, or
 * a user, moves it elsewhere. A frozen one is read in the place that all plans share that want it
 * in the same layout.
 */
final class Residence implements AutoCloseable {
    private final String plan;
    private final State state;
    private final List<Place> held = new ArrayList<>();
    private final List<Variable> reads = new ArrayList<>();
    private final List<Variable> writes = new ArrayList<>();
    private long settledAt = -1;

    /**
     * A variable, and where the plan wants it to be.
     *
     * @param holder the frozen state whose place it is; null if the variable may move there
     * @param assigned whether the plan assigns it
     */
    private record Variable(String name, Place place, State holder, boolean assigned) {}

    /**
     * No variables yet.
     *
     * @param plan the plan's name, for errors
     */
    Residence(String plan, State state) {
        this.plan = plan;
        this.state = state;
    }

    /**
     * Gives variables that are read and assigned their places, and moves them in where it can.
     *
     * @return the memory of what stands there
     */
    Map<Stand, Buffer> bind(Steps steps, boolean poison) {
        Map<Stand, Buffer> memory = new LinkedHashMap<>();
        Map<String, Place> own = new LinkedHashMap<>();
        for (Stand stand : steps.reads()) {
            String name = steps.variable(stand);
            boolean assigned = steps.assigned().containsKey(name);
            State holder = assigned ? null : frozenHolder(name, stand);
            Place place;
            if (holder == null) {
                place = ownPlace(name, stand, poison);
                own.put(name, place);
            } else { // where other plans read it too
                place = holder.frozenPlace(name, stand.backend(), stand.layout());
                held.add(place);
            }
            memory.put(stand, place.buffer());
            Variable variable = new Variable(name, place, holder, assigned);
            reads.add(variable);
            if (fits(variable)) { // now, so that the next takes the memory that this frees
                moveIn(variable);
            }
        }
        steps.assigned()
                .forEach(
                        (name, stand) -> {
                            Place place = own.get(name);
                            if (place == null || !place.is(stand.backend(), stand.layout())) {
                                place = ownPlace(name, stand, poison);
                            }
                            memory.put(stand, place.buffer());
                            writes.add(new Variable(name, place, null, true));
                        });
        return memory;
    }

    /** The frozen state that has a variable which is read, or null. */
    private State frozenHolder(String name, Stand stand) {
        State holder = state.frozenHolder(name);
        boolean fits = holder != null && holder.type(name).equals(stand.value().type());
        return fits ? holder : null;
    }

    /** Takes the current place of a variable where it fits, and makes one otherwise. */
    private Place ownPlace(String name, Stand stand, boolean poison) {
        Place current = state.place(name);
        boolean fits = current != null && current.is(stand.backend(), stand.layout());
        Place place = fits ? current : Place.on(stand.backend(), stand.layout());
        held.add(place.retain());
        if (poison && !fits) {
            place.buffer().poison();
        }
        return place;
    }

    /** Bytes of all places. */
    long bytes() {
        return held.stream().mapToLong(Place::bytes).sum();
    }

    /**
     * Takes the numbers of variables over where another plan, or a user, moved them elsewhere.
     *
     * @throws NoSuchElementException if a variable that is read has no content
     * @throws IllegalStateException if one is not what the plan was made for, or was frozen since
     */
    void moveIn() {
        if (!isSettled()) {
            for (int i = 0; i < writes.size(); i++) { // an iterator would be an object per run
                requireWritable(writes.get(i));
            }
            for (int i = 0; i < reads.size(); i++) {
                moveIn(reads.get(i));
            }
        }
    }

    /**
     * Whether all variables stand where the plan wants them, because none has moved since it ran:
     * then there is nothing to look up.
     */
    private boolean isSettled() {
        return settledAt == state.moves();
    }

    private void moveIn(Variable read) {
        if (!isInPlace(read)) {
            requireFits(read);
            state.copy(read.name, read.place);
            state.publish(read.name, read.place);
        }
    }

    /** Whether a variable stands where the plan reads it. */
    private boolean isInPlace(Variable read) {
        return read.holder != null
                ? state.frozenHolder(read.name) == read.holder
                : state.place(read.name) == read.place;
    }

    /**
     * Whether every variable that is read is there, and what the plan was made for, and none that
     * it assigns was frozen since.
     */
    boolean fits() {
        if (isSettled()) {
            return true;
        }
        for (int i = 0; i < writes.size(); i++) {
            if (isFrozen(writes.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < reads.size(); i++) {
            if (!fits(reads.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether a variable has the type that the plan was made for, and either stands in place or may
     * be taken there: not where it is frozen, unless the plan assigns it, nor where the plan reads
     * a frozen one that another hides now, nor to where one stands that was frozen since.
     */
    private boolean fits(Variable read) {
        return isInPlace(read)
                || (state.has(read.name)
                        && state.type(read.name).equals(read.place.type())
                        && read.holder == null
                        && !isFrozen(read)
                        && (read.assigned || state.frozenHolder(read.name) == null));
    }

    /** Whether the plan's place of a variable has become a frozen one's: not to be written. */
    private boolean isFrozen(Variable variable) {
        return state.isFrozen(variable.name, variable.place);
    }

    private void requireFits(Variable read) {
        if (fits(read)) {
            return;
        }
        if (!state.has(read.name)) {
            throw new NoSuchElementException(
                    "\"%s\" reads \"%s\", which has no content; feed it, or run the net that fills it"
                            .formatted(plan, read.name));
        }
        ArrayType now = state.type(read.name);
        if (!now.equals(read.place.type())) {
            throw new IllegalStateException(
                    "\"%s\" was planned for \"%s\" as %s, but it is now %s"
                            .formatted(plan, read.name, read.place.type(), now));
        }
        throw stale(read);
    }

    private void requireWritable(Variable write) {
        if (isFrozen(write)) {
            throw stale(write);
        }
    }

    private IllegalStateException stale(Variable variable) {
        return new IllegalStateException(
                "\"%s\" was planned when \"%s\" was %s; make a new plan of it"
                        .formatted(
                                plan,
                                variable.name,
                                variable.holder == null ? "not frozen" : "the frozen one"));
    }

    /** Tells the state where the variables that the plan assigns are now. */
    void publish() {
        if (!isSettled()) {
            for (int i = 0; i < writes.size(); i++) {
                state.publish(writes.get(i).name, writes.get(i).place);
            }
            settledAt = readsAreInPlace() ? state.moves() : -1;
        }
    }

    /** Not where the plan has moved a variable that it reads: say, given it another type. */
    private boolean readsAreInPlace() {
        for (int i = 0; i < reads.size(); i++) {
            if (!isInPlace(reads.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        held.forEach(Place::release);
    }
}
