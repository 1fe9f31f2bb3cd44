package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** From a panel into a study, and back. */
class CompletionTest {
    private static final String STUDY =
            """
            study: coffee
            version: 1
            languages: [en]
            privacy: pseudonymous
            panel: PID
            completion: https://panel.example/done?id={panel}&c={code}
            title: Coffee
            introduction: About coffee.
            consent: I agree.
            sections:
              - {name: a, title: A, questions: [{name: cups, kind: text, text: Cups}]}
            """;

    @Test
    void theAddressIsFilledForEachParticipant() {
        Completion completion = Study.proofread(STUDY).completion().orElseThrow();
        assertThat(completion.link(Optional.of("a b&c={code}"), "1f"))
                .contains("https://panel.example/done?id=a%20b%26c%3D%7Bcode%7D&c=1f");
        assertThat(completion.link(Optional.empty(), "1f")).isEmpty();
        assertThat(new Completion("https://x.example/y").link(Optional.empty(), "1f"))
                .contains("https://x.example/y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://panel.example/done",
                "javascript:alert(1)",
                "https:panel.example",
                "https:///done",
                "https://",
                "//panel.example/done",
                "panel.example",
                "https://me:secret@panel.example/",
                "https://panel.example/a b",
                "\"https://panel.example/\\\"><script>\"",
                "https://panel.example/{nope}",
                "https://panel.example/?x={nope}",
            })
    void onlyWholeAddressesWithEncryptionAreTaken(String address) {
        refuses("completion: .*", "completion: " + address, "line 6: completion: '");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://{panel}/done",
                "https://{panel}.example/done",
                "https://panel.example/{panel}",
                "https://panel.example/done#{code}",
            })
    void whatDiffersStandsBehindTheQuestionMark(String address) {
        refuses("completion: .*", "completion: " + address, "behind the question mark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"language", "trial", "a b", "a&b", "a=b", "1a", "\"\u00e4\""})
    void thePanelsNameForTheIdentifierIsPlainAndNoneOfOurs(String name) {
        refuses("panel: .*", "panel: " + name, "line 5: panel: '");
        assertThat(Study.proofread(STUDY.replace("PID", "p.I-d_2")).panel())
                .contains(new Panel("p.I-d_2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    privacy: .*          | privacy: anonymous | line 5: panel keeps with each response whose it is
                    privacy: .*          | privacy: anonymous | line 6: {code} tells the panel which response
                    privacy: .*\\n        | ''                 | panel keeps with each response whose it is
                    panel: .*\\n          | ''                 | line 5: {panel} means something only in a study with the key panel
                    """)
    void anAnonymousStudyKeepsAndTellsNoIdentifier(String right, String wrong, String message) {
        refuses(right, wrong, message);
    }

    @Test
    void anAnonymousStudyCanLeadOn() {
        String open =
                STUDY.replaceFirst("privacy: .*", "privacy: anonymous")
                        .replaceFirst("panel: .*\n", "")
                        .replaceFirst("\\?id.*", "?cc=C1");
        assertThat(Study.proofread(open).completion())
                .contains(new Completion("https://panel.example/done?cc=C1"));
    }

    private static void refuses(String right, String wrong, String message) {
        String study = STUDY.replaceFirst("(?m)^" + right, Matcher.quoteReplacement(wrong));
        assertThat(study).isNotEqualTo(STUDY);
        assertThatThrownBy(() -> Study.proofread(study))
                .isInstanceOf(StudyFormatException.class)
                .hasMessageContaining(message);
    }
}
