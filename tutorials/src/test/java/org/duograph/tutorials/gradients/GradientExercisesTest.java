package org.duograph.tutorials.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;
import org.duograph.tutorials.Exercise;
import org.duograph.tutorials.Exercise.Verdict;
import org.junit.jupiter.api.Test;

class GradientExercisesTest {
    private static Verdict verdict(Exercises written, int number) {
        return GradientChecks.of(written).get(number - 1).verdict();
    }

    @Test
    void theSolutionsAreRight() {
        assertThat(GradientChecks.of(new Solutions()))
                .extracting(Exercise::verdict)
                .hasSize(3)
                .allMatch(Verdict::solved);
    }

    @Test
    void whatNobodyHasWrittenYetIsNotSolved() {
        List<Verdict> verdicts =
                GradientChecks.of(new Exercises()).stream().map(Exercise::verdict).toList();
        assertThat(verdicts).noneMatch(Verdict::solved);
        assertThat(verdicts.get(0).found()).contains("Nothing is written yet: chainRule, line");
        assertThat(verdicts.get(1).found()).contains("softsignGradient");
        assertThat(verdicts.get(2).found()).contains("findZero");
    }

    @Test
    void aLinkThatIsMissingInTheChainIsNamed() {
        Exercises withoutTheWeight =
                new Solutions() {
                    @Override
                    public double[] chainRule(double w1, double w2, double x) {
                        double[] right = super.chainRule(w1, w2, x);
                        return new double[] {right[0] / w2, right[1], right[2]};
                    }
                };
        assertThat(verdict(withoutTheWeight, 1).hint()).contains("where is w2?");
        Exercises withoutTheSlope =
                new Solutions() {
                    @Override
                    public double[] chainRule(double w1, double w2, double x) {
                        return new double[] {w2 * x, Math.tanh(w1 * x), w2 * w1};
                    }
                };
        assertThat(verdict(withoutTheSlope, 1).hint()).contains("1 - tanh^2 is missing");
        Exercises tooFew =
                new Solutions() {
                    @Override
                    public double[] chainRule(double w1, double w2, double x) {
                        return new double[] {1};
                    }
                };
        assertThat(verdict(tooFew, 1).found()).isEqualTo("There are 1 numbers.");
    }

    @Test
    void aGradientThatForgetsWhatComesFromBehindIsFound() {
        Exercises slopeOnly =
                new Solutions() {
                    @Override
                    public NDArray softsignGradient(NDArray x, NDArray dy) {
                        NDArray ones = NDArray.full(dy.type(), 1);
                        return super.softsignGradient(x, ones);
                    }
                };
        assertThat(verdict(slopeOnly, 2).hint()).contains("multiplies it by dy");
        Exercises noSquare =
                new Solutions() {
                    @Override
                    public NDArray softsignGradient(NDArray x, NDArray dy) {
                        for (int i = 0; i < x.size(); i++) {
                            dy.set(i, dy.get(i) / (1 + Math.abs(x.get(i))));
                        }
                        return dy;
                    }
                };
        assertThat(verdict(noSquare, 2).found()).contains("off by up to 0.2222"); // 1/3 - 1/9
    }

    @Test
    void aStepTheWrongWayIsFound() {
        Exercises plus =
                new Solutions() {
                    @Override
                    public Tensor findZero(Tensor x, Tensor y) {
                        return x.times(2).minus(super.findZero(x, y));
                    }
                };
        assertThat(verdict(plus, 3).hint()).contains("plus or minus");
        Exercises lowest =
                new Solutions() {
                    @Override
                    public Tensor findZero(Tensor x, Tensor y) {
                        return super.findZero(x, x.graph().gradients(y, List.of(x)).get(0));
                    }
                };
        assertThat(verdict(lowest, 3).hint()).contains("the slope of the slope");
    }

    @Test
    void whatTheLearnersCodeThrowsIsAVerdict() {
        Exercises broken =
                new Solutions() {
                    @Override
                    public double[] chainRule(double w1, double w2, double x) {
                        throw new ArithmeticException("no such thing");
                    }
                };
        assertThat(verdict(broken, 1))
                .hasToString(
                        "Not yet. It ended with ArithmeticException: no such thing\n"
                                + "Hint: look at what your method returns, for the check stumbled over it.");
    }
}
