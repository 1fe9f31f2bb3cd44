package org.duograph.plan;

import java.util.ArrayList;
import java.util.List;
import org.duograph.backend.Backend;
import org.duograph.backend.Buffer;
import org.duograph.backend.Lane;

/**
 * The lanes of a plan, one for each backend that it uses; with each lane the number of the run, in
 * that backend's memory, where kernels that draw random numbers read it.
 */
final class Lanes implements AutoCloseable {
    private final List<Entry> entries = new ArrayList<>();

    private static final class Entry {
        private final Backend backend;
        private final Lane lane;
        private final Numbers numbers;
        private final Buffer step;
        private volatile boolean isRead; // kernels are bound by several threads

        Entry(Backend backend, Lane lane, Numbers numbers) {
            this.backend = backend;
            this.lane = lane;
            this.numbers = numbers;
            this.step = numbers.allocate();
        }
    }

    /** The entry of a backend; opened where there is none yet. */
    private Entry of(Backend backend) {
        for (Entry entry : entries) {
            if (entry.backend == backend) {
                return entry;
            }
        }
        Lane lane = backend.lane();
        try {
            Numbers numbers = new Numbers(backend);
            Entry made = new Entry(backend, lane, numbers);
            entries.add(made);
            return made;
        } catch (RuntimeException | Error e) {
            lane.close();
            throw e;
        }
    }

    /** Opens the lane of a backend, unless it is open. */
    void open(Backend backend) {
        of(backend);
    }

    /** The lane of a backend. */
    Lane lane(Backend backend) {
        return of(backend).lane;
    }

    /** Where a backend's kernels read the number of the run. */
    Buffer step(Backend backend) {
        Entry entry = of(backend);
        entry.isRead = true;
        return entry.step;
    }

    /** Writes the number of the run that comes, where kernels read it. */
    void setStep(long step) {
        for (int i = 0; i < entries.size(); i++) { // an iterator would be an object per run
            Entry entry = entries.get(i);
            if (entry.isRead) {
                entry.numbers.write(step, entry.step);
            }
        }
    }

    /** Waits until all that was started has been done. */
    void finish() {
        for (int i = 0; i < entries.size(); i++) {
            entries.get(i).lane.finish();
        }
    }

    @Override
    public void close() {
        for (Entry entry : entries) {
            entry.lane.close();
            entry.step.close();
        }
        entries.clear();
    }
}
