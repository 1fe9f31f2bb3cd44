package org.duograph.survey.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which encoding a study's file is in. */
class StudyTextTest {

    @Test
    void utf8IsTakenAsItIsWithoutItsMark() {
        byte[] file = "\uFEFFtitle: Café\r\nx: ü\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(StudyText.read(file)).isEqualTo(new StudyText("title: Café\nx: ü\n", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "windows-1252, Café – „gut“, 2, Windows-1252",
        "ISO-8859-1,   Café,         2, ISO-8859-1",
        "UTF-16LE,     Café,         1, UTF-16",
        "UTF-16BE,     Café,         1, UTF-16",
        "UTF-16,       Café,         1, UTF-16",
    })
    void anotherEncodingIsNamedWithTheLineAndShownAsItReads(
            String charset, String words, int line, String name) {
        String text = "study: coffee\ntitle: " + words + "\n";
        StudyText read = StudyText.read(text.getBytes(Charset.forName(charset)));
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.problem())
                .startsWith("line " + line + ": the file is not in UTF-8")
                .contains(name);
    }
}
