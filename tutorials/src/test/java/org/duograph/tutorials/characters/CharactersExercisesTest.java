package org.duograph.tutorials.characters;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.data.Characters;
import org.duograph.data.TextBatches;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class CharactersExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return CharactersChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(CharactersChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(CharactersChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aTemperatureThatWorksTheWrongWayIsNamed() {
        Exercises times =
                new Solutions() {
                    @Override
                    public double[] probabilities(double[] scores, double temperature) {
                        return super.probabilities(scores, 1 / temperature);
                    }
                };
        assertThat(verdict(times, 1).hint()).contains("divide by it");
        Exercises none =
                new Solutions() {
                    @Override
                    public double[] probabilities(double[] scores, double temperature) {
                        return super.probabilities(scores, 1);
                    }
                };
        assertThat(verdict(none, 1).hint()).contains("plays no part");
        Exercises tooLarge =
                new Solutions() {
                    @Override
                    public double[] probabilities(double[] scores, double temperature) {
                        double[] p = super.probabilities(scores, temperature);
                        return scores[0] > 700 ? new double[] {Double.NaN, Double.NaN} : p;
                    }
                };
        assertThat(verdict(tooLarge, 1).hint()).contains("exp(1000) is infinite");
    }

    @Test
    void aLossThatIsNearlyRightIsNamed() {
        double loss = Math.log(4);
        assertThat(verdict(says(-loss, 4), 2).hint()).contains("mind the minus");
        assertThat(verdict(says(3 * loss, 4), 2).hint()).contains("the loss is the mean");
        assertThat(verdict(says(Math.log10(4), 4), 2).hint()).contains("log10 is another one");
        assertThat(verdict(says(loss, 2), 2).hint()).contains("Math.exp of it");
        assertThat(verdict(says(loss), 2).hint()).contains("two numbers");
    }

    private static Exercises says(double... numbers) {
        return new Solutions() {
            @Override
            public double[] lossAndPerplexity(double[] right) {
                return numbers;
            }
        };
    }

    @Test
    void streamsThatDoNotGoOnAreNamed() {
        int[][] rows = {{0, 1}, {4, 5}, {8, 9}};
        assertThat(verdict(batch(rows), 3).hint()).contains("a row for each step");
        int[][] pieces = {{0, 2, 4}, {1, 3, 5}};
        assertThat(verdict(batch(pieces), 3).hint()).contains("a third of the whole text");
        int[][] other = {{0, 1, 2}, {3, 4, 5}};
        assertThat(verdict(batch(other), 3).hint()).contains("begin at 0, 4 and 8");
    }

    private static Exercises batch(int[][] batch) {
        return new Solutions() {
            @Override
            public int[][] firstBatch(int[] text, int streams, int steps) {
                return batch;
            }
        };
    }

    @Test
    void theFirstBatchIsThatOfTheLesson() {
        int[] text = Characters.of("abcdefghijklm").encode("abcdefghijklm");
        NDArray lesson = new TextBatches(text, 3, 2).batch(0).characters();
        int[][] mine = new Solutions().firstBatch(text, 3, 2);
        for (int i = 0; i < lesson.size(); i++) {
            assertThat(mine[i / 3][i % 3]).isEqualTo((int) lesson.getWhole(i));
        }
    }
}
