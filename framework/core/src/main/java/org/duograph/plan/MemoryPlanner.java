package org.duograph.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Lets values that are never alive at the same time share memory.
 *
 * <p>Greedy by size: the largest value first, each into the tightest slot in which it overlaps
 * nobody in time, else into a new one. As larger values are placed before smaller ones, a slot
 * never has to grow.
 *
 * <p>Source: Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020
 * (their "greedy by size for shared objects").
 */
public final class MemoryPlanner {
    private MemoryPlanner() {}

    /**
     * When a value is alive.
     *
     * @param bytes its size
     * @param from the step that writes it
     * @param to the last step that reads it, at least {@code from}
     */
    public record Life(long bytes, int from, int to) {
        /** Whether both are alive in some step. */
        boolean overlaps(Life other) {
            return from <= other.to && other.from <= to;
        }
    }

    /**
     * Who shares memory with whom.
     *
     * @param slotOf for each life, the index of its slot
     * @param slotBytes the size of each slot
     * @param bytesBefore the memory that would be needed without sharing
     */
    public record Assignment(List<Integer> slotOf, List<Long> slotBytes, long bytesBefore) {
        /** The memory that is needed. */
        public long bytesAfter() {
            return slotBytes.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Assigns a slot to each life. */
    public static Assignment assign(List<Life> lives) {
        Integer[] slotOf = new Integer[lives.size()];
        List<Long> slotBytes = new ArrayList<>();
        List<List<Life>> residents = new ArrayList<>();
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong((Integer i) -> lives.get(i).bytes).reversed());
        for (int i : order) {
            Life life = lives.get(i);
            int slot = tightest(life, slotBytes, residents);
            if (slot < 0) {
                slot = slotBytes.size();
                slotBytes.add(life.bytes);
                residents.add(new ArrayList<>());
            }
            residents.get(slot).add(life);
            slotOf[i] = slot;
        }
        long before = lives.stream().mapToLong(Life::bytes).sum();
        return new Assignment(List.of(slotOf), List.copyOf(slotBytes), before);
    }

    private static int tightest(Life life, List<Long> slotBytes, List<List<Life>> residents) {
        int best = -1;
        for (int s = 0; s < slotBytes.size(); s++) {
            boolean free = residents.get(s).stream().noneMatch(life::overlaps);
            if (free && (best < 0 || slotBytes.get(s) < slotBytes.get(best))) {
                best = s;
            }
        }
        return best;
    }
}
