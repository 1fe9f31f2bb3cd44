package org.duograph.training;

import java.util.Map;

/**
 * A number that a listener watches, and the best that it has been. Numbers that are named like
 * accuracies are better when they are larger, others when they are smaller.
 */
final class Monitor {
    private final String name;
    private final boolean larger;
    private final double least; // by how much better counts as better
    private double best;

    Monitor(String name, double least) {
        this.name = name;
        this.larger = name.contains("acc") || name.startsWith("fmeasure");
        this.least = least;
        reset();
    }

    /** Forgets the best. */
    void reset() {
        best = larger ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    String name() {
        return name;
    }

    double best() {
        return best;
    }

    /**
     * The number of this epoch.
     *
     * @param who is named in the message
     * @throws IllegalArgumentException if there is none of that name
     */
    double of(Map<String, Double> numbers, String who) {
        Double now = numbers.get(name);
        if (now == null) {
            throw new IllegalArgumentException(
                    "%s watches \"%s\", but an epoch has only %s%s"
                            .formatted(
                                    who,
                                    name,
                                    numbers.keySet(),
                                    name.startsWith("val_")
                                            ? ". Give fit validation samples, or watch another number"
                                            : ". Watch one of these"));
        }
        return now;
    }

    /** Whether a number is better than the best so far, which it is then. */
    boolean improves(double now) {
        boolean better = larger ? now - least > best : now + least < best;
        if (better) {
            best = now;
        }
        return better;
    }
}
