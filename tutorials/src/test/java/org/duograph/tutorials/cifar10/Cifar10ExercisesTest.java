package org.duograph.tutorials.cifar10;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class Cifar10ExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return Cifar10Checks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(Cifar10Checks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(Cifar10Checks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void whatIsForgottenInTheCountIsNamed() {
        Exercises noBias =
                new Solutions() {
                    @Override
                    public int numbersToLearn(int in, int out, int kernel) {
                        return super.numbersToLearn(in, out, kernel) - out;
                    }
                };
        assertThat(verdict(noBias, 1).hint()).contains("has a bias, too");
        Exercises oneChannel =
                new Solutions() {
                    @Override
                    public int numbersToLearn(int in, int out, int kernel) {
                        return super.numbersToLearn(1, out, kernel);
                    }
                };
        assertThat(verdict(oneChannel, 1).hint()).contains("for each channel of the input");
    }

    @Test
    void aWrongSizeIsNamed() {
        Exercises oneLess =
                new Solutions() {
                    @Override
                    public int sizeAfter(int size, int kernel, int pad, int stride) {
                        return super.sizeAfter(size, kernel, pad, stride) - 1;
                    }
                };
        assertThat(verdict(oneLess, 2).hint()).contains("one more");
        Exercises oneSide =
                new Solutions() {
                    @Override
                    public int sizeAfter(int size, int kernel, int pad, int stride) {
                        return (size + pad - kernel) / stride + 1;
                    }
                };
        assertThat(verdict(oneSide, 2).hint()).contains("on both sides");
        Exercises strideOnly =
                new Solutions() {
                    @Override
                    public int sizeAfter(int size, int kernel, int pad, int stride) {
                        return size / stride;
                    }
                };
        assertThat(verdict(strideOnly, 2).hint()).contains("rounded down, and add 1");
    }

    @Test
    void stepsWithoutMomentumAreNamed() {
        assertThat(verdict(goes(-0.1, -0.2, 0, 0), 3).hint()).contains("where does m stay?");
        assertThat(verdict(goes(0.1, 0.29, 0.261, 0.2349), 3).hint()).contains("uphill");
        assertThat(verdict(goes(-0.1, -0.19, 0.029, 0.0261), 3).hint()).contains("m itself");
        assertThat(verdict(goes(0, 0, 0, 0), 3).hint()).contains("from step to step");
    }

    private static Exercises goes(double... weights) {
        return new Solutions() {
            @Override
            public double[] withMomentum(double[] gradients, double rate, double momentum) {
                return weights;
            }
        };
    }
}
