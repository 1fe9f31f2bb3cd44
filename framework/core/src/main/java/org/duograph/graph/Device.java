package org.duograph.graph;

/**
 * Which device: one of those that a backend knows how to use.
 *
 * @param backend the backend's name, such as {@code cuda}; or {@link #CPU} or {@link #GPU} for the
 *     best backend on such; empty for any device at all
 * @param index its number among the backend's devices in this machine, from 0
 */
public record Device(String backend, int index) {
    /** Any device. */
    public static final Device ANY = new Device("", 0);

    /** In place of a backend's name: the best one that computes on the processor. */
    public static final String CPU = "cpu";

    /** In place of a backend's name: the best one that computes on a graphics processor. */
    public static final String GPU = "gpu";

    private static final int DIGITS = 4; // of a number; no machine has ten thousand devices

    /**
     * Checks the number.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Device {
        if (index < 0) {
            throw new IllegalArgumentException(
                    "Device %d of backend \"%s\" was asked for; the first has number 0"
                            .formatted(index, backend));
        }
    }

    /** The first device of a backend. */
    public static Device of(String backend) {
        return new Device(backend, 0);
    }

    /**
     * Reads a device as {@link #toString} writes it: {@code cuda}, {@code cuda:1}.
     *
     * @throws IllegalArgumentException if there is no name, or behind the colon no number
     */
    public static Device parse(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String number = colon < 0 ? "0" : text.substring(colon + 1);
        boolean isNumber =
                !number.isEmpty()
                        && number.length() <= DIGITS
                        && number.chars().allMatch(c -> c >= '0' && c <= '9');
        if (name.isEmpty() || !isNumber) {
            throw new IllegalArgumentException(
                    "A device is written NAME or NAME:NUMBER, such as cuda:1, found \"%s\""
                            .formatted(text));
        }
        return new Device(name, Integer.parseInt(number));
    }

    /** Whether it stands for any device. */
    public boolean isAny() {
        return backend.isEmpty();
    }

    @Override
    public boolean equals(Object o) { // those that come with records take a program time to start
        return o instanceof Device other && index == other.index && backend.equals(other.backend);
    }

    @Override
    public int hashCode() {
        return 31 * backend.hashCode() + index;
    }

    /** Such as {@code cuda:1}; without the number where it is the first. */
    @Override
    public String toString() {
        return isAny() ? "any" : index == 0 ? backend : backend + ":" + index;
    }
}
