package org.duograph.tutorials.sequences;

import static org.duograph.tutorials.Numbers.near;
import static org.duograph.tutorials.Numbers.text;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.rnn.BasicRnnCell;
import org.duograph.session.rnn.Rnn;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class SequencesChecks {
    private static final double CLOSE = 1e-4;

    private SequencesChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "A cell by hand",
                        "Write a recurrent cell into cell, and let it go along a sequence.",
                        () -> cell(mine)),
                new Exercise(
                        "Sequences of different lengths",
                        "Build in meanOverSteps the mean over the steps that each sequence has.",
                        () -> meanOverSteps(mine)),
                new Exercise(
                        "Where to look",
                        "Compute the weights of attention in plain Java.",
                        () -> attention(mine)));
    }

    private static Verdict cell(Exercises mine) {
        double[] x = {1, 0.5, -1};
        double[] found = mine.cell(0.8, -1.5, 0.2, x.clone());
        if (found.length != 3) {
            return Verdict.wrong(
                    "There are " + found.length + " numbers.", "three steps give three of them.");
        }
        double[] wanted = byTheEngine(x);
        String seen = "Yours are %s; BasicRnnCell gives %s.".formatted(text(found), text(wanted));
        if (near(found, wanted)) {
            return Verdict.right(seen);
        }
        if (!(Math.abs(found[0] - wanted[0]) < CLOSE)) {
            return Verdict.wrong(
                    seen, "the first step is tanh(w * x + b), as h is 0 before it; begin there.");
        }
        return Verdict.wrong(
                seen, "the first step is right; the others need u * h, with h of the step before.");
    }

    private static double[] byTheEngine(double[] x) {
        Graph g = new Graph();
        Tensor in = g.constant("x", NDArray.of(Shape.of(1, 3, 1), x).cast(DType.FLOAT32));
        Tensor outputs = new Rnn().dynamicRnn(new BasicRnnCell(1), in).outputs();
        Variable kernel = g.variables().get(0);
        Variable bias = g.variables().get(1);
        try (Session s = new Session(g)) {
            s.initialize();
            s.load(kernel, NDArray.of(Shape.of(2, 1), 0.8f, -1.5f));
            s.load(bias, NDArray.vector(0.2f));
            return s.run(outputs).toDoubles();
        }
    }

    private static Verdict meanOverSteps(Exercises mine) {
        Graph g = new Graph();
        NDArray two = NDArray.of(Shape.of(2, 3, 1), 1f, 2, 6, 5, 0, 0);
        Tensor outputs = g.constant("outputs", two);
        Tensor lengths = g.constant("lengths", NDArray.of(Shape.of(2), 3, 1));
        Tensor mean = mine.meanOverSteps(outputs, lengths);
        if (mean == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor of the means.");
        }
        try (Session s = new Session(g)) {
            NDArray is = s.run(mean);
            String found = "Of 1, 2, 6 and of 5 alone it makes %s.".formatted(is);
            if (!is.shape().equals(Shape.of(2, 1))) {
                return Verdict.wrong(
                        found, "it should be [n, features], 2 x 1 here; which axis is time?");
            }
            double[] means = is.toDoubles();
            if (near(means, new double[] {3, 5})) {
                return Verdict.right(found);
            }
            if (near(means, new double[] {9, 5})) {
                return Verdict.wrong(found, "these are the sums; divide by the lengths.");
            }
            if (near(means, new double[] {3, 5 / 3.0})) {
                return Verdict.wrong(
                        found, "the second sequence has one step and was divided by three.");
            }
            return Verdict.wrong(
                    found,
                    "sum(1) is the sum over time; the lengths want cast(DType.FLOAT32) and reshape(-1, 1) before you divide by them.");
        }
    }

    private static Verdict attention(Exercises mine) {
        double[] query = {1, 2};
        double[][] memory = {{0, 0}, {1, 0}, {0, 1}}; // products 0, 1, 2
        double sum = 1 + Math.E + Math.exp(2);
        double[] wanted = {1 / sum, Math.E / sum, Math.exp(2) / sum};
        double[] found = mine.attention(query, memory);
        String seen = "Your weights are %s.".formatted(text(found));
        if (near(found, wanted)) {
            double[] large = mine.attention(new double[] {1000, 0}, memory);
            if (near(large, new double[] {0, 1, 0})) {
                return Verdict.right(seen);
            }
            return Verdict.wrong(
                    "With a query of 1000, 0 they are " + text(large) + ".",
                    "exp(1000) is infinite; subtract the largest product from all before exp, which changes no weight.");
        }
        if (near(found, new double[] {0, 1, 2})) {
            return Verdict.wrong(seen, "these are the products; the softmax is still to come.");
        }
        if (near(found, new double[] {1, Math.E, Math.exp(2)})) {
            return Verdict.wrong(seen, "divide them by their sum, so that they add up to 1.");
        }
        return Verdict.wrong(
                seen,
                "the products with 1, 2 are 0, 1 and 2; each weight is exp of one, over the sum.");
    }
}
