package org.duograph.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.duograph.backend.Backend;
import org.duograph.backend.BackendChoice;
import org.duograph.backend.Backends;
import org.duograph.graph.Device;

/**
 * The devices that nodes wish for: which backends those are, opened when the first such node is
 * planned. Threads that plan at the same time share it.
 */
final class Wishes {
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    private final Supplier<List<Backend>> preferred;
    private final BackendChoice choice;
    private final boolean soft;
    private final Map<Device, Optional<Backend>> found = new LinkedHashMap<>();
    private final List<Backend> opened = new ArrayList<>();

    /**
     * No wishes yet.
     *
     * @param preferred backends that are open anyway, in order of preference
     * @param choice has the options with which devices of the same backend are opened
     * @param soft whether a device that can't be used is told in the log; else it is an error
     */
    Wishes(Supplier<List<Backend>> preferred, BackendChoice choice, boolean soft) {
        this.preferred = preferred;
        this.choice = choice;
        this.soft = soft;
    }

    /**
     * The backend of a device; null if it can't be used and need not be.
     *
     * @throws IllegalArgumentException if no backend has that name, or it can't be used and must be
     */
    Backend find(Device wish) {
        return find(wish, soft);
    }

    /**
     * Opens a device before a node wishes for it.
     *
     * @throws IllegalArgumentException if it can't be used; the message says why
     */
    void require(Device wish) {
        find(wish, false);
    }

    private synchronized Backend find(Device wish, boolean soft) {
        Backend best = preferred.get().get(0);
        // A processor or a graphics processor is one of the preferred backend's, if it has such.
        boolean isKind = wish.backend().equals(best.kind());
        Device device = isKind ? new Device(best.name(), wish.index()) : wish;
        Optional<Backend> known = found.get(device);
        if (known == null) {
            known = amongOpen(device).or(() -> open(device, soft));
            found.put(device, known);
        }
        return known.orElse(null);
    }

    private Optional<Backend> amongOpen(Device device) {
        return Stream.concat(preferred.get().stream(), opened.stream())
                .filter(backend -> backend.device().equals(device))
                .findFirst();
    }

    private Optional<Backend> open(Device wish, boolean soft) {
        String why;
        Optional<Device> device = Backends.find(wish);
        if (device.isPresent()) {
            Optional<Backend> open = amongOpen(device.get()); // by the backend's own name
            if (open.isPresent()) {
                return open;
            }
            try {
                opened.add(Backends.open(device.get(), choice));
                return Optional.of(opened.get(opened.size() - 1));
            } catch (IllegalStateException | OutOfMemoryError e) {
                why = e.getMessage();
            }
        } else {
            why = Backends.whyUnavailable(wish).orElseThrow();
        }
        if (!soft) {
            throw new IllegalArgumentException("it can't be used: " + why);
        }
        tell(instead(wish, preferred.get().get(0).device().toString(), why));
        return Optional.empty();
    }

    /** What is told where another backend does what one can't. */
    static String instead(Device device, String other, String why) {
        return "Device " + device + " can't be used, and " + other + " is used instead: " + why;
    }

    /** Warns in the log, once in a program. */
    static void tell(String text) {
        if (TOLD.add(text)) {
            System.getLogger(Placement.class.getName()).log(System.Logger.Level.WARNING, text);
        }
    }

    /** Closes what was opened. */
    synchronized void close() {
        opened.forEach(Backend::close);
        opened.clear();
        found.clear();
    }
}
