package org.duograph.tutorials.seeing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.Summary;
import org.duograph.tensorboard.EventReader;
import org.duograph.tensorboard.FileWriter;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class SeeingChecks {
    private static final double CLOSE = 1e-6;

    private SeeingChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Every tenth",
                        "Write every tenth loss and the last one into an event file.",
                        () -> watch(mine)),
                new Exercise(
                        "The strong curve",
                        "Write the board's smoothing into smoothed.",
                        () -> smoothed(mine)));
    }

    private static Verdict watch(Exercises mine) throws IOException {
        Path folder = Files.createTempDirectory("duograph-lesson");
        try {
            double[] losses = new double[36];
            for (int i = 0; i < losses.length; i++) {
                losses[i] = 1.0 / (i + 1);
            }
            Path file;
            try (FileWriter writer = new FileWriter(folder)) {
                file = writer.file();
                mine.watch(writer, losses);
            }
            List<Long> steps = new ArrayList<>();
            for (Event event : EventReader.readAll(file)) {
                for (Summary.Value value : event.getSummary().getValueList()) {
                    if (!value.getTag().equals("loss")) {
                        return Verdict.wrong(
                                "A number has the name \"%s\".".formatted(value.getTag()),
                                "all of them are called \"loss\", so that they make one curve.");
                    }
                    int step = (int) event.getStep();
                    if (Math.abs(value.getSimpleValue() - 1.0 / (step + 1)) > CLOSE) {
                        return Verdict.wrong(
                                "Step %d has another number than losses[%d].".formatted(step, step),
                                "the step is the place in the array, also where nine are left out.");
                    }
                    steps.add(event.getStep());
                }
            }
            if (steps.equals(List.of(0L, 10L, 20L, 30L, 35L))) {
                return Verdict.right("Of 36 losses the file has those of the steps " + steps + ".");
            }
            return Verdict.wrong(
                    "Of 36 losses the file has those of the steps %s.".formatted(steps),
                    steps.contains(35L)
                            ? "it has to be 0, 10, 20, 30, and the last one, once."
                            : "the last one, 35, is missing.");
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Verdict smoothed(Exercises mine) {
        double[] numbers = {4, 2, 8};
        double[] found = mine.smoothed(numbers.clone(), 0.5);
        if (found.length != 3) {
            return Verdict.wrong(
                    "Three numbers become %d.".formatted(found.length), "one for each number.");
        }
        double[] wanted = {4, 8 / 3.0, 40 / 7.0};
        for (int i = 0; i < 3; i++) {
            if (Math.abs(found[i] - wanted[i]) > CLOSE) {
                String seen =
                        "Of 4, 2, 8 with weight 0.5, number %d becomes %.4f; it has to be %.4f."
                                .formatted(i, found[i], wanted[i]);
                return Verdict.wrong(
                        seen,
                        Math.abs(found[i] - wanted[i] * (1 - Math.pow(0.5, i + 1))) < CLOSE
                                ? "it still leans towards the 0 it started from: divide by 1 - weight^n, where n is 1 for the first."
                                : "keep s undivided from number to number, and divide only what you give back.");
            }
        }
        return Verdict.right(
                "4, 2, 8 become %.3f, %.3f, %.3f.".formatted(found[0], found[1], found[2]));
    }
}
