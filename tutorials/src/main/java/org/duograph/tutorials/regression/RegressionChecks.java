package org.duograph.tutorials.regression;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class RegressionChecks {
    private static final double CLOSE = 1e-4;

    private RegressionChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "The gradients of the loss by hand",
                        "Write the gradients of the mean of (w x + b - y)^2 / 2 into gradients.",
                        () -> gradients(mine)),
                new Exercise(
                        "A parabola",
                        "Give the net the columns from which it can learn 0.5 x^2 - x + 2.",
                        () -> parabola(mine)),
                new Exercise(
                        "Far away from 0",
                        "Move and stretch x, so that points between 90 and 110 are learnt.",
                        () -> standardized(mine)));
    }

    private static Verdict gradients(Exercises mine) {
        double[] xs = {-1, 0.5, 2, 4};
        double[] ys = {0, 1, 3, -2};
        Graph g = new Graph();
        Tensor w = g.placeholder("w", DType.FLOAT64);
        Tensor b = g.placeholder("b", DType.FLOAT64);
        Tensor y = g.constant("x", NDArray.of(Shape.of(4), xs)).times(w).plus(b);
        Tensor loss =
                y.minus(g.constant("y", NDArray.of(Shape.of(4), ys))).square().mean().times(0.5);
        Object[] gradients = g.gradients(loss, List.of(w, b)).toArray();
        try (Session s = new Session(g)) {
            Fetched right = s.feed(w, 0.5).feed(b, 1.0).run(gradients);
            double[] found = mine.gradients(0.5, 1, xs.clone(), ys.clone());
            if (found.length != 2) {
                return Verdict.wrong(
                        "There are " + found.length + " numbers.", "return two: those of w and b.");
            }
            for (int i = 0; i < 2; i++) {
                double wanted = right.get(i).item();
                if (Math.abs(found[i] - wanted) > CLOSE) {
                    String seen =
                            "At w = 0.5, b = 1 your gradient of %s is %.4f; g.gradients says %.4f."
                                    .formatted(i == 0 ? "w" : "b", found[i], wanted);
                    return Verdict.wrong(seen, hint(found[i] / wanted));
                }
            }
        }
        return Verdict.right("Both are those of g.gradients.");
    }

    private static String hint(double timesTooLarge) {
        if (Math.abs(timesTooLarge + 1) < CLOSE) {
            return "the sign is the wrong way round: the error is w x + b - y, not y - w x - b.";
        }
        if (Math.abs(timesTooLarge - 2) < CLOSE) {
            return "it is twice too large: the loss has half the square, whose slope is the error.";
        }
        if (Math.abs(timesTooLarge - 4) < CLOSE) {
            return "it is the sum over the four points; the loss is their mean.";
        }
        return "take one point first: with e = w x + b - y the slopes of e^2 / 2 are e x for w and e for b; then the mean.";
    }

    private static Verdict parabola(Exercises mine) {
        NDArray x = spread(-2, 2);
        NDArray columns = mine.columns(x.copy());
        if (!columns.shape().equals(Shape.of(64, 2))) {
            return Verdict.wrong(
                    "What you give back is " + columns.shape() + ".",
                    "it has a row for each of the 64 points, and two columns.");
        }
        double loss = learnt(columns, values(x, v -> 0.5 * v * v - v + 2), 0.1f, 500);
        if (loss < 1e-3) {
            return Verdict.right("After 500 steps the loss is %.6f.".formatted(loss));
        }
        return Verdict.wrong(
                "After 500 steps the loss is still %.4f.".formatted(loss),
                "w1 * column 1 + w2 * column 2 + b has to become 0.5 x^2 - x + 2: which two columns are that?");
    }

    private static Verdict standardized(Exercises mine) {
        NDArray x = spread(90, 110);
        NDArray moved = mine.standardized(x.copy());
        if (moved.size() != 64) {
            return Verdict.wrong(
                    "You give back " + moved.size() + " numbers.",
                    "one for each of the 64 points.");
        }
        double mean = 0;
        double squares = 0;
        for (double v : moved.toDoubles()) {
            mean += v / 64;
            squares += v * v / 64;
        }
        String seen = "The mean is %.4f, and that of the squares %.4f.".formatted(mean, squares);
        if (!(Math.abs(mean) < 1e-3)) {
            return Verdict.wrong(seen, "subtract the mean from every x; it is 100 here.");
        }
        if (!(Math.abs(squares - 1) < 1e-3)) {
            return Verdict.wrong(
                    seen,
                    "divide what is left by the root of the mean of its squares, the deviation.");
        }
        NDArray y = values(x, v -> 0.3 * v - 20);
        double with = learnt(moved.reshape(64, 1), y, 0.5f, 30);
        return Verdict.right(
                "In 30 steps the loss comes down to %.5f. With x as it was, a rate of 0.0001 leaves %.2f after as many, and one of 0.0003 makes it %.0f."
                        .formatted(with, learnt(x, y, 1e-4f, 30), learnt(x, y, 3e-4f, 30)));
    }

    /** The loss after some steps of the lesson's net on these columns. */
    private static double learnt(NDArray columns, NDArray wanted, float rate, int steps) {
        Graph g = new Graph();
        Tensor x = g.constant("x", columns);
        NDArray zeros = NDArray.zeros(ArrayType.float32(columns.shape().dim(1), 1));
        Variable w = g.variable("w", zeros);
        Variable b = g.variable("b", 0f);
        Tensor y = x.matmul(w.read()).plus(b);
        Tensor loss = y.minus(g.constant("wanted", wanted)).square().mean().times(0.5f);
        Operation learn = new GradientDescentOptimizer(rate).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < steps; i++) {
                s.run(learn);
            }
            return s.run(loss).item();
        }
    }

    private static NDArray spread(double from, double to) {
        NDArray x = NDArray.zeros(ArrayType.float32(64, 1));
        for (int i = 0; i < 64; i++) {
            x.set(i, from + (to - from) * i / 63);
        }
        return x;
    }

    private static NDArray values(NDArray x, DoubleUnaryOperator f) {
        NDArray y = x.copy();
        for (int i = 0; i < y.size(); i++) {
            y.set(i, f.applyAsDouble(x.get(i)));
        }
        return y;
    }
}
