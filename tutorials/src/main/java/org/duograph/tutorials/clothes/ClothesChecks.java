package org.duograph.tutorials.clothes;

import static org.duograph.tutorials.Numbers.near;
import static org.duograph.tutorials.Numbers.text;

import java.util.Arrays;
import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class ClothesChecks {
    private static final double CLOSE = 1e-6;

    private ClothesChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "Can you believe it when it says so?",
                        "Compute the precision of each class from a confusion matrix.",
                        () -> precision(mine)),
                new Exercise(
                        "Second best",
                        "Compute in topTwo how often the right class is one of the two likeliest.",
                        () -> topTwo(mine)),
                new Exercise(
                        "Left shoes and right shoes",
                        "Exchange left and right of each image in mirrored.",
                        () -> mirrored(mine)));
    }

    private static Verdict precision(Exercises mine) {
        int[][] counts = {{6, 2, 0}, {1, 9, 0}, {5, 5, 0}};
        double[] wanted = {0.5, 9 / 16.0, 0};
        double[] recall = {0.75, 0.9, 0};
        double[] found = mine.precision(new int[][] {{6, 2, 0}, {1, 9, 0}, {5, 5, 0}});
        String seen = "Of %s you make %s.".formatted(Arrays.deepToString(counts), text(found));
        if (near(found, wanted)) {
            return Verdict.right(seen);
        }
        if (found.length != 3) {
            return Verdict.wrong(seen, "there are three classes, hence three numbers.");
        }
        if (near(found, recall)) {
            return Verdict.wrong(
                    seen,
                    "you divide by the sum of the row, all that really are of the class; who was called so stands in the column.");
        }
        if (Double.isNaN(found[2])) {
            return Verdict.wrong(
                    seen, "the third class was never said, and 0 / 0 is no number; make it 0.");
        }
        return Verdict.wrong(
                seen, "for class c it is counts[c][c], divided by the sum of counts[r][c] over r.");
    }

    private static Verdict topTwo(Exercises mine) {
        NDArray probabilities =
                NDArray.of(
                        Shape.of(4, 3),
                        0.7f,
                        0.2f,
                        0.1f,
                        0.5f,
                        0.1f,
                        0.4f,
                        0.1f,
                        0.3f,
                        0.6f,
                        0.2f,
                        0.5f,
                        0.3f);
        int[] labels = {0, 2, 0, 1}; // best, second, third, best
        double found = mine.topTwo(probabilities.copy(), labels.clone());
        String seen = "Of four rows with ranks 1, 2, 3 and 1 you make %.2f.".formatted(found);
        if (Math.abs(found - 0.75) < CLOSE) {
            return Verdict.right(seen);
        }
        if (Math.abs(found - 0.5) < CLOSE) {
            return Verdict.wrong(
                    seen, "that is how often the likeliest is right; let the second count too.");
        }
        if (Math.abs(found - 3) < CLOSE) {
            return Verdict.wrong(seen, "that is how many; divide by the number of rows.");
        }
        return Verdict.wrong(
                seen,
                "count the classes that are likelier than the right one; with none or one of them it is among the two.");
    }

    private static Verdict mirrored(Exercises mine) {
        NDArray images = NDArray.of(Shape.of(2, 1, 2, 3), 1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        double[] wanted = {3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10};
        double[] upsideDown = {4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9};
        NDArray found = mine.mirrored(images.copy());
        if (!found.shape().equals(images.shape())) {
            return Verdict.wrong(
                    "The shape is " + found.shape() + ".", "keep it as it is, " + images.shape());
        }
        double[] pixels = found.toDoubles();
        String seen =
                "The rows 1 2 3 and 4 5 6 become %s.".formatted(text(Arrays.copyOf(pixels, 6)));
        if (near(pixels, wanted)) {
            return Verdict.right(seen);
        }
        if (near(pixels, upsideDown)) {
            return Verdict.wrong(seen, "that is upside down; exchange columns, not rows.");
        }
        if (near(Arrays.copyOf(pixels, 6), Arrays.copyOf(wanted, 6))) {
            return Verdict.wrong(seen, "the first image is right; there are more.");
        }
        if (near(pixels, new double[] {3, 2, 3, 6, 5, 6, 9, 8, 9, 12, 11, 12})) {
            return Verdict.wrong(
                    seen, "you read pixels that you have written over; write into a copy.");
        }
        return Verdict.wrong(
                seen, "within each row of W pixels, column x goes to column W - 1 - x.");
    }
}
