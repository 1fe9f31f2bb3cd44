package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duograph.experiments.harness.NetSpec;
import org.duograph.experiments.harness.Paper;
import org.duograph.experiments.harness.Request.Kind;

/** What else a framework costs: a small call, a download; and how much of the machine it uses. */
final class Costs {
    /** Training computes each convolution thrice: the output and the gradients of X and of W. */
    private static final int TRAINING_TO_INFERENCE = 3;

    private final Results results;

    Costs(Results results) {
        this.results = results;
    }

    /** The paper's argmax experiment. */
    Section argmax() {
        Table table =
                new Table(
                        "argmax",
                        "The largest of 10 numbers, %,d times".formatted(Paper.ARGMAX_CALLS),
                        "system",
                        "all calls, s",
                        "one call, µs",
                        "n");
        table.row(argmaxOfPaper("tf.argmax in TensorFlow 1 (paper)", Paper.ARGMAX_TENSORFLOW));
        table.row(argmaxOfPaper("numpy.argmax (paper)", Paper.ARGMAX_NUMPY));
        for (Contestant c : results.everyone()) {
            Optional<Spread> call = results.spread(c, Subject.of(Kind.ARGMAX), Quantity.STEP);
            table.row(
                    Cell.words(c.label()),
                    Cell.of(call.map(s -> s.times(Paper.ARGMAX_CALLS))),
                    Cell.of(call.map(s -> s.times(1e6))),
                    Cell.number(Results.count(List.of(call))));
        }
        return new Section("argmax", "Argmax")
                .words(
                        "Finding the index of the largest number in a column of 10, through all of"
                                + " the framework that a user would use, and on a plain array.")
                .table(table);
    }

    private static List<Cell> argmaxOfPaper(String system, double seconds) {
        return List.of(
                Cell.paper(system),
                Cell.paper(String.format(Locale.ROOT, "%.4f", seconds)),
                Cell.paper(Digits.of(seconds / Paper.ARGMAX_CALLS * 1e6)),
                Cell.paper(""));
    }

    /** What a user must download. */
    Section download() {
        Table table =
                new Table(
                        "download",
                        "Everything on the class path of a program that trains, for this machine",
                        "system",
                        "MB");
        for (Contestant c : results.contestants()) {
            Optional<Spread> bytes =
                    results.spread(c, Subject.of(Kind.DOWNLOAD), Quantity.DOWNLOAD_BYTES);
            table.row(Cell.words(c.label()), Cell.of(bytes.map(s -> s.times(1e-6))));
        }
        return new Section("download", "Download size").table(table);
    }

    /** The share of the machine's peak that the nets' multiplications and additions reach. */
    Section efficiency() {
        Optional<Double> peak = results.peakFlops();
        Table table =
                new Table(
                        "efficiency",
                        "Share of the peak, counted as direct convolutions; medians",
                        "system",
                        "6-layer net, training",
                        "6-layer net, inference",
                        "VGG-16, training",
                        "VGG-16, inference");
        for (Contestant c : results.contestants()) {
            table.row(
                    Cell.words(c.label()),
                    share(c, Subject.of(Kind.TRAIN, Subject.SIX), peak),
                    share(c, Subject.of(Kind.INFER, Subject.SIX), peak),
                    share(c, Subject.of(Kind.TRAIN, "vgg16"), peak),
                    share(c, Subject.of(Kind.INFER, "vgg16"), peak));
        }
        String measured =
                peak.map(p -> "In this run it was " + Digits.of(p / 1e9) + " GFLOP/s.")
                        .orElse("It was not measured in this run.");
        return new Section("efficiency", "How much of the machine is used")
                .words(
                        "The peak is the best that a large multiplication of matrices (f32) reaches"
                                + " on this machine. "
                                + measured
                                + " Of a net, the multiplications and additions count that direct"
                                + " convolutions and dense layers need; training counts as three"
                                + " times inference. These are direct-convolution equivalents, all"
                                + " in float32: Winograd's filtering, which Duograph chooses where"
                                + " it is faster, needs fewer multiplications, so that a share of"
                                + " more than 100% means fewer operations, not a machine beyond its"
                                + " peak. Duograph aims at 75% in training and 90% in inference.")
                .table(table);
    }

    private Cell share(Contestant c, Subject subject, Optional<Double> peak) {
        Optional<Spread> seconds = results.spread(c, subject, Quantity.STEP);
        if (peak.isEmpty() || seconds.isEmpty()) {
            return Cell.NOT_MEASURED;
        }
        double flops = (double) NetSpec.named(subject.net()).flops() * subject.batch();
        double times = subject.kind() == Kind.TRAIN ? TRAINING_TO_INFERENCE : 1;
        double rate = times * flops / seconds.get().median();
        return Cell.number(Digits.percent(rate / peak.get()));
    }
}
