package org.duograph.tutorials.sessions;

import java.util.Arrays;
import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class SessionsChecks {
    private static final double CLOSE = 1e-4;

    private SessionsChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "A distance as a graph",
                        "Build the distance of two points in distance.",
                        () -> distance(mine)),
                new Exercise(
                        "A counter",
                        "Build a tensor in counter that gives 1 in the first run, then 2, then 3.",
                        () -> counter(mine)),
                new Exercise(
                        "Your own optimizer",
                        "Build one step downhill in learn, with g.gradients and assignSub.",
                        () -> learn(mine)));
    }

    private static Verdict distance(Exercises mine) {
        Graph g = new Graph();
        Tensor a = g.placeholder("a", DType.FLOAT32, -1);
        Tensor b = g.placeholder("b", DType.FLOAT32, -1);
        Tensor d = mine.distance(a, b);
        if (d == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor of the distance.");
        }
        float[] at = {1, 2, 2};
        float[] from = {1, -1, 6};
        try (Session s = new Session(g)) {
            NDArray array = s.feed(a, at).feed(b, from).run(d);
            String found = "From (1, 2, 2) to (1, -1, 6) it is " + array + "; it should be 5.";
            if (array.size() != 1) {
                return Verdict.wrong(found, "sum() makes one number of all.");
            }
            double is = array.get(0);
            if (Math.abs(is - 5) < CLOSE) {
                return Verdict.right("From (1, 2, 2) to (1, -1, 6) it is %.1f.".formatted(is));
            }
            if (Math.abs(is - 25) < CLOSE) {
                return Verdict.wrong(found, "that is its square; sqrt() is still to come.");
            }
            if (Math.abs(is - 7) < CLOSE) {
                return Verdict.wrong(
                        found, "the root comes last, after the sum; or did you take abs()?");
            }
            return Verdict.wrong(found, "a.minus(b), then square, sum and sqrt.");
        }
    }

    private static Verdict counter(Exercises mine) {
        Graph g = new Graph();
        Variable count = g.variable("count", 0f);
        Tensor counter = mine.counter(count);
        if (counter == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor that counts.");
        }
        double[] seen = new double[3];
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 3; i++) {
                seen[i] = s.run(counter).item();
            }
        }
        String found = "Three runs give %s.".formatted(Arrays.toString(seen));
        if (Arrays.equals(seen, new double[] {1, 2, 3})) {
            return Verdict.right(found);
        }
        if (Arrays.equals(seen, new double[] {0, 1, 2})) {
            return Verdict.wrong(
                    found,
                    "it counts, but you give back what was there before; assignAdd gives what is there then.");
        }
        if (seen[0] == seen[2]) {
            return Verdict.wrong(
                    found,
                    "nothing is written from run to run: plus makes a new number, assignAdd changes the variable.");
        }
        return Verdict.wrong(found, "assignAdd(1), and no more than once in a run.");
    }

    private static Verdict learn(Exercises mine) {
        Graph g = new Graph();
        Variable w = g.variable("w", 5f);
        Tensor loss = w.read().minus(2).square(); // gradient 2 (w - 2)
        Operation step = mine.learn(loss, w);
        if (step == null) {
            return Verdict.wrong("It gives back null.", "give back the operation that writes w.");
        }
        try (Session s = new Session(g)) {
            s.initialize();
            s.run(step);
            double first = s.value(w).item();
            String found = "From 5, on (w - 2)^2, it goes to %.2f.".formatted(first);
            if (Math.abs(first - 4.4) > CLOSE) {
                return Verdict.wrong(found, hint(first));
            }
            for (int i = 1; i < 40; i++) {
                s.run(step);
            }
            return Verdict.right(
                    found + " After 40 steps it is at %.3f.".formatted(s.value(w).item()));
        }
    }

    private static String hint(double first) {
        if (Math.abs(first - 5) < CLOSE) {
            return "it stays where it is: w.assignSub(...).operation() writes the variable.";
        }
        if (Math.abs(first - 5.6) < CLOSE) {
            return "that is uphill; the gradient is subtracted.";
        }
        if (Math.abs(first + 1) < CLOSE) {
            return "that is the whole gradient, 6; a tenth of it was asked for.";
        }
        return "the gradient is loss.graph().gradients(loss, List.of(w.read())).get(0); take a tenth of it from w.";
    }
}
