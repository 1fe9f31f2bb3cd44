package org.duograph.tutorials.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.duograph.backend.Kernel;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class OperatorExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return OperatorChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(OperatorChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(OperatorChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aMissingFactorAndAMissingTermAreNamed() {
        Exercises half =
                new Solutions() {
                    @Override
                    public double mish(double x) {
                        return Math.tanh(Math.log1p(Math.exp(x)));
                    }

                    @Override
                    public double mishSlope(double x) {
                        return mish(x);
                    }
                };
        assertThat(verdict(half, 1).hint()).contains("the factor x is missing");
        assertThat(verdict(half, 2).hint()).contains("one of the two terms");
    }

    @Test
    void aKernelThatRunsTooEarlyOrTooFarIsFound() {
        Exercises early =
                new Solutions() {
                    @Override
                    public Kernel snakeGradient(
                            float f, int size, FloatBuffer x, FloatBuffer dY, FloatBuffer dX) {
                        Kernel kernel = super.snakeGradient(f, size, x, dY, dX);
                        kernel.run();
                        return kernel;
                    }
                };
        assertThat(verdict(early, 3).hint()).contains("the loop belongs inside of the kernel");
        Exercises far =
                new Solutions() {
                    @Override
                    public Kernel snakeGradient(
                            float f, int size, FloatBuffer x, FloatBuffer dY, FloatBuffer dX) {
                        return super.snakeGradient(f, size + 1, x, dY, dX);
                    }
                };
        assertThat(verdict(far, 3).hint()).contains("stop at size");
        Exercises slopeOnly =
                new Solutions() {
                    @Override
                    public Kernel snakeGradient(
                            float f, int size, FloatBuffer x, FloatBuffer dY, FloatBuffer dX) {
                        FloatBuffer ones = FloatBuffer.wrap(new float[] {1, 1, 1, 1});
                        return super.snakeGradient(f, size, x, ones, dX);
                    }
                };
        assertThat(verdict(slopeOnly, 3).hint()).contains("dY is missing");
    }
}
