package org.duograph.experiments.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.experiments.harness.Measurement;
import org.duograph.experiments.harness.Request.Kind;
import org.duograph.experiments.harness.plot.LinePlot.Point;
import org.duograph.experiments.lab.report.Claim.Mark;
import org.junit.jupiter.api.Test;

/** The rules by which measurements decide, on invented measurements. */
class GoalsAndClaimsTest {

    @Test
    void aGoalComparesWithTheFastestPeer() {
        Goal.Outcome outcome =
                Goals.TRAINING.outcome(new Results(Synthetic.everything())).orElseThrow();

        assertThat(outcome.peer()).isEqualTo(Synthetic.PYTORCH);
        assertThat(outcome.ratio().value()).isEqualTo(1 / 1.5, within(1e-9));
        assertThat(outcome.reached()).isFalse(); // 0.60 is wanted
    }

    @Test
    void someGoalsCompareWithTensorFlowAlone() {
        Goal.Outcome outcome =
                Goals.READY.outcome(new Results(Synthetic.everything())).orElseThrow();

        assertThat(outcome.peer()).isEqualTo(Synthetic.TENSORFLOW);
        assertThat(outcome.ratio().value())
                .isEqualTo(1.2 / 1.3, within(1e-9)); // load, build, first step
    }

    @Test
    void constructionAndInitialisationLeaveOutLoadingAndTheFirstStepAsInThePaper() {
        Goal.Outcome outcome =
                Goals.CONSTRUCTION.outcome(new Results(Synthetic.everything())).orElseThrow();

        assertThat(outcome.ratio().value()).isEqualTo(0.5, within(1e-9)); // 0.1 to 0.2 s
    }

    @Test
    void theClaimAboutConstructionIsJudgedByThePapersQuantity() {
        List<Measurement> measured = new ArrayList<>(Synthetic.of(Synthetic.OURS, 2));
        measured.addAll(Synthetic.of(Synthetic.TENSORFLOW, 1)); // builds in half of our time
        measured.removeIf(m -> m.request().kind() != Kind.CONSTRUCT);

        String claim = "Caffe2 builds and initialises a net in less time";

        assertThat(mark(claim, new Results(measured))).isEqualTo(Mark.DOES_NOT_HOLD);
    }

    @Test
    void whatThisRunLacksIsJudgedByAnEarlierOneAndSaidToBe() {
        Results now = results(Synthetic.of(Synthetic.OURS, 1));
        Runs runs = new Runs(List.of(now, new Results(Synthetic.everything())));
        Claim claim = Claims.ALL.get(1);

        assertThat(claim.verdict(now).mark()).isEqualTo(Mark.NOT_MEASURED);
        assertThat(runs.verdict(claim).mark()).isEqualTo(Mark.HOLDS);
        assertThat(runs.verdict(claim).measured()).endsWith("(an earlier run)");
    }

    @Test
    void aGoalIsReachedAtExactlyTheWantedRatio() {
        Results results =
                new Results(
                        List.of(
                                Synthetic.steps(Synthetic.OURS, Kind.TRAIN, "six", 64, 1, 0.75),
                                Synthetic.steps(
                                        Synthetic.PYTORCH, Kind.TRAIN, "six", 64, 1, 1.25)));

        assertThat(Goals.TRAINING.outcome(results).orElseThrow().reached()).isTrue();
    }

    @Test
    void theSessionFaceIsComparedWithTensorFlowAndWithTheWorkspaceFace() {
        Results results =
                results(
                        List.of(
                                Synthetic.steps(Contestant.WORKSPACE, Kind.ARGMAX, "", 0, 1, 2e-7),
                                Synthetic.steps(Contestant.SESSION, Kind.ARGMAX, "", 0, 1, 3e-7),
                                Synthetic.steps(
                                        Synthetic.TENSORFLOW, Kind.ARGMAX, "", 0, 1, 3e-5)));

        Goal.Outcome peer = Goals.SESSION_ARGMAX.outcome(results).orElseThrow();
        assertThat(peer.peer()).isEqualTo(Synthetic.TENSORFLOW);
        assertThat(peer.ratio().value()).isCloseTo(0.01, within(1e-9));
        Goal.Outcome faces = Goals.SESSION_OVERHEAD.outcome(results).orElseThrow();
        assertThat(faces.peer()).isEqualTo(Contestant.WORKSPACE);
        assertThat(faces.ratio().value()).isCloseTo(1.5, within(1e-9));
        assertThat(faces.reached()).isTrue();
    }

    @Test
    void withoutOursOrWithoutPeersThereIsNoOutcome() {
        for (Goal goal : Goals.ALL) {
            assertThat(goal.outcome(results(Synthetic.of(Synthetic.OURS, 1)))).isEmpty();
            assertThat(goal.outcome(results(Synthetic.of(Synthetic.TENSORFLOW, 1)))).isEmpty();
        }
    }

    @Test
    void aClaimIsConfirmedWhenTheWholeIntervalIsBelowOne() {
        assertThat(trainsInLessTime(2)).isEqualTo(Mark.HOLDS);
        assertThat(trainsInLessTime(0.5)).isEqualTo(Mark.DOES_NOT_HOLD);
    }

    @Test
    void aClaimIsNotConfirmedByADifferenceWithinTheNoise() {
        assertThat(trainsInLessTime(1.001)).isEqualTo(Mark.DOES_NOT_HOLD);
    }

