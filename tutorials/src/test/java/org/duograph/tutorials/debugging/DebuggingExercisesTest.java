package org.duograph.tutorials.debugging;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class DebuggingExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return DebuggingChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(DebuggingChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(DebuggingChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aWrongLogarithmIsNamed() {
        assertThat(verdict(blind(-1), 1).hint()).contains("there is a minus before it");
        assertThat(verdict(blind(1 / Math.log(2)), 1).hint()).contains("in bits");
        Exercises withEmptyClasses =
                new Solutions() {
                    @Override
                    public double blindLoss(int[] labels, int classes) {
                        return classes == 3 ? 0 * Math.log(0) : super.blindLoss(labels, classes);
                    }
                };
        assertThat(verdict(withEmptyClasses, 1).hint()).contains("leave out the classes");
    }

    private static Exercises blind(double factor) {
        return new Solutions() {
            @Override
            public double blindLoss(int[] labels, int classes) {
                return factor * super.blindLoss(labels, classes);
            }
        };
    }

    @Test
    void notANumberIsNotTakenForLife() {
        Exercises notZero =
                new Solutions() {
                    @Override
                    public double alive(NDArray active) {
                        int dead = 0;
                        for (double v : active.toDoubles()) {
                            dead += v <= 0 ? 1 : 0;
                        }
                        return 1 - dead / (double) active.size();
                    }
                };
        assertThat(verdict(notZero, 2).found()).startsWith("Of NaN and 1");
        Exercises count =
                new Solutions() {
                    @Override
                    public double alive(NDArray active) {
                        return super.alive(active) * active.size();
                    }
                };
        assertThat(verdict(count, 2).hint()).contains("divide it by that of all");
    }

    @Test
    void aLogarithmOfSoftmaxThatOverflowsIsFound() {
        Exercises plain =
                new Solutions() {
                    @Override
                    public Tensor logSoftmax(Tensor scores) {
                        return scores.softmax().log();
                    }
                };
        assertThat(verdict(plain, 3).found()).contains("1000, 0, 0");
        Exercises exponentials =
                new Solutions() {
                    @Override
                    public Tensor logSoftmax(Tensor scores) {
                        return super.logSoftmax(scores).exp();
                    }
                };
        assertThat(verdict(exponentials, 3).hint()).contains("have to sum to 1");
        Exercises column =
                new Solutions() {
                    @Override
                    public Tensor logSoftmax(Tensor scores) {
                        return scores.max(1);
                    }
                };
        assertThat(verdict(column, 3).hint()).contains("reshape(-1, 1)");
    }
}
