package org.duograph.survey.editor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.duograph.survey.Draw;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;
import org.duograph.survey.study.StudyFormatException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever text is given for a study, it is one or is refused in our words. */
@Timeout(600) // thousands of draws, on a busy machine
class HostileYamlTest {
    private static final String[] TEXTS = {
        Studies.text("question-types"),
        "study: [a, {b: *c}, &d e]\n? - x\n: |2-\n  y\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "a: " + "[".repeat(2000),
        "!!javax.script.ScriptEngineManager [!!java.net.URL [\"http://localhost/\"]]\n",
        "study: \"\\x00\\uD83D\"\nversion: 0x7fffffffffffffffff\nlanguages: !!set {en, de}\n",
    };

    static List<byte[]> texts() {
        return List.of(TEXTS).stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
    }

    @MethodSource("texts")
    @Timeout(60)
    @FuzzTest
    void aTextIsAStudyOrRefused(byte[] bytes) {
        isTakenOrRefused(new String(bytes, StandardCharsets.UTF_8));
    }

    @Test
    void soIsADamagedText() {
        Draw.times(500, draw -> isTakenOrRefused(draw.damaged(TEXTS)));
    }

    private static void isTakenOrRefused(String text) {
        try {
            YamlText yaml = YamlText.read(text);
            assertThat(yaml.text()).isEqualTo(text);
        } catch (Mistake e) {
            assertThat(e.getMessage()).startsWith("line ");
        }
        try {
            assertThat(Study.parse(text).id()).isNotBlank();
        } catch (StudyFormatException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }
}
