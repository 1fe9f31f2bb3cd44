package org.duograph.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duograph.backend.BackendChoice;

/**
 * There is not enough memory for a plan. The message says what takes most of it and what to do;
 * whatever had been allocated for the plan is free again, and all else goes on as it was.
 */
public final class MemoryShortage extends OutOfMemoryError {
    private static final long serialVersionUID = 1;
    private static final int SHOWN = 5; // of the largest

    private MemoryShortage(String message, OutOfMemoryError cause) {
        super(message);
        initCause(cause);
    }

    /** Something that takes memory. */
    private record Consumer(String name, long bytes) {
        @Override
        public String toString() {
            return name + " " + megabytes(bytes);
        }
    }

    /**
     * Of a plan that can't get its memory.
     *
     * @param cause what a backend said; if that was such an error already, of a plan inside this
     *     one, it is given back
     */
    static MemoryShortage of(Steps steps, Slots slots, State state, OutOfMemoryError cause) {
        if (cause instanceof MemoryShortage inside) {
            return inside;
        }
        StringBuilder text = new StringBuilder();
        text.append("There is not enough memory for the plan of \"%s\": ".formatted(steps.name()));
        text.append(cause.getMessage()).append(". ");
        for (Slots.Arena arena : slots.arenas()) {
            if (arena.bytes() > 0) {
                text.append(fullest(arena, steps));
            }
        }
        text.append(variables(state));
        boolean isHeap = String.valueOf(cause.getMessage()).contains("heap");
        String more =
                isHeap
                        ? "give the Java heap more (java -Xmx8g)"
                        : "let the backend take more, where it was bounded (the option "
                                + BackendChoice.MEMORY
                                + "=)";
        text.append("Take a smaller batch, close plans and states that are done with, or ");
        return new MemoryShortage(text.append(more).append('.').toString(), cause);
    }

    /** What stands in an arena when most does. */
    private static String fullest(Slots.Arena arena, Steps steps) {
        int fullest = 0;
        long most = -1;
        for (int at = 0; at < steps.all().size(); at++) {
            long bytes = 0;
            for (Slots.Slot slot : arena.slots()) {
                bytes += isInUse(slot, at) ? slot.life().bytes() : 0;
            }
            if (bytes > most) {
                most = bytes;
                fullest = at;
            }
        }
        List<Consumer> consumers = new ArrayList<>();
        for (Slots.Slot slot : arena.slots()) {
            if (isInUse(slot, fullest)) {
                String name =
                        slot.tenants().stream()
                                .map(stand -> stand.value().toString())
                                .collect(Collectors.joining(" then "));
                consumers.add(
                        new Consumer(slot.isScratch() ? "scratch" : name, slot.life().bytes()));
            }
        }
        return "What it computes takes %s on %s, most of it at step %d, %s: %s. "
                .formatted(
                        megabytes(arena.bytes()),
                        arena.backend().device(),
                        fullest,
                        steps.all().get(fullest).label(),
                        largest(consumers));
    }

    private static boolean isInUse(Slots.Slot slot, int step) {
        return slot.life().from() <= step && step <= slot.life().to();
    }

    private static String variables(State state) {
        List<Consumer> consumers = new ArrayList<>();
        long sum = 0;
        for (String name : state.names()) {
            Place place = state.place(name);
            long bytes = place == null ? state.type(name).bytes() : place.bytes();
            consumers.add(new Consumer(name, bytes));
            sum += bytes;
        }
        return consumers.isEmpty()
                ? ""
                : "The variables take %s: %s. ".formatted(megabytes(sum), largest(consumers));
    }

    private static String largest(List<Consumer> consumers) {
        consumers.sort(Comparator.comparingLong(Consumer::bytes).reversed());
        List<String> shown = consumers.stream().limit(SHOWN).map(Consumer::toString).toList();
        int others = consumers.size() - shown.size();
        return String.join(", ", shown) + (others > 0 ? " and " + others + " more" : "");
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%,.1f MB", bytes / (double) (1 << 20));
    }
}
