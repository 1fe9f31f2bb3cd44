package org.duograph.backend;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.duograph.graph.Device;
import org.duograph.graph.Suggestion;

/** The backends on the class path. */
public final class Backends {
    /** The name of the reference backend. */
    public static final String REFERENCE = "java";

    /** The dependencies that bring Duograph's own backends, by their names and kinds. */
    private static final Map<String, String> DEPENDENCIES =
            Map.of(
                    "onednn",
                    "duograph-backend-onednn",
                    "host",
                    "duograph-backend-host",
                    "vector",
                    "duograph-backend-vector",
                    "cuda",
                    "duograph-backend-cuda",
                    Device.GPU,
                    "duograph-backend-cuda");

    /** What asks for a graphics processor, whether its backend is on the class path or not. */
    private static final List<String> GPUS = List.of("cuda", Device.GPU);

    private Backends() {}

    /** All providers, those of highest rank first, whether they can be used here or not. */
    public static List<BackendProvider> providers() {
        return byRank(unsorted());
    }

    private static List<BackendProvider> unsorted() {
        List<BackendProvider> all = new ArrayList<>();
        ServiceLoader.load(BackendProvider.class).forEach(all::add);
        return all;
    }

    private static List<BackendProvider> byRank(List<BackendProvider> some) {
        some.sort(Comparator.comparingInt(BackendProvider::rank).reversed());
        return some;
    }

    /**
     * All providers, best first; or the one that the device names, if it can be used. Then no other
     * is asked for its rank, nor is that one: a backend may need a while to find out how good it
     * is, and goes on with that beside the work of who has named it.
     */
    private static List<BackendProvider> providers(Device device) {
        List<BackendProvider> all = unsorted();
        for (BackendProvider p : all) {
            if (device.backend().equals(p.name()) && find(List.of(p), device).isPresent()) {
                return List.of(p);
            }
        }
        return byRank(all);
    }

    /**
     * Opens a backend: {@code onednn}, {@code cuda:1}, {@code gpu}, {@code cuda,memory=4GiB} (see
     * {@link BackendChoice}), or the best available one for an empty text.
     *
     * @throws IllegalArgumentException if there is no such backend or device, or it can't be used
     *     here, or lacks an option; the message lists what there is and why something is not
     *     available
     */
    public static Backend open(String choice) {
        return open(BackendChoice.parse(choice));
    }

    /** Opens the backend that is chosen, as {@link #open(String)} does. */
    public static Backend open(BackendChoice choice) {
        return open(choice.device(), choice);
    }

    /** Opens the backend of a device, with the options that a choice has for it. */
    public static Backend open(Device device, BackendChoice choice) {
        return open(providers(device), device, choice);
    }

    static Backend open(List<BackendProvider> providers, Device device, BackendChoice choice) {
        BackendProvider p = find(providers, device).orElseThrow(() -> nothing(providers, device));
        return p.open(new Device(p.name(), device.index()), choice.optionsFor(p));
    }

    /**
     * Opens the best backend that opens: one that fails, as a device may that others use up, is
     * told and passed over.
     *
     * @param choice whose options it gets, as far as they are meant for it
     * @param told takes the name of a backend that fails, and why
     */
    public static Backend openBest(BackendChoice choice, BiConsumer<String, String> told) {
        return openBest(providers(), choice, told);
    }

    static Backend openBest(
            List<BackendProvider> providers,
            BackendChoice choice,
            BiConsumer<String, String> told) {
        for (BackendProvider p : providers) {
            if (p.whyUnavailable().isEmpty()) {
                BackendOptions options = choice.optionsFor(p);
                try {
                    return p.open(Device.of(p.name()), options);
                } catch (IllegalStateException | OutOfMemoryError e) {
                    told.accept(p.name(), e.getMessage());
                }
            }
        }
        throw nothing(providers, Device.ANY);
    }

    /**
     * Opens all fast backends of the processor that can be used here, the best first; where there
     * is none, the best backend.
     *
     * @param choice {@link BackendChoice#FASTEST}
     * @throws IllegalArgumentException if it has options or a number: of which backend?
     */
    public static List<Backend> openFast(BackendChoice choice) {
        if (!choice.options().isEmpty() || choice.device().index() > 0) {
            throw new IllegalArgumentException(
                    ("\"%s\" stands for several backends, and takes no options and no number; name"
                                    + " the backend that is meant: %s")
                            .formatted(choice, describe(providers())));
        }
        return openFast(providers());
    }

    static List<Backend> openFast(List<BackendProvider> providers) {
        List<Backend> fast =
                providers.stream()
                        .filter(p -> p.kind().equals(Device.CPU) && !p.isFallback())
                        .filter(p -> p.whyUnavailable().isEmpty())
                        .map(BackendProvider::open)
                        .toList();
        return fast.isEmpty()
                ? List.of(openBest(providers, BackendChoice.BEST, (name, why) -> {}))
                : fast;
    }

