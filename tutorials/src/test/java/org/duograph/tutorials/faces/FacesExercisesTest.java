package org.duograph.tutorials.faces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.duograph.workspace.net.Net;
import org.junit.jupiter.api.Test;

class FacesExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return FacesChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(FacesChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(FacesChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aNetThatLacksSomethingIsToldWhat() {
        Exercises withoutTanh =
                new Solutions() {
                    @Override
                    public void toNet(Net net) {
                        net.op("FC", List.of("x", "w1", "b1"), "hidden");
                        net.op("FC", List.of("hidden", "w2", "b2"), "y");
                    }
                };
        assertThat(verdict(withoutTanh, 1).hint()).contains("stands a Tanh");
        Exercises capitals =
                new Solutions() {
                    @Override
                    public void toNet(Net net) {
                        net.op("FC", List.of("X", "w1", "b1"), "y");
                    }
                };
        assertThat(verdict(capitals, 1).found()).contains("reads [X], which nobody feeds");
        Exercises nothing =
                new Solutions() {
                    @Override
                    public void toNet(Net net) {}
                };
        assertThat(verdict(nothing, 1).found()).isEqualTo("No operator writes the blob y.");
    }

    @Test
    void aGraphThatEndsTooEarlyIsTold() {
        Exercises scores =
                new Solutions() {
                    @Override
                    public Tensor toGraph(Tensor x, Tensor w, Tensor b) {
                        return x.matmul(w).addBias(b);
                    }
                };
        assertThat(verdict(scores, 2).hint()).contains("these are the scores");
        Exercises gate =
                new Solutions() {
                    @Override
                    public Tensor toGraph(Tensor x, Tensor w, Tensor b) {
                        return x.matmul(w).addBias(b).sigmoid();
                    }
                };
        assertThat(verdict(gate, 2).hint()).contains("this is gate");
    }

    @Test
    void aWrongGuessIsNotRight() {
        assertThat(verdict(answers("fed", "written"), 3).found())
                .isEqualTo("A workspace does not notice it when it is fed.");
        assertThat(verdict(answers("run", "run"), 3).hint()).contains("while you build it");
        assertThat(verdict(answers("late", "run"), 3).found()).startsWith("\"late\" is none of");
    }

    private static Exercises answers(String workspace, String session) {
        return new Solutions() {
            @Override
            public String[] whenNoticed() {
                return new String[] {workspace, session};
            }
        };
    }
}
