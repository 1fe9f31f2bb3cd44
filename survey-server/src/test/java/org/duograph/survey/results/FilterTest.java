package org.duograph.survey.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilterTest {

    private final Group group =
            new Group()
                    .add("experience_years", "over-5", "role", "teacher")
                    .add("de", false, "experience_years", "over-5")
                    .add("en", true, "experience_years", "none");

    @Test
    void testAnswersCountOnlyWhenAskedFor() {
        assertThat(group.results(Filter.NONE).n()).isEqualTo(2);
        assertThat(group.results(parse("tests", "1")).n()).isEqualTo(3);
    }

    @Test
    void languageExperienceAndVersionChooseResponses() {
        assertThat(group.results(parse("language", "de")).n()).isEqualTo(1);
        assertThat(group.results(parse("answer.experience_years", "over-5")).n()).isEqualTo(2);
        assertThat(group.results(parse("answer.role", "teacher")).n()).isEqualTo(1);
        assertThat(group.results(parse("version", "2")).n()).isZero();
    }

    @Test
    void onlyMeasuredMinutesCanCount() {
        Group times =
                new Group()
                        .add(
                                "install_status.tensorflow.local", "installed",
                                "install_minutes.tensorflow.local", "5",
                                "install_source.tensorflow.local", "measured")
                        .add(
                                "install_status.tensorflow.local", "installed",
                                "install_minutes.tensorflow.local", "50",
                                "install_source.tensorflow.local", "guess");

        Results results = times.results(parse("measured", "1"));

        assertThat(results.n()).isEqualTo(2);
        Estimate share = results.findings().get(1).estimates().get(0);
        assertThat(share.n()).isEqualTo(1);
        assertThat(share.base()).isEqualTo(new Base(2, 0));
    }

    @Test
    void aFilterSurvivesTheAddress() {
        Filter filter =
                Filter.parse(
                        Map.of(
                                "language", List.of("de"),
                                "version", List.of("3"),
                                "answer.role", List.of("a&b=c"),
                                "tests", List.of("1"),
                                "measured", List.of("1"),
                                "rewordings", List.of("1"),
                                "answer.gpu", List.of("")));

        assertThat(filter.query())
                .isEqualTo(
                        "?language=de&version=3&answer.role=a%26b%3Dc&tests=1&measured=1&rewordings=1");
        assertThat(Filter.parse(Map.of())).isEqualTo(Filter.NONE);
        assertThat(Filter.NONE.query()).isEmpty();
    }

    @Test
    void aVersionThatIsNoNumberIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse("version", "x"))
                .withMessage("The version to show must be a number such as 1, found \"x\"");
    }

    private static Filter parse(String key, String value) {
        return Filter.parse(Map.of(key, List.of(value)));
    }
}
