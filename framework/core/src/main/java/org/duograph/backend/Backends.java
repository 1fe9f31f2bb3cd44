package org.duograph.backend;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The backends on the class path. */
public final class Backends {
    /** The name of the reference backend. */
    public static final String REFERENCE = "java";

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

    /**
     * Opens what plans fall back to where a backend lacks a kernel, best first; the reference
     * backend is the last. What can't be used here is left out.
     *
     * @param open the names of backends that are open already, and are not opened again
     */
    public static List<Backend> fallbacks(Collection<String> open) {
        return fallbacks(providers(), open);
    }

    static List<Backend> fallbacks(List<BackendProvider> providers, Collection<String> open) {
        return providers.stream()
                .filter(BackendProvider::isFallback)
                .filter(p -> !open.contains(p.name()) && p.whyUnavailable().isEmpty())
                .map(BackendProvider::open)
                .toList();
    }

    /**
     * What to tell somebody who did not choose a fallback, but gets it for want of a fast backend;
     * empty if there is a fast one.
     */
    public static Optional<String> whySlow() {
        return whySlow(providers());
    }

    static Optional<String> whySlow(List<BackendProvider> providers) {
        List<BackendProvider> fast = providers.stream().filter(p -> !p.isFallback()).toList();
        if (fast.stream().anyMatch(p -> p.whyUnavailable().isEmpty())) {
            return Optional.empty();
        }
        String reason =
                fast.isEmpty()
                        ? "no fast backend is on the class path. Add the dependency"
                                + " org.duograph:duograph-backend-onednn"
                        : fast.stream()
                                .map(p -> p.name() + " can't be used: " + p.whyUnavailable().get())
                                .collect(Collectors.joining("; "));
        return Optional.of(
                "Duograph runs on plain Java and on its reference kernels, which are written to be"
                        + " read and are many times slower, because "
                        + reason
                        + ". (Who asks for a backend by its name is not told this.)");
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
