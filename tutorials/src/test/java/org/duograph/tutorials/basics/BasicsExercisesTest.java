package org.duograph.tutorials.basics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

class BasicsExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return BasicsChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(BasicsChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(BasicsChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void operatorsInTheWrongOrderAreNamed() {
        assertThat(verdict(sum("Add", null), 1).hint()).contains("that is the sum");
        assertThat(verdict(sum("Relu", "Add"), 1).hint()).contains("the other way round");
        assertThat(verdict(sum(null, null), 1).found()).isEqualTo("No operator writes the blob Y.");
    }

    private static Exercises sum(String first, String second) {
        return new Solutions() {
            @Override
            public void sumAboveZero(Net net) {
                if (second != null) {
                    net.op("Relu", "X", "x");
                    net.op("Relu", "Z", "z");
                    net.op(second, List.of("x", "z"), "Y");
                } else if (first != null) {
                    net.op(first, List.of("X", "Z"), "Y");
                }
            }
        };
    }

    @Test
    void anotherFillIsNotRight() {
        Exercises standard =
                new Solutions() {
                    @Override
                    public void fill(Net init) {
                        init.op("GaussianFill", "W", arg("shape", List.of(100, 20)));
                        init.op("ConstantFill", "b", arg("shape", List.of(100)));
                    }
                };
        assertThat(verdict(standard, 2).hint()).contains("without it GaussianFill takes 1");
        Exercises turned =
                new Solutions() {
                    @Override
                    public void fill(Net init) {
                        init.op("GaussianFill", "W", arg("shape", List.of(20, 100)));
                    }
                };
        assertThat(verdict(turned, 2).found()).isEqualTo("W is 20x100.");
    }

    @Test
    void whoForgetsToFeedGetsTheSameAnswerTwice() {
        Exercises unfed =
                new Solutions() {
                    @Override
                    public NDArray ask(Workspace workspace, NDArray x) {
                        workspace.runNet("predict");
                        return workspace.fetchBlob("Z");
                    }
                };
        assertThat(verdict(unfed, 3).hint()).contains("before the net runs");
    }
}
