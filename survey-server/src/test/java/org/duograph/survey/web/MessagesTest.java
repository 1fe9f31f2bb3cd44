package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Participants read the same things in every language. */
class MessagesTest {
    private static final Pattern HOLE = Pattern.compile("\\{\\d}");

    @Test
    void everyLanguageHasEveryMessageWithTheSameHoles() throws IOException {
        Properties english = messages("en");
        for (String language : List.of("de", "es", "ar")) {
            Properties other = messages(language);
            assertThat(other.stringPropertyNames())
                    .as(language)
                    .containsExactlyInAnyOrderElementsOf(english.stringPropertyNames());
            for (String key : english.stringPropertyNames()) {
                assertThat(other.getProperty(key)).as(key).isNotBlank();
                assertThat(holes(other.getProperty(key)))
                        .as("%s in %s", key, language)
                        .isEqualTo(holes(english.getProperty(key)));
            }
        }
    }

    @Test
    void everyMessageThatPagesAskForExists() throws IOException {
        Set<String> known = messages("en").stringPropertyNames();
        Pattern use = Pattern.compile("words(?:\\(\\))?\\.text\\(\"([a-z_.]+)\"[,)]");
        try (Stream<Path> templates = Files.walk(Path.of("src/main/jte/web/participant"))) {
            for (Path template : templates.filter(Files::isRegularFile).toList()) {
                Matcher matcher = use.matcher(Files.readString(template));
                while (matcher.find()) {
                    assertThat(known).as(template.toString()).contains(matcher.group(1));
                }
            }
        }
    }

    @Test
    void everyProblemOfAStudyHasAMessage() throws IOException {
        Set<String> known = messages("en").stringPropertyNames();
        Pattern use = Pattern.compile("(?:problem|Problem\\.at)\\((?:[\\w.()]+, )?\"([a-z_]+)\"");
        for (String file : List.of("Field", "Prompt")) {
            Path source = Path.of("src/main/java/org/duograph/survey/study/" + file + ".java");
            Matcher matcher = use.matcher(Files.readString(source).replaceAll("\\s+", " "));
            int found = 0;
            while (matcher.find()) {
                assertThat(known).contains("problem." + matcher.group(1));
                found++;
            }
            assertThat(found).as("problems in " + file).isGreaterThan(3);
        }
    }

    private static Set<String> holes(String text) {
        Set<String> holes = new TreeSet<>();
        HOLE.matcher(text).results().forEach(hole -> holes.add(hole.group()));
        return holes;
    }

    private static Properties messages(String language) throws IOException {
        Properties messages = new Properties();
        try (Reader reader =
                new InputStreamReader(
                        Messages.class.getResourceAsStream("messages_" + language + ".properties"),
                        StandardCharsets.UTF_8)) {
            messages.load(reader);
        }
        return messages;
    }
}
