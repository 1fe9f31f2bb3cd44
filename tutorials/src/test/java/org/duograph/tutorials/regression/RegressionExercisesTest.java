package org.duograph.tutorials.regression;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class RegressionExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return RegressionChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(RegressionChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(RegressionChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aFactorOfTheGradientsIsNamed() {
        assertThat(verdict(gradientsTimes(-1), 1).hint()).contains("the wrong way round");
        assertThat(verdict(gradientsTimes(2), 1).hint()).contains("twice too large");
        assertThat(verdict(gradientsTimes(4), 1).hint()).contains("the sum over the four points");
        assertThat(verdict(gradientsTimes(3), 1).hint()).contains("take one point first");
    }

    private static Exercises gradientsTimes(double factor) {
        return new Solutions() {
            @Override
            public double[] gradients(double w, double b, double[] x, double[] y) {
                double[] right = super.gradients(w, b, x, y);
                return new double[] {right[0] * factor, right[1] * factor};
            }
        };
    }

    @Test
    void columnsThatAreNoParabolaAreNotRight() {
        Exercises twice =
                new Solutions() {
                    @Override
                    public NDArray columns(NDArray x) {
                        NDArray columns = NDArray.zeros(ArrayType.float32(x.size(), 2));
                        for (int i = 0; i < x.size(); i++) {
                            columns.set(2 * i, x.get(i));
                            columns.set(2 * i + 1, x.get(i));
                        }
                        return columns;
                    }
                };
        assertThat(verdict(twice, 2).found()).contains("the loss is still");
        Exercises one =
                new Solutions() {
                    @Override
                    public NDArray columns(NDArray x) {
                        return x;
                    }
                };
        assertThat(verdict(one, 2).hint()).contains("two columns");
    }

    @Test
    void aHalfOfStandardizingIsNotRight() {
        Exercises nothing =
                new Solutions() {
                    @Override
                    public NDArray standardized(NDArray x) {
                        return x;
                    }
                };
        assertThat(verdict(nothing, 3).hint()).contains("subtract the mean");
        Exercises movedOnly =
                new Solutions() {
                    @Override
                    public NDArray standardized(NDArray x) {
                        for (int i = 0; i < x.size(); i++) {
                            x.set(i, x.get(i) - 100);
                        }
                        return x;
                    }
                };
        assertThat(verdict(movedOnly, 3).hint()).contains("the deviation");
    }
}
