package org.duograph.tutorials.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.duograph.compile.Rewriter;
import org.duograph.graph.Graph;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class CompilerExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return CompilerChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(CompilerChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(CompilerChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void theSumAndALifeThatEndsTooEarlyAreNamed() {
        Exercises sum =
                new Solutions() {
                    @Override
                    public long least(long[] bytes, int[] from, int[] to) {
                        return Arrays.stream(bytes).sum();
                    }
                };
        assertThat(verdict(sum, 1).hint()).contains("not all are in use at once");
        Exercises early =
                new Solutions() {
                    @Override
                    public long least(long[] bytes, int[] from, int[] to) {
                        return super.least(bytes, from, from);
                    }
                };
        assertThat(verdict(early, 1).hint()).contains("still in use in its last step");
    }

    @Test
    void placesThatOverlapOrShareNothingAreFound() {
        Exercises nowhere =
                new Solutions() {
                    @Override
                    public long[] places(long[] bytes, int[] from, int[] to) {
                        return new long[bytes.length];
                    }
                };
        assertThat(verdict(nowhere, 2).found()).contains("overlap, and both are in use in step");
        Exercises inARow =
                new Solutions() {
                    @Override
                    public long[] places(long[] bytes, int[] from, int[] to) {
                        long[] places = new long[bytes.length];
                        for (int i = 1; i < bytes.length; i++) {
                            places[i] = places[i - 1] + bytes[i - 1];
                        }
                        return places;
                    }
                };
        assertThat(verdict(inARow, 2).hint()).contains("little is shared");
    }

    @Test
    void aPassThatDropsNothingOrChangesItsGraphIsFound() {
        Exercises copies =
                new Solutions() {
                    @Override
                    public Graph withoutDoubleNegatives(Graph graph) {
                        Rewriter rewriter = new Rewriter(graph);
                        graph.nodes().forEach(rewriter::copy);
                        return rewriter.finish();
                    }
                };
        assertThat(verdict(copies, 3).found()).contains("3 are left");
        Exercises same =
                new Solutions() {
                    @Override
                    public Graph withoutDoubleNegatives(Graph graph) {
                        return graph;
                    }
                };
        assertThat(verdict(same, 3).hint()).contains("a graph is never changed");
    }
}
