package org.duograph.survey.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.duograph.survey.timer.Clocks.Reading;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeasurementTest {

    @Test
    void attemptsAddUpByTheClockThatCannotBeSet() {
        assertThat(of(new Attempt("mvn", 100, 90.5, 1), new Attempt("mvn", 10, 10.0, 0)))
                .isEqualTo(100.5);
        assertThat(of(new Attempt(null, 100, null, null))).isEqualTo(100);
    }

    @Test
    void sleepAndSetClocksAreNoticed() {
        assertThat(new Attempt("mvn", 100, 96.0, 0).clocksDisagree()).isFalse();
        assertThat(new Attempt("mvn", 100, 90.0, 0).clocksDisagree()).isTrue();
        assertThat(new Attempt("mvn", -3500, 100.0, 0).clocksDisagree()).isTrue();
        assertThat(new Attempt(null, 100, null, null).clocksDisagree()).isFalse();
    }

    @Test
    void bothClocksAreReadAtOnce() {
        Clocks clocks = new Clocks(InstantSource.fixed(Instant.EPOCH), () -> 5_000_000_000L);
        Reading now = clocks.read();
        assertThat(now).isEqualTo(new Reading(Instant.EPOCH, 5_000_000_000L));
        assertThat(Clocks.seconds(new Reading(Instant.EPOCH, 0), now)).isEqualTo(5);
        assertThat(Clocks.wallSeconds(Instant.EPOCH, Instant.ofEpochMilli(1500))).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "0, 0",
        "536870912, 2",
        "2147483648, 2",
        "8200000000, 8",
        "7700000000, 8",
        "16500000000, 16",
        "137438953472, 64",
        "1099511627776, 64"
    })
    void memoryIsToldByItsClassOnly(long bytes, int gigabytes) {
        assertThat(Machine.memoryClass(bytes)).isEqualTo(gigabytes);
    }

    @ParameterizedTest
    @CsvSource({"Linux, linux", "Mac OS X, macos", "Windows 11, windows", "FreeBSD, other"})
    void systemsAreToldByTheirFamilyOnly(String name, String family) {
        assertThat(Machine.family(name)).isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/s/usability, http://localhost:8080/, usability",
        "https://example.org/s/a-1/, https://example.org/, a-1",
        "https://example.org/survey/s/a?x=y, https://example.org/survey/, a"
    })
    void aStudysLinkNamesServerAndStudy(String link, String server, String study) {
        StudyLink parsed = StudyLink.of(link);
        assertThat(parsed.server()).hasToString(server);
        assertThat(parsed.study()).isEqualTo(study);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "usability", "ftp://host/s/a", "http://host/", "http:///s/a", "a b"})
    void whatIsNoLinkIsSaid(String link) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StudyLink.of(link))
                .withMessageContaining("--study wants");
    }

    @ParameterizedTest
    @CsvSource({
        "mvn, mvn",
        "/usr/bin/mvn, mvn",
        "./install.sh, install.sh",
        "C:\\tools\\pip.exe, pip.exe"
    })
    void ofACommandOnlyTheNameIsKept(String program, String name) {
        assertThat(Timing.nameOf(program)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"0.04, 0.0 s", "59.94, 59.9 s", "60, 1 min 0 s", "3725.9, 62 min 5 s"})
    void lengthsReadWell(double seconds, String text) {
        assertThat(Measurement.text(seconds)).isEqualTo(text);
    }

    private static double of(Attempt... attempts) {
        return new Measurement(
                        "id",
                        "study",
                        "tensorflow",
                        "local",
                        Status.FINISHED,
                        "2026-11-25",
                        List.of(attempts),
                        new Machine("linux", 2, 8, 17))
                .totalSeconds();
    }
}
