package org.duograph.tutorials.convolution;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class ConvolutionExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return ConvolutionChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(ConvolutionChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(ConvolutionChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void multiplicationsAlongOneAxisAndThoseOfTheDefinitionAreNamed() {
        Exercises line =
                new Solutions() {
                    @Override
                    public int multiplications(int tile, int window) {
                        return tile + window - 1;
                    }
                };
        assertThat(verdict(line, 1).hint()).contains("along one axis");
        Exercises definition =
                new Solutions() {
                    @Override
                    public int multiplications(int tile, int window) {
                        return tile * tile * window * window;
                    }
                };
        assertThat(verdict(definition, 1).hint()).contains("the definition takes");
    }

    @Test
    void loopsThatJumpAreFoundThoughTheirProductIsRight() {
        Exercises jumps =
                new Solutions() {
                    @Override
                    public void product(
                            Watched a, Watched b, Watched y, int rows, int depth, int columns) {
                        for (int r = 0; r < rows; r++) {
                            for (int j = 0; j < columns; j++) {
                                for (int k = 0; k < depth; k++) {
                                    float x = a.get(r * depth + k);
                                    y.add(r * columns + j, x * b.get(k * columns + j));
                                }
                            }
                        }
                    }
                };
        assertThat(verdict(jumps, 2).hint()).contains("belongs inside");
        Exercises nothing =
                new Solutions() {
                    @Override
                    public void product(
                            Watched a, Watched b, Watched y, int rows, int depth, int columns) {}
                };
        assertThat(verdict(nothing, 2).found()).contains("not right");
    }

    @Test
    void bytesThatAreForgottenAndAWholeCacheAreNamed() {
        Exercises floats =
                new Solutions() {
                    @Override
                    public int rowsOfABlock(int cacheBytes, int channels) {
                        return super.rowsOfABlock(4 * cacheBytes, channels);
                    }
                };
        assertThat(verdict(floats, 3).hint()).contains("4 bytes");
        Exercises whole =
                new Solutions() {
                    @Override
                    public int rowsOfABlock(int cacheBytes, int channels) {
                        return super.rowsOfABlock(2 * cacheBytes, channels);
                    }
                };
        assertThat(verdict(whole, 3).hint()).contains("half of the cache");
    }
}
