package org.duograph.backend;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.graph.Device;

/** Offers a backend. Found by {@link java.util.ServiceLoader}; see {@link Backends}. */
public interface BackendProvider {
    /** The backend's name, for example {@code onednn}. */
    String name();

    /** Which backend is taken when the user names none: the available one of highest rank. */
    int rank();

    /** What it computes on, {@link Device#CPU} or {@link Device#GPU}: as its backends say it. */
    default String kind() {
        return Device.CPU;
    }

    /** Whether plans for other backends fall back to it where those lack a kernel. */
    default boolean isFallback() {
        return false;
    }

    /**
     * Why the backend can't be used here, in words for a user, or empty if it can. Never throws,
     * and loads native code at most once.
     */
    Optional<String> whyUnavailable();

    /**
     * The devices that it can use here, in order of their numbers: a line of description for each.
     * None where it is unavailable. Only looks, and allocates nothing on any device.
     */
    default List<String> devices() {
        return whyUnavailable().isPresent() ? List.of() : List.of("the processor");
    }

    /**
     * Whether a device of that number can be opened. A backend on the processor may be opened any
     * number of times, side by side; each counts as a device then.
     */
    default boolean hasDevice(int index) {
        return kind().equals(Device.CPU) || index < devices().size();
    }

    /**
     * The operator types for which it has kernels of its own, for lists of what there is; whether
     * it can run a certain node, the open backend says.
     */
    default Set<String> operators() {
        return Set.of();
    }

    /** What each of its {@link BackendOptions} means, by the option's name. */
    default Map<String, String> options() {
        return Map.of();
    }

    /**
     * Opens the backend on one of its devices.
     *
     * @param device of this backend's name; {@link #hasDevice} of its number
     * @param options only such as {@link #options} lists
     * @throws IllegalStateException with {@link #whyUnavailable} if it can't be used here
     * @throws IllegalArgumentException if an option's value means nothing
     */
    Backend open(Device device, BackendOptions options);

    /** Opens the backend on its first device, without options. */
    default Backend open() {
        return open(Device.of(name()), BackendOptions.NONE);
    }
}
