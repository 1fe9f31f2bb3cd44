package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.duograph.survey.results.Comparison.Size;
import org.duograph.survey.results.Estimate.Measure;
import org.duograph.survey.statistics.Interval;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.Test;

/** The eight synthetic respondents give the aggregates that the paper reports. */
class PaperStatementsTest {

    private static final Study STUDY = Study.parse(SyntheticGroup.yaml());

    private static final Results RESULTS =
            Results.of(
                    new Selection(
                            List.of(STUDY), () -> SyntheticGroup.responses().stream(), Filter.NONE),
                    SyntheticGroup.installTimes());

    @Test
    void theSyntheticAnswersAreCompleteAnswersToTheShippedStudy() {
        assertThat(SyntheticGroup.responses())
                .allSatisfy(r -> assertThat(STUDY.check(r.order(), r.answers())).isEmpty());
    }

    @Test
    void syntheticDataSaySo() {
        assertThat(STUDY.id()).endsWith(Selection.SYNTHETIC);
        assertThat(STUDY.title().in("en")).startsWith("SYNTHETIC EXAMPLE: ");
        assertThat(STUDY.title().in("de")).startsWith("SYNTHETIC EXAMPLE: ");
        assertThat(RESULTS.synthetic()).isTrue();
    }

    @Test
    void allEightHaveExperience() {
        assertThat(finding("participants").reading())
                .startsWith("8 responses, 8 with experience in deep learning.");
    }

    @Test
    void threeQuartersInstallTensorFlowInUnderTwentyMinutes() {
        Estimate share = finding("under-twenty").estimates().get(0);

        assertThat(share.what()).isEqualTo("TensorFlow, own computer");
        assertThat(share.n()).isEqualTo(8);
        assertThat(share.base()).isEqualTo(new Base(8, 0));
        assertThat(share.value()).isEqualTo(share.paper().getAsDouble()).isEqualTo(0.75);
        assertThat(share.note()).isEqualTo("6 of 8");
        is(share.intervals().get(0), 0.409275430310169, 0.928520787247891);
        is(share.intervals().get(1), 0.349144205587176, 0.968145973750056);
    }

    @Test
    void caffe2TakesLongerToInstallInBothPlaces() {
        assertThat(mean("install-local", "TensorFlow, own computer")).isEqualTo(21.75);
        assertThat(mean("install-local", "Caffe2, own computer")).isEqualTo(138.75);
        assertThat(mean("install-remote", "TensorFlow, remote server")).isEqualTo(20.625);
        assertThat(mean("install-remote", "Caffe2, remote server")).isEqualTo(120.625);

        Comparison local = finding("install-local").comparisons().get(0);
        assertThat(local.p()).isCloseTo(0.0078125, within(1e-9));
        assertThat(local.exact()).isTrue();
        assertThat(local.n()).isEqualTo(8);
        Size typical = size(local, "typical difference");
        assertThat(typical.value()).isCloseTo(108.25, within(1e-9));
        is(typical.interval(), 55, 192.5);
        Size ratio = size(local, "times as long");
        assertThat(ratio.value()).isCloseTo(6.76465627693, within(1e-9));
        is(ratio.interval(), 4.62342325596, 9.89755253017);
        assertThat(size(local, "Cliff's delta").value()).isCloseTo(0.953125, within(1e-9));
        assertThat(size(local, "rank-biserial r").value()).isEqualTo(1);
    }

    @Test
    void documentationScoresAreThePapers() {
        Finding finding = finding("documentation");

        assertThat(mean("documentation", "TensorFlow")).isEqualTo(4.0);
        assertThat(mean("documentation", "Caffe2")).isEqualTo(3.375);
        assertThat(finding.estimates().get(0).paper()).hasValue(4.0);
        assertThat(finding.estimates().get(2).paper()).hasValue(3.375);
        Comparison comparison = finding.comparisons().get(0);
        assertThat(comparison.what()).isEqualTo("TensorFlow minus Caffe2");
        assertThat(comparison.p()).isCloseTo(0.0625, within(1e-9));
        is(size(comparison, "mean difference").interval(), 0.19231806632, 1.05768193368);
        assertThat(size(comparison, "Cliff's delta").value()).isCloseTo(0.46875, within(1e-9));
        assertThat(comparison.sizes().get(3).value()).isCloseTo(1.07343531453, within(1e-9));
        assertThat(finding.reading()).contains("undecided");
    }

    @Test
    void preferencesAreThePapersAndNeitherRulesOutChance() {
        Finding cnn = finding("prefer-cnn");
        Finding rnn = finding("prefer-rnn");

        assertThat(cnn.estimates().get(0).value()).isEqualTo(0.75);
        assertThat(rnn.estimates().get(0).value()).isEqualTo(0.875);
        assertThat(cnn.comparisons().get(0).p()).isCloseTo(0.2890625, within(1e-9));
        assertThat(rnn.comparisons().get(0).p()).isCloseTo(0.0703125, within(1e-9));
        assertThat(List.of(cnn.reading(), rnn.reading()))
                .allSatisfy(reading -> assertThat(reading).contains("do not rule out chance"));
        assertThat(finding("cnn-and-rnn").comparisons().get(0).p()).isEqualTo(1);
    }

    @Test
    void manyTestsAreCorrectedTogether() {
        assertThat(RESULTS.adjusted()).hasSameSizeAs(RESULTS.comparisons());
        assertThat(RESULTS.adjusted().get(finding("install-local").comparisons().get(0)))
                .isCloseTo(0.0078125 * RESULTS.comparisons().size(), within(1e-9));
        assertThat(RESULTS.manyTests())
                .startsWith(RESULTS.comparisons().size() + " tests were made on this page");
    }

    @Test
    void measuredTimesStandApart() {
        assertThat(finding("measured").estimates())
                .extracting(Estimate::what)
                .contains(
                        "TensorFlow, own computer, measured", "TensorFlow, own computer, reported");
        assertThat(finding("measured").estimates().get(0).n()).isEqualTo(3);
        assertThat(finding("measured").estimates().get(0).intervals()).isEmpty();
    }

    private static Finding finding(String id) {
        return RESULTS.findings().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
    }

    private static double mean(String finding, String what) {
        return finding(finding).estimates().stream()
                .filter(e -> e.measure() == Measure.MEAN && e.what().equals(what))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static Size size(Comparison comparison, String name) {
        return comparison.sizes().stream()
                .filter(size -> size.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void is(Interval interval, double low, double high) {
        assertThat(interval.low()).isCloseTo(low, within(1e-9));
        assertThat(interval.high()).isCloseTo(high, within(1e-9));
    }
}
