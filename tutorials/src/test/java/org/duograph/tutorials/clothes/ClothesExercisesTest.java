package org.duograph.tutorials.clothes;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class ClothesExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return ClothesChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(ClothesChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(ClothesChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void rowsInPlaceOfColumnsAreNoticed() {
        Exercises recall =
                new Solutions() {
                    @Override
                    public double[] precision(int[][] counts) {
                        int[][] turned = new int[3][3];
                        for (int i = 0; i < 9; i++) {
                            turned[i % 3][i / 3] = counts[i / 3][i % 3];
                        }
                        return super.precision(turned);
                    }
                };
        assertThat(verdict(recall, 1).hint()).contains("stands in the column");
        Exercises noNumber =
                new Solutions() {
                    @Override
                    public double[] precision(int[][] counts) {
                        return new double[] {0.5, 9 / 16.0, Double.NaN};
                    }
                };
        assertThat(verdict(noNumber, 1).hint()).contains("0 / 0 is no number");
    }

    @Test
    void aCountOrTheBestAloneIsNoShareOfTwo() {
        assertThat(verdict(share(0.5), 2).hint()).contains("let the second count too");
        assertThat(verdict(share(3), 2).hint()).contains("divide by the number of rows");
        assertThat(verdict(share(1), 2).hint()).contains("likelier than the right one");
    }

    private static Exercises share(double share) {
        return new Solutions() {
            @Override
            public double topTwo(NDArray probabilities, int[] labels) {
                return share;
            }
        };
    }

    @Test
    void imagesUpsideDownAreNotMirrored() {
        Exercises upsideDown =
                new Solutions() {
                    @Override
                    public NDArray mirrored(NDArray images) {
                        NDArray turned = images.copy();
                        for (int i = 0; i < images.size(); i++) {
                            int y = i / 3 % 2;
                            turned.set(i + 3 * (1 - 2 * y), images.get(i));
                        }
                        return turned;
                    }
                };
        assertThat(verdict(upsideDown, 3).hint()).contains("exchange columns, not rows");
        Exercises inPlace =
                new Solutions() {
                    @Override
                    public NDArray mirrored(NDArray images) {
                        for (int i = 0; i < images.size(); i++) {
                            images.set(i, images.get(i - i % 3 + 2 - i % 3));
                        }
                        return images;
                    }
                };
        assertThat(verdict(inPlace, 3).hint()).contains("write into a copy");
    }
}
