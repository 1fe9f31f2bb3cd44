package org.duograph.tutorials.seeing;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tensorboard.FileWriter;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class SeeingExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return SeeingChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(SeeingChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(2)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(SeeingChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(2)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aMissingLastLossAndWrongStepsAreFound() {
        Exercises tenths =
                new Solutions() {
                    @Override
                    public void watch(FileWriter writer, double[] losses) {
                        for (int i = 0; i < losses.length; i += 10) {
                            writer.addScalar("loss", losses[i], i);
                        }
                    }
                };
        assertThat(verdict(tenths, 1).hint()).contains("the last one, 35, is missing");
        Exercises counted =
                new Solutions() {
                    @Override
                    public void watch(FileWriter writer, double[] losses) {
                        for (int i = 0; i < losses.length; i += 10) {
                            writer.addScalar("loss", losses[i], i / 10);
                        }
                    }
                };
        assertThat(verdict(counted, 1).hint()).contains("the place in the array");
    }

    @Test
    void smoothingThatLeansTowardsZeroIsNamed() {
        Exercises leaning =
                new Solutions() {
                    @Override
                    public double[] smoothed(double[] numbers, double weight) {
                        double[] smooth = super.smoothed(numbers, weight);
                        for (int i = 0; i < smooth.length; i++) {
                            smooth[i] *= 1 - Math.pow(weight, i + 1);
                        }
                        return smooth;
                    }
                };
        assertThat(verdict(leaning, 2).hint()).contains("divide by 1 - weight^n");
    }
}