    private static IllegalArgumentException nothing(List<BackendProvider> providers, Device asked) {
        List<String> names = providers.stream().map(BackendProvider::name).toList();
        return new IllegalArgumentException(
                "No backend \"%s\" can be used here; there are: %s%s"
                        .formatted(
                                asked.isAny() ? "" : asked.toString(),
                                describe(providers),
                                dependency(providers, asked)
                                        .map(text -> ". " + text)
                                        .orElse(Suggestion.among(asked.backend(), names))));
    }

    /**
     * The device that is meant: the same one by its backend's name, where it is asked for by what
     * it computes on; empty if it can't be used here.
     */
    public static Optional<Device> find(Device device) {
        return find(providers(device), device).map(p -> new Device(p.name(), device.index()));
    }

    private static Optional<BackendProvider> find(List<BackendProvider> providers, Device device) {
        for (BackendProvider p : providers) {
            if (isMeant(p, device) && p.whyUnavailable().isEmpty() && p.hasDevice(device.index())) {
                return Optional.of(p);
            }
        }
        return Optional.empty();
    }

    /**
     * Why a device can't be used here, or empty if it can.
     *
     * @throws IllegalArgumentException if nobody knows a backend of its name
     */
    public static Optional<String> whyUnavailable(Device device) {
        return whyUnavailable(providers(device), device);
    }

    static Optional<String> whyUnavailable(List<BackendProvider> providers, Device device) {
        if (find(providers, device).isPresent()) {
            return Optional.empty();
        }
        List<String> reasons = new ArrayList<>();
        for (BackendProvider p : providers) {
            if (isMeant(p, device)) {
                reasons.add(p.whyUnavailable().orElseGet(() -> "there are " + devices(p)));
            }
        }
        if (reasons.isEmpty()) {
            String missing =
                    dependency(providers, device).orElseThrow(() -> nothing(providers, device));
            reasons.add("its backend is not on the class path. " + missing);
        }
        return Optional.of(String.join("; ", reasons));
    }

    /**
     * Whether a graphics processor is asked for, by its kind or by the name of a backend for such.
     */
    public static boolean isGpu(Device device) {
        return GPUS.contains(device.backend())
                || unsorted().stream()
                        .anyMatch(
                                p ->
                                        p.kind().equals(Device.GPU)
                                                && p.name().equals(device.backend()));
    }

    /** Whether a provider offers such devices: by its name, or by what it computes on. */
    private static boolean isMeant(BackendProvider provider, Device device) {
        return device.isAny()
                || device.backend().equals(provider.name())
                || device.backend().equals(provider.kind());
    }

    /** What to add where one of Duograph's own backends is asked for and is not there. */
    private static Optional<String> dependency(List<BackendProvider> providers, Device device) {
        return providers.stream().anyMatch(p -> !device.isAny() && isMeant(p, device))
                ? Optional.empty()
                : Optional.ofNullable(DEPENDENCIES.get(device.backend()))
                        .map(artifact -> "Add the dependency org.duograph:" + artifact);
    }

    /**
     * Opens what plans fall back to where a backend lacks a kernel, best first; the reference
     * backend is the last. What can't be used here is left out.
     *
     * @param open the names of backends that are open already, and are not opened again
     */
    public static List<Backend> fallbacks(Collection<String> open) {
        List<BackendProvider> all = unsorted();
        all.removeIf(p -> !p.isFallback());
        return fallbacks(byRank(all), open);
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
        boolean isFast =
                providers.stream()
                        .filter(p -> p.whyUnavailable().isEmpty())
                        .findFirst()
                        .map(best -> !best.isFallback())
                        .orElse(false);
        if (isFast) {
            return Optional.empty();
        }
        List<String> unavailable = new ArrayList<>();
        for (BackendProvider p : providers) {
            if (!p.isFallback()) {
                p.whyUnavailable()
                        .ifPresent(why -> unavailable.add(p.name() + " can't be used: " + why));
            }
        }
        String reason =
                unavailable.isEmpty()
                        ? "no fast backend is on the class path. Add the dependency"
                                + " org.duograph:duograph-backend-onednn"
                        : String.join("; ", unavailable);
        return Optional.of(
                "Duograph runs on plain Java and on its reference kernels, which are written to be"
                        + " read and are many times slower, because "
                        + reason
                        + ". (Who asks for a backend by its name is not told this.)");
    }

    private static String describe(List<BackendProvider> providers) {
        return providers.stream()
                .map(
                        p ->
                                p.whyUnavailable()
                                        .map(why -> p.name() + " (unavailable: " + why + ")")
                                        .orElseGet(() -> devices(p)))
                .collect(Collectors.joining(", "));
    }

    /** The names of a backend's devices: {@code cuda:0, cuda:1}; its own where it has only one. */
    private static String devices(BackendProvider provider) {
        int count = provider.devices().size();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(provider.name() + ":" + i);
        }
        return count == 1 ? provider.name() : String.join(", ", names);
    }
}
