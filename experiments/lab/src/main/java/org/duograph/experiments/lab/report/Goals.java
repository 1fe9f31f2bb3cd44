package org.duograph.experiments.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duograph.experiments.harness.Request.Kind;
import org.duograph.experiments.lab.report.Goal.Against;

/** The goals, and the section that says which are reached. */
final class Goals {
    /** The paper's quantity: the framework is loaded before. */
    static final Goal CONSTRUCTION =
            new Goal(
                    "construction + initialisation, 6-layer net",
                    Subject.of(Kind.CONSTRUCT, Subject.SIX),
                    Quantity.BUILD,
                    Against.TENSORFLOW,
                    0.40);

    /** What a user waits for. */
    static final Goal READY =
            new Goal(
                    "from loading the framework to the end of the first step, 6-layer net",
                    Subject.of(Kind.CONSTRUCT, Subject.SIX),
                    Quantity.READY,
                    Against.TENSORFLOW,
                    0.40);

    static final Goal TRAINING =
            new Goal(
                    "training time, 6-layer net, batch 64",
                    Subject.of(Kind.TRAIN, Subject.SIX),
                    Quantity.STEP,
                    Against.BEST_PEER,
                    0.60);
    static final Goal INFERENCE =
            new Goal(
                    "inference time, 6-layer net, batch 64",
                    Subject.of(Kind.INFER, Subject.SIX),
                    Quantity.STEP,
                    Against.BEST_PEER,
                    0.62);
    static final Goal LATENCY =
            new Goal(
                    "latency, 6-layer net, batch 1",
                    new Subject(Kind.LATENCY, Subject.SIX, 0, 0),
                    Quantity.STEP,
                    Against.BEST_PEER,
                    0.20);
    static final Goal TRAINING_MEMORY =
            new Goal(
                    "peak memory in training, 6-layer net",
                    Subject.of(Kind.MEMORY_TRAIN, Subject.SIX),
                    Quantity.PEAK_BYTES,
                    Against.BEST_PEER,
                    0.50);
    static final Goal INFERENCE_MEMORY =
            new Goal(
                    "peak memory in inference, 6-layer net",
                    Subject.of(Kind.MEMORY_INFER, Subject.SIX),
                    Quantity.PEAK_BYTES,
                    Against.BEST_PEER,
                    0.45);
    static final Goal ARGMAX =
            new Goal(
                    "one argmax call",
                    Subject.of(Kind.ARGMAX),
                    Quantity.STEP,
                    Against.TENSORFLOW,
                    0.02);
    static final Goal SESSION_ARGMAX =
            new Goal(
                    "one argmax call through a session",
                    Contestant.SESSION,
                    Subject.of(Kind.ARGMAX),
                    Quantity.STEP,
                    Against.TENSORFLOW,
                    0.05);

    /** What a call through a session costs more than one through a workspace. */
    static final Goal SESSION_OVERHEAD =
            new Goal(
                    "one argmax call, session face to workspace face",
                    Contestant.SESSION,
                    Subject.of(Kind.ARGMAX),
                    Quantity.STEP,
                    Against.WORKSPACE,
                    2);

    static final Goal DOWNLOAD =
            new Goal(
                    "download size",
                    Subject.of(Kind.DOWNLOAD),
                    Quantity.DOWNLOAD_BYTES,
                    Against.TENSORFLOW,
                    0.2);

    private static final Goal VGG_TRAINING =
            new Goal(
                    "training time, VGG-16, batch 64",
                    Subject.of(Kind.TRAIN, "vgg16"),
                    Quantity.STEP,
                    Against.BEST_PEER,
                    0.60);

    /** What the backend in pure Java shall reach. */
    private static final List<Goal> IN_PURE_JAVA =
            List.of(
                    TRAINING.inPureJava(0.45),
                    VGG_TRAINING.inPureJava(0.45),
                    INFERENCE.inPureJava(0.48),
                    LATENCY.inPureJava(0.22),
                    TRAINING_MEMORY.inPureJava(0.50),
                    INFERENCE_MEMORY.inPureJava(0.45),
                    DOWNLOAD.inPureJava(0.05));

