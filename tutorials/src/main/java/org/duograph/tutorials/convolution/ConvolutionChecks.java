package org.duograph.tutorials.convolution;

import java.util.Arrays;
import java.util.List;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;

/** Tells whether the exercises of this lesson are solved. */
public final class ConvolutionChecks {
    private static final int ROWS = 3;
    private static final int DEPTH = 4;
    private static final int COLUMNS = 16;

    private ConvolutionChecks() {}

    /** The exercises, as they stand in {@code mine}. */
    public static List<Exercise> of(Exercises mine) {
        return List.of(
                new Exercise(
                        "What Winograd saves",
                        "Write into multiplications how many a tile takes.",
                        () -> multiplications(mine)),
                new Exercise(
                        "The order of loops",
                        "Write into product three loops that never jump in the innermost one.",
                        () -> product(mine)),
                new Exercise(
                        "The size of a block",
                        "Write into rowsOfABlock how many rows fit into half of a cache.",
                        () -> rowsOfABlock(mine)));
    }

    private static Verdict multiplications(Exercises mine) {
        int small = mine.multiplications(2, 3);
        String found = "For a tile of 2 and a window of 3 it is %d.".formatted(small);
        if (small == 4) {
            return Verdict.wrong(found, "that is along one axis; a tile has two.");
        }
        if (small == 36) {
            return Verdict.wrong(found, "so many the definition takes: nine for each output.");
        }
        if (small != 16) {
            return Verdict.wrong(
                    found, "as many as there are pixels under all windows of the tile.");
        }
        int wide = mine.multiplications(2, 5);
        if (mine.multiplications(4, 3) != 36 || wide != 36) {
            return Verdict.wrong(
                    "For a tile of 4 and a window of 3 it is %d, and for 2 and 5 it is %d."
                            .formatted(mine.multiplications(4, 3), wide),
                    "both are 36: tile and window count alike.");
        }
        return Verdict.right(
                "16 in place of 36 for a tile of 2, which is 2.25 times less; 36 in place of 144"
                        + " for a tile of 4, which is 4 times less.");
    }

    private static Verdict product(Exercises mine) {
        Watched a = new Watched(numbers(ROWS * DEPTH, 3));
        Watched b = new Watched(numbers(DEPTH * COLUMNS, 5));
        Watched y = new Watched(new float[ROWS * COLUMNS]);
        mine.product(a, b, y, ROWS, DEPTH, COLUMNS);
        if (!Arrays.equals(y.numbers(), expected())) {
            return Verdict.wrong(
                    "The product is not right.",
                    "y[r * columns + j] is the sum over k of a[r * depth + k] * b[k * columns + j].");
        }
        String found =
                "In %d multiplications B jumps %d times and Y %d times."
                        .formatted(ROWS * DEPTH * COLUMNS, b.jumps(), y.jumps());
        if (b.jumps() > ROWS * DEPTH || y.jumps() > ROWS * DEPTH) {
            return Verdict.wrong(
                    found,
                    "which of the three indices moves by one number in both B and Y? Its loop"
                            + " belongs inside.");
        }
        return Verdict.right(found);
    }

    private static float[] numbers(int size, int step) {
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = i * step % 7;
        }
        return numbers;
    }

    private static float[] expected() {
        float[] a = numbers(ROWS * DEPTH, 3);
        float[] b = numbers(DEPTH * COLUMNS, 5);
        float[] y = new float[ROWS * COLUMNS];
        for (int r = 0; r < ROWS; r++) {
            for (int j = 0; j < COLUMNS; j++) {
                for (int k = 0; k < DEPTH; k++) {
                    y[r * COLUMNS + j] += a[r * DEPTH + k] * b[k * COLUMNS + j];
                }
            }
        }
        return y;
    }

    private static Verdict rowsOfABlock(Exercises mine) {
        int rows = mine.rowsOfABlock(1 << 20, 64);
        String found = "For a cache of 1 MiB and 64 channels it is %d.".formatted(rows);
        if (rows == 448) {
            return Verdict.wrong(found, "only half of the cache is for the rows.");
        }
        if (rows == 904) {
            return Verdict.wrong(found, "a float has 4 bytes.");
        }
        if (rows != 224) {
            return Verdict.wrong(
                    found,
                    "a row has 3 * 3 * 64 numbers of 4 bytes; the result is a multiple of 8.");
        }
        int few = mine.rowsOfABlock(1 << 15, 64);
        if (few != 8) {
            return Verdict.wrong(
                    "For a cache of 32 KiB and 64 channels it is %d.".formatted(few),
                    "it is to be 8 at least.");
        }
        return Verdict.right(
                "224 rows of 2304 bytes are %d bytes, a little less than half of 1 MiB."
                        .formatted(224 * 2304));
    }
}
