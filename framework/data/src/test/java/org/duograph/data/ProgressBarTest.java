package org.duograph.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringBuilder out = new StringBuilder();
    private long now;

    private ProgressBar bar(boolean terminal) {
        return new ProgressBar(out, terminal, 80, () -> now);
    }

    private void seconds(double seconds) {
        now += (long) (seconds * 1e9);
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }

    @Test
    void aPipeGetsPlainLinesAtEveryTenth() {
        ProgressBar bar = bar(false);
        bar.begin("Training", "images", 0, 1000);
        for (int done = 10; done <= 1000; done += 10) {
            seconds(0.1);
            bar.update(done, "loss 1.5");
        }
        bar.end();
        assertThat(out.toString()).doesNotContain("\r").doesNotContain("[");
        assertThat(lines()).hasSize(10);
        assertThat(lines().get(0))
                .isEqualTo("Training 10%  100/1,000 images  100 images/s  loss 1.5  9.0 s left");
        assertThat(lines().get(9))
                .isEqualTo("Training: 1,000 images in 10 s, 100 images/s, loss 1.5");
    }

    @Test
    void aPipeHearsOfSlowWorkTwiceAMinute() {
        ProgressBar bar = bar(false);
        bar.begin("Training", "images", 0, 1_000_000);
        for (int i = 1; i <= 90; i++) {
            seconds(1);
            bar.update(i, "");
        }
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).contains("30/1,000,000 images");
    }

    @Test
    void aTerminalGetsOneLineDrawnAgainWithinItsColumns() {
        ProgressBar bar = bar(true);
        bar.begin("Training", "images", 0, 1000);
        for (int done = 1; done <= 1000; done++) {
            seconds(0.01);
            bar.update(done, "loss 1.5");
        }
        List<String> drawn = new ArrayList<>(List.of(out.toString().split("\r")));
        assertThat(drawn).hasSizeBetween(95, 105);
        assertThat(drawn).allSatisfy(line -> assertThat(line.length()).isLessThan(80));
        assertThat(drawn.get(51))
                .matches(
                        "Training \\[#+\\.+] 50%  500/1,000 images  100 images/s  loss 1.5"
                                + "  5.0 s left *");
        bar.end();
        assertThat(out).endsWith(System.lineSeparator());
        assertThat(out.toString().split(System.lineSeparator())).hasSize(1);
    }

    @Test
    void whatAnEarlierRunDidDoesNotCountAsSpeed() {
        ProgressBar bar = bar(false);
        bar.begin("Training", "images", 900, 1000);
        seconds(10);
        bar.update(1000, "");
        bar.end();
        assertThat(lines()).containsExactly("Training: 1,000 images in 10 s, 10 images/s");
    }

    @Test
    void theSpeedFollowsTheLastSeconds() {
        ProgressBar bar = bar(true);
        bar.begin("Training", "images", 0, 100_000);
        for (int i = 1; i <= 100; i++) { // ten slow seconds
            seconds(0.1);
            bar.update(i, "");
        }
        for (int i = 1; i <= 200; i++) { // twenty fast ones
            seconds(0.1);
            bar.update(100 + 100 * i, "");
        }
        String last = out.substring(out.lastIndexOf("\r"));
        assertThat(last).containsPattern("9[0-9]{2} images/s");
    }

    @Test
    void aDownloadIsShownInMegabytes() {
        Progress progress = bar(false);
        progress.at("data.tar.gz", 0, 170_000_000);
        seconds(2);
        progress.at("data.tar.gz", 85_000_000, 170_000_000);
        seconds(2);
        progress.at("data.tar.gz", 170_000_000, 170_000_000);
        assertThat(lines())
                .containsExactly(
                        "data.tar.gz 50%  85.0/170.0 MB  42.5 MB/s  2.0 s left",
                        "data.tar.gz: 170.0 MB in 4.0 s, 42.5 MB/s");
    }

    @Test
    void aHiddenBarLeavesAnEmptyLineAndComesBack() {
        ProgressBar bar = bar(true);
        bar.begin("Training", "images", 0, 10);
        bar.hide();
        assertThat(out.toString()).matches("\rTraining[^\r]*\r +\r");
        seconds(1);
        bar.update(5, "");
        assertThat(out.toString()).contains("50%");
    }

    @Test
    void timesReadAsPeopleWriteThem() {
        assertThat(ProgressBar.duration(0.25)).isEqualTo("0.25 s");
        assertThat(ProgressBar.duration(7.26)).isEqualTo("7.3 s");
        assertThat(ProgressBar.duration(59)).isEqualTo("59 s");
        assertThat(ProgressBar.duration(65)).isEqualTo("1:05");
        assertThat(ProgressBar.duration(3723)).isEqualTo("1:02:03");
        assertThat(ProgressBar.duration(Double.NaN)).isEqualTo("?");
    }
}
