package org.duograph.survey.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.Prompt;
import org.duograph.survey.study.Studies;
import org.duograph.survey.study.Study;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** A question may have any name, those of our own fields, columns and ids too. */
class NamesTest {
    /** What our pages, files and addresses call their own things, besides fields of forms. */
    private static final Set<String> TAKEN =
            Set.of(
                    "answer",
                    "code",
                    "comment",
                    "environment",
                    "experience_years",
                    "field",
                    "framework",
                    "install_minutes",
                    "measured",
                    "page",
                    "panel",
                    "participants",
                    "problem",
                    "problems",
                    "progress",
                    "question",
                    "receipt",
                    "response",
                    "role",
                    "send",
                    "status",
                    "study",
                    "submitted",
                    "sure",
                    "test",
                    "tests",
                    "value",
                    "visit");

    @TempDir Path data;
    private Site site;

    @BeforeEach
    void start() {
        site = new Site(data);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** The questions of the study that shows each kind, as they stand in its file. */
    @SuppressWarnings("unchecked")
    static Stream<Map<String, Object>> questions() {
        Map<String, Object> study = new Yaml().load(Studies.text("question-types"));
        return ((List<Map<String, Object>>) study.get("sections"))
                .stream()
                        .flatMap(
                                section ->
                                        ((List<Map<String, Object>>)
                                                        section.getOrDefault(
                                                                "questions", List.of()))
                                                .stream());
    }

    @Test
    void everyKindIsTried() {
        Set<String> tried = new HashSet<>();
        questions().forEach(question -> tried.add(question.get("kind").toString()));
        for (Kind kind : Kind.values()) {
            assertThat(tried)
                    .contains(kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        }
    }

    @ParameterizedTest
    @MethodSource("questions")
    void aQuestionMayHaveTheNameOfAnyFieldOfOurs(Map<String, Object> question) {
        Study study = studyOfTakenNames(question);
        Visitor visitor = site.visitor();
        String start = "/s/" + study.id();
        String address = visitor.submit(start, start, Map.of("agree", "1")).location();
        assertThat(address).isEqualTo(start + "/page/send");
        Map<String, String> answers = answers(study);
        Visitor.Answer page = visitor.get(address);
        assertThat(page.page().select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        Map<String, String> form = page.form(address);
        answers.forEach((field, value) -> form.put(Form.nameOf(field), value));
        Visitor.Answer next = visitor.post(address, form);
        assertThat(next.location()).as(next.page().text()).isEqualTo(start + "/send");
        Visitor.Answer sent = visitor.submit(start + "/send", start + "/send", Map.of());
        assertThat(sent.location()).as(sent.page().text()).startsWith(start + "/receipt");
        assertThat(visitor.get(sent.location()).page().select("#receipt").text()).isNotBlank();

        assertThat(site.store.responses(study.id()))
                .singleElement()
                .extracting(response -> response.answers().values())
                .isEqualTo(answers);
        assertExported(study, answers);
    }

    private void assertExported(Study study, Map<String, String> answers) {
        Visitor researcher = site.researcher();
        String home = "/admin/studies/" + study.id();
        NamedCsvRecord row = csv(researcher.get(home + "/export/wide.csv")).get(0);
        assertThat(row.getHeader()).doesNotHaveDuplicates();
        answers.forEach((field, value) -> assertThat(row.getField(field)).endsWith(value));
        assertThat(row.getField("_version")).isEqualTo("1");
        assertThat(csv(researcher.get(home + "/export/codebook.csv")))
                .extracting(line -> line.getField("field"))
                .doesNotHaveDuplicates();
        assertThat(csv(researcher.get(home + "/export/long.csv"))).hasSize(study.columns().size());
        for (String file : List.of("results", "report.html", "export/results.json")) {
            Visitor.Answer shown = researcher.get(home + "/" + file);
            assertThat(shown.status()).as(file).isEqualTo(200);
            assertThat(shown.page().select("[id]").eachAttr("id")).doesNotHaveDuplicates();
        }
    }

    private static List<NamedCsvRecord> csv(Visitor.Answer file) {
        return CsvReader.builder().ofNamedCsvRecord(file.body()).stream().toList();
    }

    /** One section, named as an address of ours, that asks the question under every taken name. */
    private Study studyOfTakenNames(Map<String, Object> question) {
        Set<String> names = new TreeSet<>(TAKEN);
        names.addAll(Form.OWN);
        List<Map<String, Object>> asked = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> copy = new LinkedHashMap<>(question);
            copy.keySet().removeAll(Set.of("show_if", "each"));
            copy.put("name", name);
            asked.add(copy);
        }
        if (question.get("kind").equals("info")) { // a study asks something
            asked.add(Map.of("name", "words", "kind", "text", "text", "Words?"));
        }
        Map<String, Object> yaml = new Yaml().load(Studies.text("question-types"));
        yaml.put("study", "names");
        yaml.put("sections", List.of(Map.of("name", "send", "title", "S", "questions", asked)));
        String text = json(yaml);
        site.store.publish(text);
        return Study.parse(text);
    }

    /** JSON is YAML too, and never has aliases. */
    private static String json(Map<String, Object> yaml) {
        try {
            return new ObjectMapper()
                    .writeValueAsString(yaml)
                    .replaceAll("\\{(framework|environment|answer[^}]*)\\}", "it");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> answers(Study study) {
        Map<String, String> answers = new LinkedHashMap<>();
        for (Prompt prompt : study.pages().get(0).prompts()) {
            int rank = 0;
            for (Field field : prompt.fields()) {
                boolean ranked = prompt.question().kind() == Kind.RANKING;
                String value = value(field, ranked ? rank++ : 0);
                boolean other = prompt.question().kind() == Kind.SINGLE && value.equals("words");
                if (!other) answers.put(field.name(), value);
            }
        }
        return answers;
    }

    private static String value(Field field, int option) {
        if (!field.options().isEmpty()) {
            return field.options().stream().map(Item::code).skip(option).findFirst().orElseThrow();
        }
        return switch (field.type()) {
            case TICK -> "1";
            case NUMBER -> field.question().range().min().toPlainString();
            case WORDS -> "words";
            default -> LocalDate.EPOCH.plusYears(50).toString();
        };
    }

    @Test
    void aFormThatWasOpenedBeforeAnUpdateIsReadAllTheSame() {
        Map<String, String> old = Map.of("csrf", "1", "go", "next", "asked", "role", "role", "x");
        assertThat(Form.answers(old)).containsExactly(Map.entry("role", "x"));
    }
}
