package org.duograph.tutorials.cifar10;

import static org.duograph.tutorials.Numbers.near;
import static org.duograph.tutorials.Numbers.text;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.pad;
import static org.duograph.workspace.model.Option.stride;

import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;

/** Tells whether the exercises of this lesson are solved. */
public final class Cifar10Checks {
    private Cifar10Checks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Count the weights",
                        "Compute in numbersToLearn what a convolution has to learn.",
                        () -> numbersToLearn(mine)),
                new Exercise(
                        "How large is what comes out?",
                        "Compute in sizeAfter the height of what a convolution makes.",
                        () -> sizeAfter(mine)),
                new Exercise(
                        "A weight with momentum",
                        "Take the optimizer's steps by hand in withMomentum.",
                        () -> withMomentum(mine)));
    }

    private static Verdict numbersToLearn(Exercises mine) {
        int[][] cases = {{3, 32, 3}, {32, 64, 3}, {1, 20, 5}};
        for (int[] c : cases) {
            ModelHelper model = new ModelHelper("counted");
            model.input("data", Shape.of(1, c[0], 16, 16));
            Brew.conv(model, "data", "conv", c[1], kernel(c[2]));
            long wanted = model.learntNumbers();
            int found = mine.numbersToLearn(c[0], c[1], c[2]);
            if (found != wanted) {
                String seen =
                        "For %d channels in, %d out and a kernel of %d you count %d; the model has %d."
                                .formatted(c[0], c[1], c[2], found, wanted);
                if (found == wanted - c[1]) {
                    return Verdict.wrong(seen, "each output has a bias, too.");
                }
                if (found == c[1] * c[2] * c[2] + c[1]) {
                    return Verdict.wrong(
                            seen,
                            "a kernel has its rows and columns for each channel of the input.");
                }
                return Verdict.wrong(
                        seen, "each output has in * kernel * kernel weights and one bias.");
            }
        }
        return Verdict.right("Three models have as many as you count.");
    }

    private static Verdict sizeAfter(Exercises mine) {
        int[][] cases = {{28, 5, 2, 1}, {28, 5, 0, 1}, {32, 3, 1, 2}, {224, 11, 2, 4}};
        for (int[] c : cases) {
            ModelHelper model = new ModelHelper("sized");
            model.input("data", Shape.of(1, 1, c[0], c[0]));
            Brew.conv(model, "data", "conv", 1, kernel(c[1]), pad(c[2]), stride(c[3]));
            int wanted = model.type("conv").shape().dim(2);
            int found = mine.sizeAfter(c[0], c[1], c[2], c[3]);
            if (found != wanted) {
                String seen =
                        "From %d with kernel %d, pad %d and stride %d you come to %d; the model says %d."
                                .formatted(c[0], c[1], c[2], c[3], found, wanted);
                if (found == wanted - 1) {
                    return Verdict.wrong(
                            seen, "the place where the kernel begins counts as well: one more.");
                }
                if (found == (c[0] + c[2] - c[1]) / c[3] + 1) {
                    return Verdict.wrong(seen, "the border is on both sides.");
                }
                return Verdict.wrong(
                        seen,
                        "size + 2 * pad - kernel rows are left to go; divide by stride, rounded down, and add 1.");
            }
        }
        return Verdict.right("Four models say the same.");
    }

    private static Verdict withMomentum(Exercises mine) {
        double[] gradients = {1, 1, -2, 0};
        double[] wanted = {-0.1, -0.29, -0.261, -0.2349};
        double[] found = mine.withMomentum(gradients.clone(), 0.1, 0.9);
        String seen =
                "With the gradients 1, 1, -2, 0, rate 0.1 and momentum 0.9 the weight goes %s."
                        .formatted(text(found));
        if (near(found, wanted)) {
            return Verdict.right(seen);
        }
        if (near(found, new double[] {-0.1, -0.2, 0, 0})) {
            return Verdict.wrong(seen, "these are steps without momentum; where does m stay?");
        }
        if (near(found, Arrays.stream(wanted).map(v -> -v).toArray())) {
            return Verdict.wrong(seen, "that is uphill; m is subtracted.");
        }
        if (near(found, new double[] {-0.1, -0.19, 0.029, 0.0261})) {
            return Verdict.wrong(
                    seen, "that is m itself; the weight is the sum of all steps so far.");
        }
        return Verdict.wrong(
                seen, "keep m from step to step; it should go 0.1, 0.19, -0.029, -0.0261.");
    }
}
