package org.duograph.tutorials.characters;

import static org.duograph.tutorials.Numbers.near;
import static org.duograph.tutorials.Numbers.text;

import java.util.Arrays;
import java.util.List;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class CharactersChecks {
    private static final double CLOSE = 1e-6;

    private CharactersChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Temperature",
                        "Make probabilities of scores in probabilities, at any temperature.",
                        () -> probabilities(mine)),
                new Exercise(
                        "Loss and perplexity",
                        "Compute both in lossAndPerplexity.",
                        () -> lossAndPerplexity(mine)),
                new Exercise(
                        "Streams",
                        "Cut a text into streams in firstBatch, and take the first steps of each.",
                        () -> firstBatch(mine)));
    }

    private static Verdict probabilities(Exercises mine) {
        double[] scores = {0, 1, 2};
        double[] found = mine.probabilities(scores.clone(), 0.5);
        String seen = "Of the scores 0, 1, 2 at 0.5 you make %s.".formatted(text(found));
        if (near(found, softmax(scores, 2))) {
            double[] large = mine.probabilities(new double[] {1000, 999}, 1);
            if (near(large, softmax(new double[] {1, 0}, 1))) {
                return Verdict.right(seen);
            }
            return Verdict.wrong(
                    "Of 1000 and 999 at 1 you make %s.".formatted(text(large)),
                    "exp(1000) is infinite. Subtract the largest score from all first: that changes no probability.");
        }
        if (near(found, softmax(scores, 0.5))) {
            return Verdict.wrong(
                    seen, "a low temperature makes likely ones likelier; divide by it.");
        }
        if (near(found, softmax(scores, 1))) {
            return Verdict.wrong(seen, "that is the softmax; the temperature plays no part in it.");
        }
        return Verdict.wrong(
                seen, "exp(score / temperature) for each, divided by the sum of them all.");
    }

    /** For scores that are not large. */
    private static double[] softmax(double[] scores, double factor) {
        double[] exp = Arrays.stream(scores).map(s -> Math.exp(s * factor)).toArray();
        double sum = Arrays.stream(exp).sum();
        return Arrays.stream(exp).map(e -> e / sum).toArray();
    }

    private static Verdict lossAndPerplexity(Exercises mine) {
        double[] found = mine.lossAndPerplexity(new double[] {0.5, 0.25, 0.125});
        double loss = 2 * Math.log(2); // halves: one, two and three of them
        String seen = "For 1/2, 1/4 and 1/8 you say %s.".formatted(text(found));
        if (near(found, new double[] {loss, 4})) {
            return Verdict.right(seen);
        }
        if (found.length != 2) {
            return Verdict.wrong(seen, "return two numbers: the loss, then the perplexity.");
        }
        if (Math.abs(found[0] + loss) < CLOSE) {
            return Verdict.wrong(seen, "logarithms of probabilities are negative; mind the minus.");
        }
        if (Math.abs(found[0] - 3 * loss) < CLOSE) {
            return Verdict.wrong(seen, "that is the sum; the loss is the mean.");
        }
        if (Math.abs(found[0] - loss / Math.log(10)) < CLOSE) {
            return Verdict.wrong(seen, "Math.log is the natural logarithm, log10 is another one.");
        }
        if (Math.abs(found[0] - loss) < CLOSE) {
            return Verdict.wrong(seen, "the loss is right; the perplexity is Math.exp of it.");
        }
        return Verdict.wrong(seen, "the mean of -Math.log(p), then Math.exp of that mean.");
    }

    private static Verdict firstBatch(Exercises mine) {
        int[] text = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        int[][] found = mine.firstBatch(text.clone(), 3, 2);
        String seen =
                "Of the text 0 to 12, for 3 streams and 2 steps, you make %s."
                        .formatted(Arrays.deepToString(found));
        if (Arrays.deepEquals(found, new int[][] {{0, 4, 8}, {1, 5, 9}})) {
            return Verdict.right(seen);
        }
        if (Arrays.deepEquals(found, new int[][] {{0, 1}, {4, 5}, {8, 9}})) {
            return Verdict.wrong(seen, "a row for each stream; a row for each step was asked for.");
        }
        if (Arrays.deepEquals(found, new int[][] {{0, 2, 4}, {1, 3, 5}})) {
            return Verdict.wrong(
                    seen,
                    "your streams are as long as a batch, so the next batch would not go on where this one ends. A stream is a third of the whole text.");
        }
        return Verdict.wrong(
                seen,
                "13 characters make 3 streams of 4, which begin at 0, 4 and 8; batch[0] is 0, 4, 8.");
    }
}
