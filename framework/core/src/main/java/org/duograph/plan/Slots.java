package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.plan.Packing.Life;

/**
 * Where each value of a plan stands in the memory of its lane: a pure function of {@link Steps} and
 * {@link Sharing}, which needs no memory itself and prints what it decided.
 *
 * <p>Each lane has one arena in its backend's memory. A slot is a piece of it, for as long as what
 * stands there is alive: a value from the step that writes it to the last that reads it, scratch
 * memory during one step. Slots of different times may lie over each other ({@link Packing}).
 */
final class Slots {
    private final List<Arena> arenas = new ArrayList<>();
    private final Map<Stand, Long> offsets = new LinkedHashMap<>();
    private final Sharing sharing;
    private long innerBytes;
    private long unsharedBytes;

    /**
     * The memory of one lane.
     *
     * @param backend whose lane it is
     * @param bytes its size
     * @param slots its pieces
     */
    record Arena(Backend backend, long bytes, List<Slot> slots) {}

    /**
     * A piece of an arena.
     *
     * @param tenants the values that stand there, in the order in which they are computed; none if
     *     it is scratch memory
     * @param life how large it is, and from which step to which it is in use
     * @param offset where it begins, in bytes from the beginning of the arena
     */
    record Slot(List<Stand> tenants, Life life, long offset) {
        boolean isScratch() {
            return tenants.isEmpty();
        }

        /** For example {@code 0 to 255 in steps 1 to 3: x, y}. */
        @Override
        public String toString() {
            String what =
                    isScratch()
                            ? "scratch"
                            : tenants.stream()
                                    .map(stand -> stand.value().toString())
                                    .collect(Collectors.joining(", "));
            String when =
                    life.from() == life.to()
                            ? "step " + life.from()
                            : "steps " + life.from() + " to " + life.to();
            return "%d to %d in %s: %s".formatted(offset, offset + life.bytes() - 1, when, what);
        }
    }

    private Slots(Sharing sharing) {
        this.sharing = sharing;
    }

    /** What lives in one arena: values by the owners of their slots, and scratch memory by step. */
    private record Lives(
            Map<Stand, Life> values, Map<Stand, List<Stand>> tenants, Map<Integer, Life> scratch) {
        Lives() {
            this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        }

        void add(Stand owner, Stand tenant, Life life) {
            values.merge(owner, life, Lives::both);
            tenants.computeIfAbsent(owner, o -> new ArrayList<>()).add(tenant);
        }

        private static Life both(Life a, Life b) {
            return new Life(
                    Math.max(a.bytes(), b.bytes()),
                    Math.min(a.from(), b.from()),
                    Math.max(a.to(), b.to()));
        }

        List<Life> all() {
            return Stream.concat(values.values().stream(), scratch.values().stream()).toList();
        }
    }

    /** The slots of all values that the steps compute; if that fails, it closes the steps. */
    static Slots of(Steps steps) {
        try {
            return of(steps, Sharing.of(steps));
        } catch (RuntimeException | Error e) {
            steps.close();
            throw e;
        }
    }

    /** The slots of all values that the steps compute. */
    static Slots of(Steps steps, Sharing sharing) {
        Slots slots = new Slots(sharing);
        Map<Backend, Lives> livesOn = new LinkedHashMap<>();
        for (int at = 0; at < steps.all().size(); at++) {
            Step step = steps.all().get(at);
            Lives lives = livesOn.computeIfAbsent(step.backend(), b -> new Lives());
            for (Stand stand : step.outputs()) {
                if (steps.inSlot(stand)) {
                    long bytes = stand.layout().bytes();
                    Life life = new Life(bytes, at, steps.lastRead(stand));
                    lives.add(sharing.owner(stand), stand, life);
                    slots.unsharedBytes += bytes;
                }
            }
            long scratch = step.blueprint().scratchBytes();
            if (scratch > 0) {
                lives.scratch.put(at, new Life(scratch, at, at));
                slots.unsharedBytes += scratch;
            }
        }
        livesOn.forEach(slots::pack);
        for (InnerSteps inner : steps.inner()) {
            slots.innerBytes += inner.slots().bytes();
            slots.unsharedBytes += inner.slots().unsharedBytes();
        }
        return slots;
    }

    private void pack(Backend backend, Lives lives) {
        Packing packing = Packing.of(lives.all(), backend.alignment());
        List<Slot> slots = new ArrayList<>();
        lives.values.forEach(
                (owner, life) -> {
                    long offset = packing.offsets().get(slots.size());
                    offsets.put(owner, offset);
                    slots.add(new Slot(lives.tenants.get(owner), life, offset));
                });
        for (Life life : lives.scratch.values()) {
            slots.add(new Slot(List.of(), life, packing.offsets().get(slots.size())));
        }
        arenas.add(new Arena(backend, packing.bytes(), slots));
    }

    /** One arena for each lane. */
    List<Arena> arenas() {
        return arenas;
    }

    /** Where a value that stands in a slot begins, in bytes from the beginning of its arena. */
    long offset(Stand stand) {
        return offsets.get(sharing.owner(stand)) + sharing.offset(stand);
    }

    /** The first of the values that are written over each other, itself if there are none. */
    Stand root(Stand stand) {
        return sharing.root(stand);
    }

    /** Bytes of all arenas, and of those that graphs inside nodes have. */
    long bytes() {
        return innerBytes + arenas.stream().mapToLong(Arena::bytes).sum();
    }

    /** Bytes that values and scratch memory would take if none shared memory; likewise. */
    long unsharedBytes() {
        return unsharedBytes;
    }

    /** The same for readers outside of this package. */
    PlanMemory memory() {
        List<PlanMemory.Arena> memory = new ArrayList<>();
        for (Arena arena : arenas) {
            List<PlanMemory.Piece> pieces = new ArrayList<>();
            for (Slot slot : arena.slots) {
                List<String> values =
                        slot.tenants.stream().map(stand -> stand.value().toString()).toList();
                Life life = slot.life;
                pieces.add(
                        new PlanMemory.Piece(
                                values, slot.offset, life.bytes(), life.from(), life.to()));
            }
            memory.add(
                    new PlanMemory.Arena(arena.backend.device().toString(), arena.bytes, pieces));
        }
        return new PlanMemory(memory);
    }

    /** One line for each arena and each slot in it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Arena arena : arenas) {
            String head = "%s: %,d bytes%n";
            text.append(String.format(Locale.ROOT, head, arena.backend.device(), arena.bytes));
            arena.slots.forEach(
                    slot -> text.append("  ").append(slot).append(System.lineSeparator()));
        }
        return text.toString();
    }
}
