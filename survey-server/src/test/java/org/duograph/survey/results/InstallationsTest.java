package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;

import org.duograph.survey.results.Estimate.Measure;
import org.junit.jupiter.api.Test;

class InstallationsTest {

    @Test
    void givingUpIsLongerThanAnyInstallation() {
        Finding finding = five().addMinutes("12", ">300").finding("install-local");
        Estimate median = estimate(finding, "Caffe2, own computer", Measure.MEDIAN);
        Estimate mean = estimate(finding, "Caffe2, own computer", Measure.MEAN);

        assertThat(median.n()).isEqualTo(6);
        assertThat(median.value()).isEqualTo((50 + 60) / 2.0);
        assertThat(median.note()).isEqualTo("1 gave up, counted as longest");
        assertThat(mean.n()).isEqualTo(5);
        assertThat(mean.value()).isEqualTo(50);
        assertThat(mean.note()).isEqualTo("1 gave up and are left out");
    }

    @Test
    void whoGaveUpSoonDidNotInstallInUnderTwentyMinutes() {
        Finding finding = five().addMinutes(">5", "60").finding("under-twenty");

        assertThat(finding.estimates().get(0).note()).isEqualTo("5 of 6");
    }

    @Test
    void givingUpRanksLastWhereItIsKnownToBeTheLargestDifference() {
        Comparison comparison =
                five().addMinutes("12", ">300").finding("install-local").comparisons().get(0);

        assertThat(comparison.test()).isEqualTo("Wilcoxon signed-rank");
        assertThat(comparison.p()).isEqualTo(2 / 64.0);
    }

    @Test
    void onlyTheSignCountsWhereGivingUpCameTooEarlyToRankIt() {
        Comparison comparison =
                five().addMinutes("12", ">15").finding("install-local").comparisons().get(0);

        assertThat(comparison.test()).isEqualTo("sign test");
        assertThat(comparison.p()).isEqualTo(2 / 64.0);
    }

    @Test
    void onlyTheSignCountsWherePeopleGaveUpOnBothSides() {
        Comparison comparison =
                five().addMinutes("12", ">300")
                        .addMinutes(">400", "10")
                        .addMinutes(">1", ">1")
                        .finding("install-local")
                        .comparisons()
                        .get(0);

        assertThat(comparison.test()).isEqualTo("sign test, 1 equal pair left out");
        assertThat(comparison.n()).isEqualTo(8);
    }

    @Test
    void whoWasNotAskedForATimeIsInNoPair() {
        Comparison comparison =
                five().add("install_status.tensorflow.local", "never_tried")
                        .finding("install-local")
                        .comparisons()
                        .get(0);

        assertThat(comparison.n()).isEqualTo(5);
        assertThat(comparison.base()).isEqualTo(new Base(5, 0));
    }

    /** Five who needed 10 minutes for one framework and 30 to 70 for the other. */
    private static Group five() {
        Group group = new Group();
        for (int minutes = 30; minutes <= 70; minutes += 10) {
            group.addMinutes("10", Integer.toString(minutes));
        }
        return group;
    }

    private static Estimate estimate(Finding finding, String what, Measure measure) {
        return finding.estimates().stream()
                .filter(e -> e.what().equals(what) && e.measure() == measure)
                .findFirst()
                .orElseThrow();
    }
}
