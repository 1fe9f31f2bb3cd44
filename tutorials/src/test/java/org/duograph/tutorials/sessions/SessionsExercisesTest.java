package org.duograph.tutorials.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class SessionsExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return SessionsChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(SessionsChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        assertThat(SessionsChecks.of(new Exercises()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .noneMatch(Verdict::solved)
                .allMatch(verdict -> verdict.found().startsWith("Nothing is written yet"));
    }

    @Test
    void aDistanceThatIsNotFinishedIsNamed() {
        Exercises squared =
                new Solutions() {
                    @Override
                    public Tensor distance(Tensor a, Tensor b) {
                        return super.distance(a, b).square();
                    }
                };
        assertThat(verdict(squared, 1).hint()).contains("that is its square");
        Exercises rootFirst =
                new Solutions() {
                    @Override
                    public Tensor distance(Tensor a, Tensor b) {
                        return a.minus(b).square().sqrt().sum();
                    }
                };
        assertThat(verdict(rootFirst, 1).hint()).contains("the root comes last");
    }

    @Test
    void aCounterThatDoesNotCountIsNamed() {
        Exercises sum =
                new Solutions() {
                    @Override
                    public Tensor counter(Variable count) {
                        return count.read().plus(1f);
                    }
                };
        assertThat(verdict(sum, 2).hint()).contains("nothing is written from run to run");
        Exercises before =
                new Solutions() {
                    @Override
                    public Tensor counter(Variable count) {
                        return count.assignAdd(1).minus(1f);
                    }
                };
        assertThat(verdict(before, 2).hint()).contains("what was there before");
    }

    @Test
    void aStepTheWrongWayOrTooLongIsNamed() {
        assertThat(verdict(times(-0.1f), 3).hint()).contains("uphill");
        assertThat(verdict(times(1), 3).hint()).contains("a tenth of it");
        assertThat(verdict(times(0), 3).hint()).contains("stays where it is");
        assertThat(verdict(times(0.5f), 3).hint()).contains("loss.graph().gradients");
    }

    private static Exercises times(float rate) {
        return new Solutions() {
            @Override
            public Operation learn(Tensor loss, Variable w) {
                Tensor gradient = loss.graph().gradients(loss, List.of(w.read())).get(0);
                return w.assignSub(gradient.times(rate)).operation();
            }
        };
    }
}
