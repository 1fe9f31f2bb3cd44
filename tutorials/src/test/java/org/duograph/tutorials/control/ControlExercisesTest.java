package org.duograph.tutorials.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class ControlExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return ControlChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(ControlChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
        assertThat(verdict(new Solutions(), 1).found()).contains("1 between 0 and 1, and 0 beyond");
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(ControlChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aClipThatForgetsAnEdgeIsNotRight() {
        Exercises unclipped =
                new Solutions() {
                    @Override
                    public Tensor clip(Graph g, Tensor x) {
                        return x.identity();
                    }
                };
        assertThat(verdict(unclipped, 1).hint()).contains("whether x is below 0");
        Exercises below =
                new Solutions() {
                    @Override
                    public Tensor clip(Graph g, Tensor x) {
                        return x.relu();
                    }
                };
        assertThat(verdict(below, 1).hint()).contains("a second choice");
    }

    @Test
    void aLoopThatIsOffByOneIsTold() {
        assertThat(verdict(times(1), 2).hint()).contains("once too often");
        assertThat(verdict(times(-1), 2).hint()).contains("once too few");
        assertThat(verdict(times(5), 2).hint()).contains("two numbers go round");
    }

    private static Exercises times(int more) {
        return new Solutions() {
            @Override
            public Tensor power(Graph g, Tensor x, Tensor n) {
                return super.power(g, x, n.plus(more));
            }
        };
    }

    @Test
    void aProductThatDoesNotDependOnXHasNoSlope() {
        Exercises stopped =
                new Solutions() {
                    @Override
                    public Tensor power(Graph g, Tensor x, Tensor n) {
                        return super.power(g, x.stopGradient(), n).plus(x.times(0f));
                    }
                };
        assertThat(verdict(stopped, 2).hint()).contains("multiply by x itself");
    }

    @Test
    void aLineThatForgetsIsNotRight() {
        Exercises swapped =
                new Solutions() {
                    @Override
                    public Tensor smooth(Graph g, Tensor x, float keep) {
                        return super.smooth(g, x, 1 - keep);
                    }
                };
        assertThat(verdict(swapped, 3).hint()).contains("the share of what was");
        Exercises fromZero =
                new Solutions() {
                    @Override
                    public Tensor smooth(Graph g, Tensor x, float keep) {
                        return g.flow()
                                .scan(
                                        (y, row) -> y.times(keep).plus(row.times(1 - keep)),
                                        x,
                                        g.constant(0f));
                    }
                };
        assertThat(verdict(fromZero, 3).hint()).contains("it began at 0");
        Exercises last =
                new Solutions() {
                    @Override
                    public Tensor smooth(Graph g, Tensor x, float keep) {
                        return g.flow()
                                .foldl((y, row) -> y.times(keep).plus(row.times(1 - keep)), x);
                    }
                };
        assertThat(verdict(last, 3).hint()).contains("a fold only the last");
    }
}
