package org.duograph.tutorials.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class SequencesExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return SequencesChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(SequencesChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(SequencesChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aCellWithoutMemoryIsNamed() {
        Exercises forgets =
                new Solutions() {
                    @Override
                    public double[] cell(double w, double u, double b, double[] x) {
                        return super.cell(w, 0, b, x);
                    }
                };
        assertThat(verdict(forgets, 1).hint()).contains("the others need u * h");
        Exercises noBias =
                new Solutions() {
                    @Override
                    public double[] cell(double w, double u, double b, double[] x) {
                        return super.cell(w, u, 0, x);
                    }
                };
        assertThat(verdict(noBias, 1).hint()).contains("begin there");
    }

    @Test
    void aMeanOverStepsThatAreNotThereIsNamed() {
        Exercises all =
                new Solutions() {
                    @Override
                    public Tensor meanOverSteps(Tensor outputs, Tensor lengths) {
                        return outputs.mean(1);
                    }
                };
        assertThat(verdict(all, 2).hint()).contains("was divided by three");
        Exercises sums =
                new Solutions() {
                    @Override
                    public Tensor meanOverSteps(Tensor outputs, Tensor lengths) {
                        return outputs.sum(1);
                    }
                };
        assertThat(verdict(sums, 2).hint()).contains("divide by the lengths");
        Exercises wrongAxis =
                new Solutions() {
                    @Override
                    public Tensor meanOverSteps(Tensor outputs, Tensor lengths) {
                        return outputs.sum(2).dividedBy(lengths.cast(DType.FLOAT32).reshape(-1, 1));
                    }
                };
        assertThat(verdict(wrongAxis, 2).hint()).contains("which axis is time?");
    }

    @Test
    void anUnfinishedSoftmaxIsNamed() {
        assertThat(verdict(weights(0, 1, 2), 3).hint()).contains("still to come");
        assertThat(verdict(weights(1, Math.E, Math.E * Math.E), 3).hint()).contains("by their sum");
        double sum = 1 + Math.E + Math.E * Math.E;
        Verdict forLargeOnes = verdict(weights(1 / sum, Math.E / sum, Math.E * Math.E / sum), 3);
        assertThat(forLargeOnes.hint()).contains("exp(1000) is infinite");
    }

    private static Exercises weights(double... weights) {
        return new Solutions() {
            @Override
            public double[] attention(double[] query, double[][] memory) {
                return weights;
            }
        };
    }
}
