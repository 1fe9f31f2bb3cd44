package org.duograph.survey.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Problem;
import org.duograph.survey.study.Prompt;
import org.duograph.survey.study.Study;

/**
 * All answers of a participant, ready to be sent ({@code review.jte}).
 *
 * @param submission the random id under which they will be kept
 * @param started when the participant began, as ISO 8601
 * @param panel the identifier in a panel that is kept with the answers
 * @param trial whether somebody only tries the study
 * @param answers tidy, and only to what is asked
 */
public record Review(
        Study study,
        String language,
        String submission,
        List<String> order,
        String started,
        Optional<String> panel,
        boolean trial,
        Answers answers,
        List<Problem> problems) {

    public Messages words() {
        return Messages.in(language);
    }

    public List<Page> pages() {
        return study.pages(order, answers);
    }

    /** The answers to one question, as somebody reads them; empty if there are none. */
    public List<String> lines(Prompt prompt) {
        List<String> lines = new ArrayList<>();
        Kind kind = prompt.question().kind();
        boolean parts = kind.hasRows() || kind == Kind.RANKING;
        for (Field field : prompt.fields()) {
            answers.get(field.name())
                    .map(value -> read(field, value))
                    .map(text -> parts ? named(field, text) : text)
                    .ifPresent(lines::add);
        }
        return lines;
    }

    /** An answer behind what it answers; where that is a sentence, the colon ends it. */
    private String named(Field field, String answer) {
        return field.label().in(language).replaceFirst("\\.$", "") + ": " + answer;
    }

    /** The page where a problem can be mended. */
    public String pageOf(Problem problem) {
        return SubmissionPages.pageOf(study, order, problem);
    }

    /** The question that a problem is about. */
    public String about(Problem problem) {
        return study.fields().stream()
                .filter(field -> field.name().equals(problem.field()))
                .map(field -> field.label().in(language))
                .findFirst()
                .orElse(problem.field());
    }

    private String read(Field field, String value) {
        String words = field.inWords(value, language);
        return field.type() == Field.Type.NUMBER
                ? (words().number(words) + " " + unit(field)).strip()
                : words;
    }

    private String unit(Field field) {
        return field.question().kind() == Kind.MINUTES
                ? words().text("page.minutes")
                : field.question().unit().in(language);
    }
}
