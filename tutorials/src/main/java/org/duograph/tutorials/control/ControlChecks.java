package org.duograph.tutorials.control;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class ControlChecks {
    private static final double CLOSE = 1e-3;

    private ControlChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Between 0 and 1", "Build a choice among three in clip.", () -> clip(mine)),
                new Exercise(
                        "A power by a loop",
                        "Build a loop that multiplies n times in power.",
                        () -> power(mine)),
                new Exercise(
                        "A smooth line",
                        "Build a scan that remembers in smooth.",
                        () -> smooth(mine)));
    }

    private static Verdict clip(Exercises mine) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = mine.clip(g, x);
        Tensor slope = g.gradients(y, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            for (float at : new float[] {-2, 0.25f, 5}) {
                double found = s.feed(x, at).run(y).item();
                double wanted = Math.max(0, Math.min(1, at));
                String seen = "clip(%s) is %s.".formatted(at, found);
                if (!near(found, wanted)) {
                    return Verdict.wrong(
                            seen,
                            at < 0
                                    ? "the first choice is whether x is below 0; then it is 0."
                                    : at > 1
                                            ? "where x is not below 0, it may be above 1: that is a second choice, in the other branch."
                                            : "between 0 and 1 it is x itself.");
                }
            }
            double inside = s.feed(x, 0.25f).run(slope).item();
            double outside = s.feed(x, 5f).run(slope).item();
            return Verdict.right(
                    "Its slope is %.0f between 0 and 1, and %.0f beyond: who stands at the edge learns nothing there."
                            .formatted(inside, outside));
        }
    }

    private static Verdict power(Exercises mine) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor n = g.placeholder("n", DType.INT32);
        Tensor y = mine.power(g, x, n);
        Tensor slope = g.gradients(y, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            for (int times : new int[] {3, 0, 10}) {
                double found = s.feed(x, 2f).feed(n, times).run(y).item();
                String seen = "2 to the power of %d is %s.".formatted(times, found);
                if (near(found, Math.pow(2, times))) {
                    continue;
                } else if (near(found, Math.pow(2, times + 1))) {
                    return Verdict.wrong(
                            seen, "once too often; what does the loop begin with, x or 1?");
                } else if (near(found, Math.pow(2, times - 1))) {
                    return Verdict.wrong(seen, "once too few; does it count from 1 up to below n?");
                }
                return Verdict.wrong(
                        seen,
                        "two numbers go round: how often it has multiplied, and the product.");
            }
            double found = s.feed(x, 1.5f).feed(n, 3).run(slope).item();
            return near(found, 6.75)
                    ? Verdict.right("And the slope of x^3 at 1.5 is %.2f, 3 x^2.".formatted(found))
                    : Verdict.wrong(
                            "The slope of x^3 at 1.5 is %s, not 6.75.".formatted(found),
                            "each iteration has to multiply by x itself, not by a number made of it.");
        }
    }

    private static Verdict smooth(Exercises mine) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y = mine.smooth(g, x, 0.75f);
        try (Session s = new Session(g)) {
            double[] found = s.feed(x, new float[] {4, 0, 8, 8}).run(y).toDoubles();
            String seen = "4, 0, 8, 8 become %s.".formatted(Arrays.toString(found));
            if (near(found, 4, 3, 4.25, 5.1875)) {
                return Verdict.right(seen);
            } else if (found.length != 4) {
                return Verdict.wrong(
                        seen, "a scan gives a row for each row; a fold only the last.");
            } else if (near(found, 4, 1, 6.25, 7.5625)) {
                return Verdict.wrong(seen, "keep is the share of what was, not of the new row.");
            } else if (near(found, 1, 0.75, 2.5625, 3.921875)) {
                return Verdict.wrong(
                        seen,
                        "it began at 0; without a beginning, scan begins with the first row.");
            }
            return Verdict.wrong(seen, "the second row is 0.75 * 4 + 0.25 * 0.");
        }
    }

    private static boolean near(double found, double wanted) {
        return Math.abs(found - wanted) < CLOSE;
    }

    private static boolean near(double[] found, double... wanted) {
        boolean near = found.length == wanted.length;
        for (int i = 0; near && i < wanted.length; i++) {
            near = near(found[i], wanted[i]);
        }
        return near;
    }
}
