package org.duograph.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Lets values that are never alive at the same time share memory: gives each a slot, a piece of one
 * arena, such that slots lie over each other only where their values are not alive together.
 *
 * <p>Greedy by size: the largest value first, each into the tightest gap that values alive with it
 * leave between them, else behind them.
 *
 * <p>That asks, for each value, all that were placed before it. Where there are thousands (a net
 * unrolled in time), they are placed in the order in which they come to life instead ({@link
 * FreeMemory}), for a little more memory.
 *
 * <p>Gain, when it was made: a training step of the 6-layer net with 64 images took 32 MB, scratch
 * memory included; 47 MB where values shared whole slots and scratch memory stood apart. What a
 * plan takes today, its text says.
 *
 * <p>Source: Pisarchyk and Lee, "Efficient memory management for deep neural net inference", 2020
 * (their "greedy by size for offset calculation").
 *
 * @param offsets for each life, where its slot begins in the arena
 * @param bytes the size of the arena
 */
record Packing(List<Long> offsets, long bytes) {
    /**
     * When a value is alive.
     *
     * @param bytes its size
     * @param from the step that writes it
     * @param to the last step that reads it, at least {@code from}
     */
    record Life(long bytes, int from, int to) {
        /** Whether both are alive in some step. */
        boolean overlaps(Life other) {
            return from <= other.to && other.from <= to;
        }
    }

    /** A life whose slot is known. */
    private record Placed(Life life, long offset, long end) {}

    /** The most values that are placed by size. */
    private static final int MANY = 4096;

    /**
     * Gives each life its slot.
     *
     * @param alignment slots begin at multiples of so many bytes
     */
    static Packing of(List<Life> lives, int alignment) {
        return lives.size() > MANY ? byTime(lives, alignment) : bySize(lives, alignment);
    }

    /** Slots in the order in which values come to life. */
    static Packing byTime(List<Life> lives, int alignment) {
        Long[] offsets = new Long[lives.size()];
        FreeMemory memory = new FreeMemory();
        Comparator<Integer> byEnd = Comparator.comparingInt(i -> lives.get(i).to);
        PriorityQueue<Integer> alive = new PriorityQueue<>(byEnd);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingInt(i -> lives.get(i).from));
        for (int i : order) {
            Life life = lives.get(i);
            while (!alive.isEmpty() && lives.get(alive.peek()).to < life.from) {
                int gone = alive.poll();
                memory.free(offsets[gone], aligned(lives.get(gone).bytes, alignment));
            }
            offsets[i] = memory.take(aligned(life.bytes, alignment));
            alive.add(i);
        }
        return new Packing(List.of(offsets), memory.size());
    }

    private static Packing bySize(List<Life> lives, int alignment) {
        Long[] offsets = new Long[lives.size()];
        List<Placed> placed = new ArrayList<>(); // by offset
        long arenaBytes = 0;
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < lives.size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingLong((Integer i) -> lives.get(i).bytes).reversed());
        for (int i : order) {
            Life life = lives.get(i);
            long bytes = aligned(life.bytes, alignment);
            long offset = tightestGap(life, bytes, placed);
            Placed here = new Placed(life, offset, offset + bytes);
            offsets[i] = offset;
            arenaBytes = Math.max(arenaBytes, here.end);
            int at = 0;
            while (at < placed.size() && placed.get(at).offset <= here.offset) {
                at++;
            }
            placed.add(at, here);
        }
        return new Packing(List.of(offsets), arenaBytes);
    }

    private static long tightestGap(Life life, long bytes, List<Placed> placed) {
        long end = 0;
        long best = -1;
        long bestGap = Long.MAX_VALUE;
        for (Placed other : placed) {
            if (!life.overlaps(other.life)) {
                continue;
            }
            long gap = other.offset - end;
            if (gap >= bytes && gap < bestGap) {
                best = end;
                bestGap = gap;
            }
            end = Math.max(end, other.end);
        }
        return best < 0 ? end : best;
    }

    /** {@code bytes} rounded up to a multiple of {@code alignment}. */
    private static long aligned(long bytes, int alignment) {
        return (bytes + alignment - 1) / alignment * alignment;
    }
}
