package org.duograph.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The backends on the class path. */
public final class Backends {
    private Backends() {}

    /** All providers, those of highest rank first, whether they can be used here or not. */
    public static List<BackendProvider> providers() {
        List<BackendProvider> all = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class).forEach(all::add);
        all.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
        return all;
    }

    /**
     * Opens the named backend, or the best available one for an empty name.
     *
     * @throws IllegalArgumentException if there is no such backend, or it can't be used here; the
     *     message lists what there is and why something is not available
     */
    public static Backend open(String name) {
        for (BackendProvider p : providers()) {
            boolean wanted = name.isEmpty() || name.equals(p.name());
            if (wanted && p.whyUnavailable().isEmpty()) {
                return p.open();
            }
        }
        throw new IllegalArgumentException(
                "No backend \"%s\" can be used here; there are: %s".formatted(name, describe()));
    }

    private static String describe() {
        return providers().stream()
                .map(
                        p ->
                                p.name()
                                        + p.whyUnavailable()
                                                .map(why -> " (unavailable: " + why + ")")
                                                .orElse(""))
                .collect(Collectors.joining(", "));
    }
}
