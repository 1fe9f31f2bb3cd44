package org.duograph.graph;

/**
 * Which device: one of those that a backend knows how to use.
 *
 * @param backend the backend's name, such as {@code cuda}; empty for any device at all
 * @param index its number among the backend's devices in this machine, from 0
 */
public record Device(String backend, int index) {
    /** Any device. */
    public static final Device ANY = new Device("", 0);

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
