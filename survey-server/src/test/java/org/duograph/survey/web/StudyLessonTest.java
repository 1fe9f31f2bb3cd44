package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The lesson about a usability study, from its text to its numbers: what its page shows was seen
 * here. {@code -Dduograph.record=true} writes it anew.
 */
class StudyLessonTest {
    private static final Path LESSON = Path.of("src/test/resources/lesson");
    private static final String START = "/s/first-lesson";
    private static final String HOME = "/admin/studies/first-lesson";

    /** Minutes, clearness, and where they got stuck. */
    private static final String[][] ANSWERS = {
        {"25", "5", ""},
        {"40", "4", ""},
        {"30", "4", "one operator"},
        {"90", "2", "the plan"},
        {"35", "5", ""},
        {"45", "4", "the plan"},
        {"20", "5", ""},
        {"50", "3", "the plan"}
    };

    @TempDir Path data;
    private Site site;
    private String study;
    private String receipt;

    @BeforeEach
    void start() throws IOException {
        site = new Site(data);
        study = Files.readString(LESSON.resolve("first-lesson.yaml"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** Compares what was seen with what is recorded. */
    private static void check(String name, String seen) throws IOException {
        Path file = LESSON.resolve(name + ".txt");
        if (Boolean.getBoolean("duograph.record")) {
            Files.writeString(file, seen);
        }
        assertThat(seen)
                .as("what %s has; -Dduograph.record=true", file)
                .isEqualTo(Files.readString(file));
    }

    @Test
    void aMisspeltKeyIsNamedWithItsLine() throws IOException {
        String wrong =
                study.replace(
                        "        required: true\n        min: 1\n",
                        "        require: true\n        min: 1\n");
        assertThatThrownBy(() -> site.store.publish(wrong))
                .satisfies(e -> check("mistake", e.getMessage() + "\n"));
    }

    @Test
    void aParticipantIsAskedWhatTheTextSaysAndToldWhatIsWrong() throws IOException {
        site.store.publish(study);
        Visitor visitor = site.visitor();
        String page = visitor.submit(START, START, Map.of("agree", "1")).location();
        StringBuilder asked = new StringBuilder();
        for (Element words : visitor.get(page).page().select("main h1, main label, main legend")) {
            asked.append(words.text()).append('\n');
        }
        check("page", asked.toString());
        Map<String, String> form = visitor.get(page).form(page);
        form.putAll(Map.of("answer.minutes", "500", "answer.stuck", "no"));
        Visitor.Answer refused = visitor.post(page, form);
        assertThat(refused.status()).isEqualTo(422);
        check("refused", refused.page().select("[role=alert]").text() + "\n");
    }

    @Test
    void eightPeopleAnswerAndTheirAnswersComeOutAgain() throws IOException {
        site.store.publish(study);
        List<Integer> pages = new ArrayList<>();
        for (String[] answers : ANSWERS) {
            pages.add(answer(answers));
        }
        assertThat(pages)
                .as("only who got stuck is asked where")
                .containsExactly(1, 1, 2, 2, 1, 2, 1, 2);
        Visitor researcher = site.researcher();
        String csv = researcher.get(HOME + "/export/wide.csv").body();
        StringBuilder table = new StringBuilder("minutes,clear,stuck,place\n");
        List<String> lines = new ArrayList<>();
        for (NamedCsvRecord row : CsvReader.builder().ofNamedCsvRecord(csv)) {
            List<String> cells = new ArrayList<>();
            for (String column : List.of("minutes", "clear", "stuck", "place")) {
                cells.add(row.getField(column));
            }
            lines.add(String.join(",", cells));
        }
        lines.stream().sorted().forEach(line -> table.append(line).append('\n'));
        check("answers", table.toString());
        check("results", tables(researcher));
        assertThat(tables(researcher)).contains("28.75", "37.5").contains("Yes | 4 | 50 %");
    }

    /** The tables of every question, as text. */
    private static String tables(Visitor researcher) {
        StringBuilder text = new StringBuilder();
        for (Element table : researcher.get(HOME + "/results").page().select("main table")) {
            text.append(text.isEmpty() ? "" : "\n")
                    .append(table.select("caption").text())
                    .append('\n');
            for (Element row : table.select("tr")) {
                text.append(String.join(" | ", row.select("th, td").eachText())).append('\n');
            }
        }
        return text.toString();
    }

    @Test
    void whoHasTheReceiptMayTakeTheAnswersBack() throws IOException {
        site.store.publish(study);
        for (String[] answers : ANSWERS) {
            answer(answers);
        }
        Map<String, String> back = Map.of("code", receipt, "sure", "1");
        Visitor.Answer deleted = site.visitor().submit("/withdraw", "/withdraw", back);
        assertThat(deleted.body()).contains("were deleted");
        assertThat(site.store.responses("first-lesson")).hasSize(ANSWERS.length - 1);
        assertThat(tables(site.researcher())).contains("No | 4").contains("Yes | 3");
    }

    /** Takes part; returns how many pages there were. */
    private int answer(String[] answers) {
        Visitor visitor = site.visitor();
        String page = visitor.submit(START, START, Map.of("agree", "1")).location();
        Map<String, String> first = new LinkedHashMap<>();
        first.put("answer.minutes", answers[0]);
        first.put("answer.clear", answers[1]);
        first.put("answer.stuck", answers[2].isEmpty() ? "no" : "yes");
        String next = visitor.submit(page, page, first).location();
        int pages = 1;
        if (next.contains("/page/")) {
            next = visitor.submit(next, next, Map.of("answer.place", answers[2])).location();
            pages = 2;
        }
        String sent = visitor.submit(next, next, Map.of()).location();
        receipt = visitor.get(sent).page().select("#receipt").text();
        return pages;
    }
}