    private static Mark trainsInLessTime(double tensorFlow) {
        return mark(
                "Caffe2 trains in less time",
                results(
                        Synthetic.of(Synthetic.OURS, 1),
                        Synthetic.of(Synthetic.TENSORFLOW, tensorFlow)));
    }

    @Test
    void claimsCompareWithTensorFlowEvenIfAnotherPeerIsFaster() {
        Results results =
                results(
                        Synthetic.of(Synthetic.OURS, 1),
                        Synthetic.of(Synthetic.TENSORFLOW, 2),
                        Synthetic.of(Synthetic.PYTORCH, 0.5));

        assertThat(mark("Caffe2 trains in less time", results)).isEqualTo(Mark.HOLDS);
    }

    @Test
    void withoutMeasurementsAClaimIsNotJudged() {
        Results none = results();
        Results withoutTensorFlow =
                results(Synthetic.of(Synthetic.OURS, 1), Synthetic.of(Synthetic.PYTORCH, 2));

        for (Claim claim : Claims.ALL) {
            assertThat(claim.verdict(none).mark()).isIn(Mark.NOT_MEASURED, Mark.NOT_TESTABLE);
            assertThat(claim.verdict(withoutTensorFlow).mark())
                    .as(claim.words())
                    .isIn(Mark.NOT_MEASURED, Mark.NOT_TESTABLE);
        }
        assertThat(Claims.holding(new Runs(List.of(none)))).isZero();
    }

    @Test
    void oneMissingNetLeavesAClaimOnAllOfThemOpen() {
        List<Measurement> measured = new ArrayList<>(Synthetic.everything());
        String claim =
                "Caffe2 trains VGG-11, 13, 16 and 19 without batch normalisation in less time"
                        + " (Figure 2)";
        assertThat(mark(claim, new Results(measured))).isEqualTo(Mark.HOLDS);

        measured.removeIf(
                m ->
                        m.request().net().equals("vgg13")
                                && m.request().framework().equals("duograph"));

        assertThat(mark(claim, new Results(measured))).isEqualTo(Mark.NOT_MEASURED);
    }

    @Test
    void linearMeansThatALineExplainsNearlyAllOfIt() {
        assertThat(linear(1, 3, 6, 9)).isEqualTo(Mark.HOLDS); // 11, 13, 16, 19 layers
        assertThat(linear(1, 9, 1, 9)).isEqualTo(Mark.DOES_NOT_HOLD);
    }

    private static Mark linear(double... seconds) {
        List<Measurement> measured = new ArrayList<>();
        for (int i = 0; i < seconds.length; i++) {
            String net = "vgg" + Depth.TIMED.get(i);
            measured.add(Synthetic.steps(Synthetic.OURS, Kind.TRAIN, net, 64, 1, seconds[i]));
            measured.add(
                    Synthetic.steps(Synthetic.TENSORFLOW, Kind.TRAIN, net, 64, 1, 1 + seconds[i]));
        }
        return mark(
                "Training time grows roughly linearly with the layers, without batch normalisation"
                        + " (Figure 2)",
                new Results(measured));
    }

    @Test
    void theArgmaxClaimIsAboutAPlainArray() {
        String claim = "An argmax on a plain array costs far less than through TensorFlow";
        List<Measurement> measured = new ArrayList<>(Synthetic.everything());
        assertThat(mark(claim, new Results(measured))).isEqualTo(Mark.NOT_MEASURED);

        measured.add(Synthetic.steps(Contestant.ARRAY, Kind.ARGMAX, "", 0, 1, 1e-9));

        assertThat(mark(claim, new Results(measured))).isEqualTo(Mark.HOLDS);
        assertThat(new Results(measured).contestants()).doesNotContain(Contestant.ARRAY);
    }

    @Test
    void whatFailedIsNoMeasurement() {
        Measurement ours = Synthetic.steps(Synthetic.OURS, Kind.TRAIN, "six", 64, 1, 1);
        Measurement failed = Measurement.failed(ours.request(), ours.startedAt(), 3, "crashed");

        Optional<Spread> spread =
                results(List.of(failed))
                        .spread(Synthetic.OURS, Goals.TRAINING.subject(), Quantity.STEP);

        assertThat(spread).isEmpty();
    }

    @Test
    void aLineThroughPointsIsThatOfLeastSquares() {
        Fit exact = Fit.through(points(1, 5, 2, 7, 4, 11));
        assertThat(exact).isEqualTo(new Fit(2, 3, 1));

        // means 2 and 2; xy = 0, xx = 2, so the line is flat and explains nothing
        assertThat(Fit.through(points(1, 1, 2, 4, 3, 1))).isEqualTo(new Fit(0, 2, 0));
    }

    private static List<Point> points(double... xy) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < xy.length; i += 2) {
            points.add(new Point(xy[i], xy[i + 1]));
        }
        return points;
    }

    private static Mark mark(String words, Results results) {
        return Claims.ALL.stream()
                .filter(claim -> claim.words().equals(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such claim: " + words))
                .verdict(results)
                .mark();
    }

    @SafeVarargs
    private static Results results(List<Measurement>... parts) {
        List<Measurement> all = new ArrayList<>();
        for (List<Measurement> part : parts) {
            all.addAll(part);
        }
        return new Results(all);
    }
}
