package org.duograph.tutorials.operator;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.duograph.backend.Kernel;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class OperatorChecks {
    private static final double CLOSE = 1e-5;
    private static final double[] PLACES = {-3, -1, 0, 0.5, 2};

    private OperatorChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise("Mish", "Write the formula of Mish into mish.", () -> mish(mine)),
                new Exercise(
                        "The slope of Mish",
                        "Write the slope of Mish into mishSlope.",
                        () -> slope(mine)),
                new Exercise(
                        "A kernel",
                        "Write the kernel of SnakeGradX into snakeGradient.",
                        () -> kernel(mine)));
    }

    private static double mish(double x) {
        return x * Math.tanh(Math.log1p(Math.exp(x)));
    }

    private static Verdict mish(Exercises mine) {
        for (double x : PLACES) {
            double found = mine.mish(x);
            if (!near(found, mish(x))) {
                return Verdict.wrong(
                        "At %.1f it is %.5f; it has to be %.5f.".formatted(x, found, mish(x)),
                        near(found * x, mish(x))
                                ? "the factor x is missing."
                                : "from the inside out: e^x, then 1 + that, its logarithm, the tanh of that, and last times x.");
            }
        }
        return Verdict.right("It is right at five places, and %.4f at 1.".formatted(mine.mish(1)));
    }

    private static Verdict slope(Exercises mine) {
        double h = 1e-5;
        for (double x : PLACES) {
            double found = mine.mishSlope(x);
            double wanted = (mish(x + h) - mish(x - h)) / (2 * h);
            if (!near(found, wanted)) {
                double v = Math.log1p(Math.exp(x));
                String hint =
                        near(found, Math.tanh(v))
                                ? "that is one of the two terms, the slope of x times the tanh; the other is x times the slope of the tanh."
                                : "with v = log(1 + e^x): tanh(v) + x (1 - tanh(v)^2) times the slope of v.";
                return Verdict.wrong(
                        "At %.1f it is %.5f; differences say %.5f.".formatted(x, found, wanted),
                        hint);
            }
        }
        return Verdict.right("It is what differences say, at five places.");
    }

    private static Verdict kernel(Exercises mine) throws Exception {
        FloatBuffer x = FloatBuffer.wrap(new float[] {0, 0.5f, -1, 9});
        FloatBuffer dY = FloatBuffer.wrap(new float[] {1, 2, -1, 9});
        FloatBuffer dX = FloatBuffer.wrap(new float[] {-7, -7, -7, -7});
        Kernel kernel = mine.snakeGradient(0.5f, 3, x, dY, dX);
        if (kernel == null) {
            return Verdict.wrong("It gives back null.", "give back a kernel: () -> { ... }.");
        }
        if (dX.get(0) != -7 || dX.get(1) != -7) {
            return Verdict.wrong(
                    "The numbers are written before the kernel runs.",
                    "the loop belongs inside of the kernel; outside of it only what never changes is computed.");
        }
        for (int run = 0; run < 2; run++) {
            x.put(0, 0.25f + run); // other numbers in each run
            float[] inputs = {x.get(0), x.get(1), x.get(2), dY.get(0), dY.get(1), dY.get(2)};
            kernel.run();
            float[] after = {x.get(0), x.get(1), x.get(2), dY.get(0), dY.get(1), dY.get(2)};
            if (!Arrays.equals(inputs, after)) {
                return Verdict.wrong("It writes over its inputs.", "only dX may be written.");
            }
            for (int i = 0; i < 3; i++) {
                double wanted = dY.get(i) * (1 + Math.sin(x.get(i)));
                if (!near(dX.get(i), wanted)) {
                    String seen =
                            "In run %d, number %d is %.5f; it has to be %.5f."
                                    .formatted(run + 1, i, dX.get(i), wanted);
                    return Verdict.wrong(
                            seen,
                            near(dX.get(i) * dY.get(i), wanted)
                                    ? "the slope is right, and dY is missing: the chain rule."
                                    : "frequency is 0.5 here, so that it is dY (1 + sin(x)); the kernel must read x when it runs.");
                }
            }
        }
        if (dX.get(3) != -7) {
            return Verdict.wrong(
                    "It writes behind the last number.",
                    "the buffers may be longer than the array: stop at size.");
        }
        return Verdict.right("Two runs give the right numbers, and nothing else was written.");
    }

    private static boolean near(double a, double b) {
        return Math.abs(a - b) < CLOSE;
    }
}
