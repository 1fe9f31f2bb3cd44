package org.duograph.tutorials.gradients;

import java.util.List;
import org.duograph.session.Fetched;
import org.duograph.session.GradientChecker;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.JavaCode;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class GradientChecks {
    private static final double CLOSE = 1e-3;

    private GradientChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "The chain rule by hand",
                        "Write the gradients of y = w2 * tanh(w1 * x) into chainRule, without a graph.",
                        () -> chainRule(mine)),
                new Exercise(
                        "A gradient of your own",
                        "Write the gradient of softsign, y = x / (1 + |x|), into softsignGradient.",
                        () -> softsign(mine)),
                new Exercise(
                        "Newton finds a zero",
                        "Build the tensor x - y / y' in findZero.",
                        () -> newton(mine)));
    }

    private static Verdict chainRule(Exercises mine) {
        Graph g = new Graph();
        Tensor w1 = g.placeholder("w1", DType.FLOAT64);
        Tensor w2 = g.placeholder("w2", DType.FLOAT64);
        Tensor x = g.placeholder("x", DType.FLOAT64);
        Tensor y = w2.times(w1.times(x).tanh());
        Object[] gradients = g.gradients(y, List.of(w1, w2, x)).toArray();
        double[][] cases = {{0.5, 3, -1}, {-0.2, 0.7, 2}};
        try (Session s = new Session(g)) {
            for (double[] c : cases) {
                Fetched right = s.feed(w1, c[0]).feed(w2, c[1]).feed(x, c[2]).run(gradients);
                double[] found = mine.chainRule(c[0], c[1], c[2]);
                if (found.length != 3) {
                    return Verdict.wrong(
                            "There are " + found.length + " numbers.",
                            "return three: the gradients of w1, of w2 and of x.");
                }
                for (int i = 0; i < 3; i++) {
                    double wanted = right.get(i).item();
                    if (!near(found[i], wanted)) {
                        return wrongLink(i, c, found[i], wanted);
                    }
                }
            }
        }
        return Verdict.right("All three gradients are those of g.gradients, at two places.");
    }

    /** What is wrong with a gradient of the first exercise, if one of the usual things is. */
    private static Verdict wrongLink(int i, double[] c, double found, double wanted) {
        double t = Math.tanh(c[0] * c[2]);
        String seen =
                "At w1 = %.1f, w2 = %.1f, x = %.1f your gradient of %s is %.4f; g.gradients says %.4f."
                        .formatted(
                                c[0], c[1], c[2], List.of("w1", "w2", "x").get(i), found, wanted);
        if (i == 1) {
            return Verdict.wrong(seen, "w2 stands in one product only; what is the other factor?");
        }
        if (near(found * c[1], wanted)) {
            return Verdict.wrong(
                    seen, "the first step backwards goes through w2 * tanh: where is w2?");
        }
        if (near(found * (1 - t * t), wanted)) {
            return Verdict.wrong(
                    seen, "on the way lies tanh, and its slope 1 - tanh^2 is missing.");
        }
        return Verdict.wrong(
                seen,
                "name each step (u = w1 * x, t = tanh(u), y = w2 * t), then go back through them: dt, du, and last dw1 and dx.");
    }

    private static Verdict softsign(Exercises mine) {
        JavaCode softsign =
                JavaCode.sameShape(GradientChecks::softsigned)
                        .withGradient(
                                (x, y, dy) -> List.of(mine.softsignGradient(x.get(0), dy.get(0))));
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT64, 4);
        Tensor y = g.call("softsign", softsign, List.of(DType.FLOAT64), x).get(0);
        GradientChecker alone = new GradientChecker(y, List.of(x));
        GradientChecker weighted = new GradientChecker(y.times(y), List.of(x));
        NDArray at = NDArray.of(Shape.of(4), -2.0, -0.5, 0.25, 3);
        try (Session s = new Session(g)) {
            double error = alone.error(s.feed(x, at));
            if (!(error < CLOSE)) {
                return Verdict.wrong(
                        "At -2, -0.5, 0.25 and 3 it is off by up to %.4f.".formatted(error),
                        "all slopes of softsign are positive, and the one at 3 is 1/16; write x = 3 on paper and follow your lines.");
            }
            error = weighted.error(s.feed(x, at));
            if (!(error < CLOSE)) {
                return Verdict.wrong(
                        "Alone it is right, but before another operator it is off by %.4f."
                                .formatted(error),
                        "your gradient is the slope; the chain rule multiplies it by dy, which comes from behind.");
            }
        }
        return Verdict.right(
                "The gradient checker finds no difference, alone and before a square.");
    }

    private static NDArray softsigned(NDArray x) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, x.get(i) / (1 + Math.abs(x.get(i))));
        }
        return x;
    }

    private static Verdict newton(Exercises mine) {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT64, 1);
        Tensor y = x.square().minus(2);
        Tensor next = mine.findZero(x, y);
        if (next == null) {
            return Verdict.wrong("It gives back null.", "give back the tensor of the next x.");
        }
        try (Session s = new Session(g)) {
            double first = s.feed(x, new double[] {3}).run(next).get(0);
            if (near(first, 11 / 6.0)) {
                double at = 3;
                for (int i = 0; i < 5; i++) {
                    at = s.feed(x, new double[] {at}).run(next).get(0);
                }
                return Verdict.right(
                        "For x^2 - 2 it goes from 3 to %.6f in five steps; the root of 2 is %.6f."
                                .formatted(at, Math.sqrt(2)));
            }
            String found = "For y = x^2 - 2 it goes from 3 to %.4f.".formatted(first);
            if (near(first, 0)) {
                return Verdict.wrong(
                        found,
                        "you divide the slope by the slope of the slope, which looks for the lowest y; here y itself must become 0.");
            }
            if (near(first, 25 / 6.0)) {
                return Verdict.wrong(found, "that is away from the zero: is it plus or minus?");
            }
            if (near(first, 3 - 7 * 6) || near(first, 3 - 6 / 7.0)) {
                return Verdict.wrong(
                        found, "y is 7 there and its slope 6: divide the one by the other.");
            }
            return Verdict.wrong(
                    found,
                    "x.graph().gradients(y, List.of(x)) has the slope; then it is x minus y divided by that.");
        }
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) < CLOSE;
    }
}
