package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Layout;
import org.duograph.tensor.NDArray;

/**
 * The constants of plans that belong together: equal numbers that several of them read, on one
 * backend in one layout, are in memory once. Threads may share them, each with plans of its own;
 * they are freed when the last of these has closed them.
 */
final class Constants implements AutoCloseable {
    private final List<Entry> entries = new ArrayList<>();
    private int users = 1;

    /** A constant; of its numbers the hash, for they need not be on the host any more. */
    private record Entry(int hash, Place place) {}

    /** The same constants, for one more who closes them. */
    synchronized Constants share() {
        users++;
        return this;
    }

    /** The place of a constant, retained for whoever asked; made now if there is none. */
    synchronized Place place(NDArray numbers, Backend backend, Layout layout) {
        int hash = numbers.hashCode();
        for (Entry entry : entries) {
            boolean alike = entry.hash == hash && entry.place.is(backend, layout);
            if (alike && entry.place.read().equals(numbers)) {
                return entry.place.retain();
            }
        }
        Place made = Place.on(backend, layout).retain();
        try {
            made.write(numbers);
            entries.add(new Entry(hash, made));
            return made.retain();
        } catch (RuntimeException | Error e) {
            made.release();
            throw e;
        }
    }

    /** Frees the constants that no plan reads any more. */
    synchronized void sweep() {
        entries.removeIf(entry -> entry.place.releaseIfLast());
    }

    /** Bytes of memory. */
    synchronized long bytes() {
        return entries.stream().mapToLong(entry -> entry.place.bytes()).sum();
    }

    @Override
    public synchronized void close() {
        if (--users == 0) {
            entries.forEach(entry -> entry.place.release());
            entries.clear();
        }
    }
}
