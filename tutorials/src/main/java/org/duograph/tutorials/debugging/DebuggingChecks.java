package org.duograph.tutorials.debugging;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class DebuggingChecks {
    private static final double CLOSE = 1e-4;

    private DebuggingChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "What a blind net reaches",
                        "Compute in blindLoss where the loss of a net ends that sees nothing.",
                        () -> blindLoss(mine)),
                new Exercise(
                        "How much comes through",
                        "Write the share of numbers above 0 into alive.",
                        () -> alive(mine)),
                new Exercise(
                        "Logarithms without infinity",
                        "Build the logarithms of softmax in logSoftmax, so that no score is too large.",
                        () -> logSoftmax(mine)));
    }

    private static Verdict blindLoss(Exercises mine) {
        double even = mine.blindLoss(new int[] {0, 1, 2, 3, 3, 2, 1, 0}, 4);
        if (!near(even, Math.log(4))) {
            String found = "For four equally frequent classes it is %.4f.".formatted(even);
            return Verdict.wrong(found, hint(even));
        }
        double missing = mine.blindLoss(new int[] {0, 0, 0, 2}, 3);
        double right = -0.75 * Math.log(0.75) - 0.25 * Math.log(0.25);
        if (near(missing, right)) {
            return Verdict.right(
                    "Four equally frequent classes give %.4f, the logarithm of 4; three labels of one class and one of another give %.4f."
                            .formatted(even, missing));
        }
        String found = "Where class 1 of 3 never occurs it is %.4f.".formatted(missing);
        return Verdict.wrong(
                found,
                Double.isNaN(missing)
                        ? "0 * log(0) is 0 times minus infinity, which is no number: leave out the classes that never occur."
                        : "it has to be %.4f: the shares are 3/4, 0 and 1/4.".formatted(right));
    }

    private static String hint(double even) {
        if (near(even, -Math.log(4))) {
            return "the logarithm of a share is negative: there is a minus before it.";
        }
        if (near(even, 2)) {
            return "that is in bits; losses are natural logarithms, Math.log.";
        }
        return "each share is 1/4, the number of its labels divided by the number of all; add -p log p four times.";
    }

    private static Verdict alive(Exercises mine) {
        NDArray half = NDArray.of(Shape.of(2, 3), 0f, 2, 0, 1, 0.5f, 0);
        double found = mine.alive(half.copy());
        if (!near(found, 0.5)) {
            return Verdict.wrong(
                    "Of 0, 2, 0, 1, 0.5 and 0 you find %.3f alive.".formatted(found),
                    near(found, 3)
                            ? "that is their number; divide it by that of all."
                            : "three of six are above 0, so that it has to be 0.5.");
        }
        double broken = mine.alive(NDArray.of(Shape.of(1, 2), Float.NaN, 1));
        if (!near(broken, 0.5)) {
            return Verdict.wrong(
                    "Of NaN and 1 you find %.3f alive.".formatted(broken),
                    "NaN is neither above 0 nor not above 0: ask for v > 0, not for the opposite of v <= 0 or v == 0.");
        }
        return Verdict.right("Half of the numbers came through, and NaN is not taken for life.");
    }

    private static Verdict logSoftmax(Exercises mine) {
        Graph g = new Graph();
        Tensor scores = g.placeholder("scores", DType.FLOAT32, 2, 3);
        Tensor found = mine.logSoftmax(scores);
        if (found == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor of the logarithms.");
        }
        if (!found.shape().toString().equals(scores.shape().toString())) {
            return Verdict.wrong(
                    "Scores of %s become %s.".formatted(scores.shape(), found.shape()),
                    "max(1) and sum(1) have one dimension less; reshape(-1, 1) makes columns of them, which fit the rows.");
        }
        try (Session s = new Session(g)) {
            NDArray small = NDArray.of(Shape.of(2, 3), 1f, 2, 3, 0, 0, 0);
            double[] mild = s.feed(scores, small).run(found).toDoubles();
            double sum = Math.exp(mild[0]) + Math.exp(mild[1]) + Math.exp(mild[2]);
            double last = 1 / (Math.exp(-2) + Math.exp(-1) + 1);
            if (!near(sum, 1) || !near(Math.exp(mild[2]), last) || !near(mild[3], -Math.log(3))) {
                return Verdict.wrong(
                        "For the scores 1, 2, 3 it says %.4f, %.4f, %.4f."
                                .formatted(mild[0], mild[1], mild[2]),
                        "their exponentials have to sum to 1, and the last one is %.4f: score minus the logarithm of the sum of exp."
                                .formatted(last));
            }
            NDArray large = NDArray.of(Shape.of(2, 3), 1000f, 0, 0, -1000, -1000, 0);
            double[] wild = s.feed(scores, large).run(found).toDoubles();
            if (near(wild[0], 0) && near(wild[1], -1000) && near(wild[3], -1000)) {
                return Verdict.right(
                        "Scores of 1000 and 0 give %.1f and %.1f; softmax and log would have said 0 and minus infinity."
                                .formatted(wild[0], wild[1]));
            }
            return Verdict.wrong(
                    "For the scores 1000, 0, 0 it says %.1f, %.1f, %.1f."
                            .formatted(wild[0], wild[1], wild[2]),
                    "exp(1000) is infinite, and log(exp(-1000)) is too: take the largest score of the row away before exp, and never take the logarithm of the softmax itself.");
        }
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) < CLOSE;
    }
}
