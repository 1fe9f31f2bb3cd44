package org.duograph.experiments.lab.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Paper;
import org.duograph.experiments.harness.Request.Kind;

/** Tables 2 and 3 of the paper: time and memory of the 6-layer net. */
final class TimeAndMemory {
    private static final double GB = 1e9;
    private static final Subject TABLE2 = Subject.of(Kind.TABLE2, Subject.SIX);
    private static final Subject TRAINING = Subject.of(Kind.MEMORY_TRAIN, Subject.SIX);
    private static final Subject INFERENCE = Subject.of(Kind.MEMORY_INFER, Subject.SIX);

    private final Results results;

    TimeAndMemory(Results results) {
        this.results = results;
    }

    /** Steps one by one, on a GPU: what its goals are about. */
    Section steps() {
        Table table =
                new Table(
                        "steps",
                        "Milliseconds of a step: mean ± standard deviation of n processes' medians",
                        "system",
                        "training, 6-layer net",
                        "inference, 6-layer net",
                        "training, VGG-16 with batch norm",
                        "inference of one image, 6-layer net",
                        "n");
        for (Contestant c : results.contestants()) {
            List<Optional<Spread>> steps =
                    Stream.of(
                                    Goals.TRAINING.subject(),
                                    Goals.INFERENCE.subject(),
                                    Subject.of(Kind.TRAIN, "vgg16-bn"),
                                    Goals.LATENCY.subject())
                            .map(s -> results.spread(c, s, Quantity.STEP).map(t -> t.times(1e3)))
                            .toList();
            List<Cell> cells = new ArrayList<>(List.of(Cell.words(c.label())));
            steps.forEach(step -> cells.add(Cell.of(step)));
            cells.add(Cell.number(Results.count(steps)));
            table.row(cells);
        }
        return new Section("steps", "A step at a time").table(table);
    }

    /** Table 2. */
    Section time() {
        Table table =
                new Table(
                        "table2",
                        "Table 2: the 6-layer net; seconds, mean ± standard deviation of n runs",
                        "system",
                        "construction + initialisation, s",
                        "training, s",
                        "inference, s",
                        "n",
                        "right answers, %");
        for (Paper.Row paper : List.of(Paper.TENSORFLOW, Paper.CAFFE2)) {
            table.row(
                    Cell.paper(paper.system()),
                    Cell.paper(seconds(paper.construction())),
                    Cell.paper(seconds(paper.training())),
                    Cell.paper(seconds(paper.inference())),
                    Cell.paper("" + Paper.RUNS),
                    Cell.paper(""));
        }
        for (Contestant c : results.contestants()) {
            Optional<Spread> construction = results.spread(c, TABLE2, Quantity.BUILD);
            Optional<Spread> training = results.spread(c, TABLE2, Quantity.PAPER_TRAINING);
            Optional<Spread> inference = results.spread(c, TABLE2, Quantity.PAPER_INFERENCE);
            Optional<Spread> accuracy = results.spread(c, TABLE2, Quantity.ACCURACY);
            table.row(
                    Cell.words(c.label()),
                    Cell.of(construction),
                    Cell.of(training),
                    Cell.of(inference),
                    Cell.number(Results.count(List.of(construction, training, inference))),
                    Cell.of(accuracy.map(s -> s.times(100))));
        }
        return new Section("table2", "Table 2: time")
                .words(
                        "Training is 10 epochs of 781 batches of 64 images, inference 156 batches."
                                + " Where fewer were timed, the time is multiplied to that length;"
                                + " the setting at the end of this page says how many were. The"
                                + " right answers are those after the epochs that were made.")
                .table(table)
                .words(
                        "Construction again, each in a fresh process that does nothing else, and in"
                                + " its parts, which are the same for all systems: loading the"
                                + " framework with its native libraries (which the paper's quantity"
                                + " and the table above leave out); constructing the net, its"
                                + " gradients and its optimizer; filling the parameters, with what"
                                + " else makes the net ready (in Duograph, the plans); and the first"
                                + " training step, in which some frameworks go on building.")
                .table(construction());
    }

    private Table construction() {
        Subject subject = Goals.CONSTRUCTION.subject();
        Table table =
                new Table(
                        "construction",
                        "Start of the 6-layer net; seconds, mean ± standard deviation of n runs",
                        "system",
                        "loading, s",
                        "construction, s",
                        "initialisation, s",
                        "construction + initialisation (the paper's), s",
                        "first step, s",
                        "all of it, s",
                        "n");
        for (Contestant c : results.contestants()) {
            Optional<Spread> load = results.spread(c, subject, Quantity.LOAD);
            table.row(
                    Cell.words(c.label()),
                    Cell.of(load),
                    Cell.of(results.spread(c, subject, Quantity.CONSTRUCT)),
                    Cell.of(results.spread(c, subject, Quantity.INITIALIZE)),
                    Cell.of(results.spread(c, subject, Quantity.BUILD)),
                    Cell.of(results.spread(c, subject, Quantity.FIRST)),
                    Cell.of(results.spread(c, subject, Quantity.READY)),
                    Cell.number(Results.count(List.of(load))));
        }
        return table;
    }

    /** Table 3. */
    Section memory() {
        Table table =
                new Table(
                        "table3",
                        "Table 3: the 6-layer net; GB (10^9 bytes), mean ± standard deviation",
                        "system",
                        "peak in training, GB",
                        "peak in inference, GB",
                        "planned in training, GB",
                        "planned in inference, GB",
                        "n");
        for (Paper.Row paper : List.of(Paper.TENSORFLOW, Paper.CAFFE2)) {
            table.row(
                    Cell.paper(paper.system()),
                    Cell.paper(gigabytes(paper.trainingGigabytes())),
                    Cell.paper(gigabytes(paper.inferenceGigabytes())),
                    Cell.paper(""),
                    Cell.paper(""),
                    Cell.paper(""));
        }
        for (Contestant c : results.contestants()) {
            Optional<Spread> training = gigabytes(c, TRAINING, Quantity.PEAK_BYTES);
            Optional<Spread> inference = gigabytes(c, INFERENCE, Quantity.PEAK_BYTES);
            table.row(
                    Cell.words(c.label()),
                    Cell.of(training),
                    Cell.of(inference),
                    planned(gigabytes(c, TRAINING, Quantity.PLANNED_BYTES)),
                    planned(gigabytes(c, INFERENCE, Quantity.PLANNED_BYTES)),
                    Cell.number(Results.count(List.of(training, inference))));
        }
        return new Section("table3", "Table 3: memory")
                .words(
                        (results.isOnGpu()
                                        ? "The peak is the most of the GPU's memory that the"
                                                + " framework held, as in the paper."
                                        : "The peak is the most memory that the process ever had"
                                                + " resident: the Java runtime, the framework's"
                                                + " libraries, the batches and the net. The paper"
                                                + " measured memory of the GPU.")
                                + " Planned is what the framework itself planned for values and"
                                + " scratch memory, where it tells.")
                .table(table);
    }

    private Optional<Spread> gigabytes(Contestant c, Subject subject, Quantity quantity) {
        return results.spread(c, subject, quantity).map(s -> s.times(1 / GB));
    }

    private static Cell planned(Optional<Spread> bytes) {
        return bytes.isEmpty() || bytes.get().max() == 0
                ? Cell.words("does not tell")
                : Cell.of(bytes);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.2f", seconds);
    }

    private static String gigabytes(double gigabytes) {
        return String.format(Locale.ROOT, "%.3f", gigabytes);
    }
}
