package org.duograph.backend;

import org.duograph.graph.Device;

/**
 * Which device of which backend somebody chooses, and how it shall work: {@code cuda}, {@code
 * cuda:1}, {@code cuda:1,memory=4GiB,precision=tf32}. Instead of a backend's name may stand what it
 * computes on, {@code cpu} or {@code gpu}: then the best such backend is meant; or {@link
 * #FASTEST}.
 *
 * @param device the device; {@link Device#ANY} for the best there is
 * @param options of its backend, for all devices of it; where the best is chosen, of a graphics
 *     processor's, if it is one
 */
public record BackendChoice(Device device, BackendOptions options) {
    /** The option by which backends bound how much memory they take. */
    public static final String MEMORY = "memory";

    /**
     * In place of a backend's name: of the processor's fast backends the one that runs a plan
     * fastest, found out for each plan by timing.
     */
    public static final String FASTEST = "fastest";

    /** The best backend that is available. */
    public static final BackendChoice BEST = new BackendChoice(Device.ANY, BackendOptions.NONE);

    /**
     * Reads a choice; an empty text is the {@link #byDefault} one.
     *
     * @throws IllegalArgumentException if the number of the device or an option is none
     */
    public static BackendChoice parse(String text) {
        if (text.isBlank()) {
            return byDefault();
        }
        int comma = text.indexOf(',');
        String device = comma < 0 ? text : text.substring(0, comma);
        String options = comma < 0 ? "" : text.substring(comma + 1);
        return new BackendChoice(
                device.isBlank() ? Device.ANY : Device.parse(device.strip()),
                BackendOptions.parse(options));
    }

    /** The same choice, where a graphics processor's memory is bounded unless it is already. */
    public BackendChoice withGpuMemory(String amount) {
        boolean bounds = isBest() || Backends.isGpu(device);
        boolean isBounded = !options.text(MEMORY, "").isEmpty();
        return bounds && !isBounded
                ? new BackendChoice(device, options.with(MEMORY, amount))
                : this;
    }

    /**
     * The options for a backend's devices; none if another backend is chosen.
     *
     * @throws IllegalArgumentException if the backend lacks one; the message lists those it has
     */
    BackendOptions optionsFor(BackendProvider provider) {
        String chosen = isBest() ? Device.GPU : device.backend();
        boolean isMeant = chosen.equals(provider.name()) || chosen.equals(provider.kind());
        return isMeant
                ? options.requireKnown(provider.name(), provider.options())
                : BackendOptions.NONE;
    }

    /**
     * What a program runs on that chooses nothing: what its user chose by {@code
     * -Dduograph.backend=cuda:1}, else the best.
     */
    public static BackendChoice byDefault() {
        String said = System.getProperty("duograph.backend", "");
        return said.isBlank() ? BEST : parse(said);
    }

    /** Whether it leaves the backend open, so that the best is taken. */
    public boolean isBest() {
        return device.isAny();
    }

    /** Whether the fastest backend is to be found out for each plan. */
    public boolean isFastest() {
        return device.backend().equals(FASTEST);
    }

    /** As it is read. */
    @Override
    public String toString() {
        String where = isBest() ? "" : device.toString();
        return options.isEmpty() ? where : where + "," + options;
    }
}
