package org.duograph.experiments.lab.report;

import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request;
import org.duograph.experiments.harness.Request.Kind;

/** All that was measured, asked by system, subject and quantity. */
final class Results {
    /** What a backend's description says where NVIDIA's libraries are stood in for. */
    private static final String STAND_IN = "stand-in";

    private final List<Measurement> measurements;
    private final int batch;

    Results(List<Measurement> measurements) {
        this.measurements = List.copyOf(measurements);
        IntSummaryStatistics batches =
                this.measurements.stream().mapToInt(m -> m.request().batch()).summaryStatistics();
        boolean smaller = batches.getMax() > 0 && batches.getMax() < Subject.BATCH;
        this.batch = smaller ? batches.getMax() : Subject.BATCH;
    }

    /**
     * Whether they were made on libraries that stand in for a GPU's: then none of their numbers is
     * one of speed or of memory.
     */
    boolean isOnStandIns() {
        return measurements.stream().anyMatch(m -> m.description().contains(STAND_IN));
    }

    /** Whether they were made on a GPU. */
    boolean isOnGpu() {
        return measurements.stream().anyMatch(m -> m.bytes().device() > 0);
    }

    /** All measurements, those that failed too. */
    List<Measurement> all() {
        return measurements;
    }

    private Stream<Measurement> succeeded() {
        return measurements.stream().filter(Measurement::succeeded);
    }

    /** Every framework that was to be measured, whatever became of it, ours first. */
    List<Contestant> contestants() {
        return everyone().stream().filter(Contestant::isFramework).toList();
    }

    /** The same, and the plain array. */
    List<Contestant> everyone() {
        return measurements.stream()
                .map(m -> Contestant.of(m.request()))
                .distinct()
                .sorted(Comparator.comparingInt(Contestant::order))
                .toList();
    }

    /** All measurements of a system, those that failed too. */
    List<Measurement> of(Contestant contestant) {
        return measurements.stream()
                .filter(m -> Contestant.of(m.request()).equals(contestant))
                .toList();
    }

    /** The measurements of a system, in the order of time. */
    List<Measurement> of(Contestant contestant, Subject subject) {
        return succeeded()
                .filter(m -> Contestant.of(m.request()).equals(contestant))
                .filter(m -> subject.scaledTo(batch).includes(m.request()))
                .sorted(Comparator.comparing(Measurement::startedAt))
                .toList();
    }

    /** Whether anybody did this. */
    boolean has(Subject subject) {
        return succeeded().anyMatch(m -> subject.scaledTo(batch).includes(m.request()));
    }

    /** A quantity in all measurements of a subject that have it. */
    Optional<Spread> spread(Contestant contestant, Subject subject, Quantity quantity) {
        List<Double> samples =
                of(contestant, subject).stream()
                        .map(quantity::of)
                        .filter(value -> value > 0)
                        .toList();
        return samples.isEmpty() ? Optional.empty() : Optional.of(new Spread(samples));
    }

    /** The system with the smallest median of a quantity, of those in which it was measured. */
    Optional<Contestant> best(List<Contestant> among, Subject subject, Quantity quantity) {
        return among.stream()
                .filter(c -> spread(c, subject, quantity).isPresent())
                .min(
                        Comparator.comparingDouble(
                                c -> spread(c, subject, quantity).orElseThrow().median()));
    }

    /** All requests of a kind that were measured at least once, by any system. */
    Stream<Request> requests(Kind kind) {
        return succeeded().map(Measurement::request).filter(r -> r.kind() == kind);
    }

    /** The machine's peak in operations per second: the best that was measured in any system. */
    Optional<Double> peakFlops() {
        return succeeded().map(Measurement::flops).filter(f -> f > 0).max(Double::compare);
    }

    /** How often things were measured: one number, or the least and the most. */
    static String count(List<Optional<Spread>> spreads) {
        int least = spreads.stream().flatMap(Optional::stream).mapToInt(Spread::n).min().orElse(0);
        int most = spreads.stream().flatMap(Optional::stream).mapToInt(Spread::n).max().orElse(0);
        return least == most ? "" + least : least + " to " + most;
    }
}
