package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.duograph.backend.Lane;

/**
 * Stretches in a row, among which are none of the host, by their lanes. None reads what one on
 * another lane writes: that would take a Copy, which is the host's. So lanes of the processor may
 * run side by side.
 *
 * @param stretches all, in the order of their steps
 * @param lanes those of each lane, in order
 * @param isWorthThreads whether there is enough on several lanes that threads are woken for it
 */
record Abreast(List<Stretch> stretches, Turn[] lanes, boolean isWorthThreads) {
    /** What one lane runs, one stretch after the other, and how that ended. */
    static final class Turn implements Runnable {
        private final List<Stretch> stretches = new ArrayList<>();
        private final Consumer<Stretch> work;
        private Throwable failure;
        private int failed;

        Turn(Consumer<Stretch> work) {
            this.work = work;
        }

        @Override
        public void run() {
            failure = null;
            for (int i = 0; i < stretches.size() && failure == null; i++) {
                try {
                    work.accept(stretches.get(i));
                } catch (Throwable e) { // told when all lanes have ended
                    failure = e;
                    failed = stretches.get(i).first();
                }
            }
        }

        private boolean hasSeveralSteps() {
            return stretches.stream().anyMatch(stretch -> stretch.kernels().size() > 1);
        }
    }

    /**
     * Divides stretches where the host has its turn, or a lane that only starts work.
     *
     * @param work runs one
     */
    static List<Abreast> groups(List<Stretch> all, Consumer<Stretch> work) {
        List<Abreast> groups = new ArrayList<>();
        List<Stretch> row = new ArrayList<>();
        for (Stretch stretch : all) {
            boolean alone = stretch.isOnHost() || stretch.lane().threads() == 0;
            if (alone && !row.isEmpty()) {
                groups.add(of(row, work));
                row.clear();
            }
            row.add(stretch);
            if (alone) {
                groups.add(of(row, work));
                row.clear();
            }
        }
        if (!row.isEmpty()) {
            groups.add(of(row, work));
        }
        return groups;
    }

    private static Abreast of(List<Stretch> row, Consumer<Stretch> work) {
        Map<Lane, Turn> turns = new LinkedHashMap<>();
        for (Stretch stretch : row) {
            turns.computeIfAbsent(stretch.lane(), lane -> new Turn(work)).stretches.add(stretch);
        }
        long busy = turns.values().stream().filter(Turn::hasSeveralSteps).count();
        return new Abreast(List.copyOf(row), turns.values().toArray(Turn[]::new), busy > 1);
    }

    /** How many threads of the processor the lane uses that uses most. */
    int threads() {
        return stretches.stream().mapToInt(stretch -> stretch.lane().threads()).max().orElse(1);
    }

    /** Lets a crew run all lanes; of failures it throws that of the earliest step. */
    void run(Crew crew) {
        crew.run(lanes);
        Turn first = null;
        for (Turn lane : lanes) {
            boolean earlier = lane.failure != null && (first == null || lane.failed < first.failed);
            first = earlier ? lane : first;
        }
        if (first != null && first.failure instanceof Error error) {
            throw error;
        } else if (first != null) {
            throw (RuntimeException) first.failure;
        }
    }

    /** For example {@code 0-21 | 22-43}: a lane's steps, then another's. */
    @Override
    public String toString() {
        List<String> texts = new ArrayList<>();
        for (Turn lane : lanes) {
            texts.add(
                    lane.stretches.stream().map(Stretch::range).collect(Collectors.joining(", ")));
        }
        return String.join(" | ", texts);
    }
}
