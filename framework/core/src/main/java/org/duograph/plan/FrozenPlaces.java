package org.duograph.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.backend.Backend;
import org.duograph.backend.Layout;
import org.duograph.tensor.ArrayType;

/**
 * Where the variables of a frozen state stand: each in one place for every layout in which plans
 * read it, so that none of them has to move it.
 *
 * <p>Their numbers never change. Threads may share it; a place that it gives out has been retained
 * for whoever asked. A place that no plan uses any more goes when the variable gets another one.
 */
final class FrozenPlaces implements AutoCloseable {
    /** For each variable its places, which hold the same numbers; there is always one. */
    private final Map<String, List<Place>> places = new LinkedHashMap<>();

    /** Takes over places, and what holds them. */
    FrozenPlaces(Map<String, Place> current) {
        current.forEach((name, place) -> places.put(name, new ArrayList<>(List.of(place))));
    }

    Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    boolean has(String name) {
        return places.containsKey(name); // variables neither come nor go: no need to lock
    }

    /** Whether it is one of the places in which a variable stands. */
    synchronized boolean has(String name, Place place) {
        return has(name) && places.get(name).contains(place);
    }

    synchronized ArrayType type(String name) {
        return places.get(name).get(0).type();
    }

    /** The layout in which a variable stands on a backend, or null if it does not stand there. */
    synchronized Layout layout(String name, Backend backend) {
        for (Place place : places.get(name)) {
            if (place.isOn(backend)) {
                return place.layout();
            }
        }
        return null;
    }

    /** A place of a variable, wherever that is. */
    synchronized Place any(String name) {
        return places.get(name).get(0).retain();
    }

    /** The place of a variable on a backend in a layout; made now if there is none. */
    synchronized Place in(String name, Backend backend, Layout layout) {
        List<Place> all = places.get(name);
        for (Place place : all) {
            if (place.is(backend, layout)) {
                return place.retain();
            }
        }
        Place made = Place.on(backend, layout).retain();
        try {
            made.copyFrom(all.get(0));
        } catch (RuntimeException | Error e) {
            made.release();
            throw e;
        }
        all.removeIf(Place::releaseIfLast);
        all.add(made);
        return made.retain();
    }

    synchronized long bytes() {
        return places.values().stream().flatMap(List::stream).mapToLong(Place::bytes).sum();
    }

    @Override
    public synchronized void close() {
        places.values().forEach(all -> all.forEach(Place::release));
        places.clear();
    }
}