    private static final List<Goal> WITH_ONEDNN =
            List.of(
                    TRAINING,
                    VGG_TRAINING,
                    INFERENCE,
                    LATENCY,
                    TRAINING_MEMORY,
                    INFERENCE_MEMORY,
                    CONSTRUCTION,
                    READY,
                    ARGMAX,
                    SESSION_ARGMAX,
                    SESSION_OVERHEAD,
                    DOWNLOAD);

    static final List<Goal> ALL =
            Stream.of(WITH_ONEDNN, IN_PURE_JAVA).flatMap(List::stream).toList();

    /** Of a run on a GPU. */
    static final List<Goal> ON_GPU =
            List.of(
                    new Goal(
                            "training time, 6-layer net, batch 64, to PyTorch call by call",
                            Subject.of(Kind.TRAIN, Subject.SIX),
                            Quantity.STEP,
                            Against.PYTORCH_EAGER,
                            0.5),
                    new Goal(
                            "the same, to PyTorch compiled with CUDA graphs",
                            Subject.of(Kind.TRAIN, Subject.SIX),
                            Quantity.STEP,
                            Against.PYTORCH_COMPILED,
                            0.9),
                    new Goal(
                            "training time, VGG-16 with batch norm, batch 64",
                            Subject.of(Kind.TRAIN, "vgg16-bn"),
                            Quantity.STEP,
                            Against.BEST_PEER,
                            1),
                    new Goal(
                            "memory of the GPU in training, 6-layer net",
                            Subject.of(Kind.MEMORY_TRAIN, Subject.SIX),
                            Quantity.PEAK_BYTES,
                            Against.BEST_PEER,
                            0.6));

    private Goals() {}

    /** The goals of a run: of one on a GPU, or on the processor. */
    static List<Goal> of(Results results) {
        return results.isOnGpu() ? ON_GPU : ALL;
    }

    /** The few of them that stand at the head of a page. */
    static List<Goal> headlines(Results results) {
        return results.isOnGpu() ? ON_GPU : List.of(TRAINING, INFERENCE, TRAINING_MEMORY);
    }

    /** How many are reached. */
    static long reached(Results results) {
        return of(results).stream()
                .filter(goal -> goal.outcome(results).map(Goal.Outcome::reached).orElse(false))
                .count();
    }

    static Section section(Results results, Map<String, String> missing) {
        Table table =
                new Table(
                        "goals",
                        "Ratios of medians, Duograph to others, with 95% intervals",
                        "goal",
                        "compared with",
                        "ratio (interval)",
                        "wanted",
                        "n",
                        "outcome");
        for (Goal goal : of(results)) {
            table.row(row(goal, goal.outcome(results)));
        }
        Section section = new Section("goals", "What Duograph wants to reach");
        missing.forEach(
                (system, why) ->
                        section.words("Missing in this run: " + system + " (" + why + ")."));
        return section.words(
                        "Smaller is better. The best peer is the one with the smallest median, of"
                                + " all that were measured in this run in all variants; construction,"
                                + " start, argmax and download are compared with TensorFlow alone. The"
                                + " workspace face is measured where a goal doesn't say otherwise. The"
                                + " interval is a bootstrap of both medians.")
                .table(table);
    }

    private static List<Cell> row(Goal goal, Optional<Goal.Outcome> outcome) {
        Cell name = Cell.words(goal.name());
        Cell wanted = Cell.words(String.format(Locale.ROOT, "≤ %.2f", goal.wanted()));
        if (outcome.isEmpty()) {
            Cell none = Cell.NOT_MEASURED;
            return List.of(name, none, none, wanted, Cell.number("0"), none);
        }
        Goal.Outcome found = outcome.get();
        return List.of(
                name,
                Cell.words(found.peer().label()),
                Cell.number(found.ratio().toString()),
                wanted,
                Cell.number(found.ours().n() + ", " + found.theirs().n()),
                found.reached() ? Cell.good("reached") : Cell.bad("not reached"));
    }
}
