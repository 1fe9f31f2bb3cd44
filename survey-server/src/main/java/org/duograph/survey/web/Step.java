package org.duograph.survey.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Problem;
import org.duograph.survey.study.Prompt;
import org.duograph.survey.study.Range;
import org.duograph.survey.study.Study;
import org.duograph.survey.study.Texts;

/**
 * One page of a study on its way to a participant ({@code step.jte}): what is asked, what was
 * answered, what is wrong with it.
 *
 * @param number of the page, from 1
 * @param count of pages, the last one included on which answers are sent
 * @param answers what the fields show, right or wrong
 * @param notice a message on top, such as that saving failed; may be empty
 */
public record Step(
        Study study,
        String language,
        Messages words,
        Page page,
        int number,
        int count,
        Answers answers,
        List<Problem> problems,
        String notice) {

    public String value(Field field) {
        return answers.get(field.name()).orElse("");
    }

    /** What is wrong with a field, for its reader; empty if nothing is. */
    public String problem(Field field) {
        return problems.stream()
                .filter(problem -> problem.field().equals(field.name()))
                .map(this::explain)
                .findFirst()
                .orElse("");
    }

    public String explain(Problem problem) {
        return words.text(problem.key(), problem.arguments(language).toArray());
    }

    /** Which question a problem is about, for the list on top. */
    public String about(Problem problem) {
        return page.prompts().stream()
                .filter(prompt -> holds(prompt, problem.field()))
                .map(prompt -> prompt.text().in(language))
                .findFirst()
                .orElse("");
    }

    private static boolean holds(Prompt prompt, String field) {
        return prompt.fields().stream().anyMatch(f -> f.name().equals(field));
    }

    /** The questions on this page, so that the answer says which ones it was asked. */
    public String asked() {
        return String.join(" ", page.prompts().stream().map(Prompt::name).toList());
    }

    /** The words for "other", where there are some. */
    public Optional<Field> otherWords(Prompt prompt) {
        return prompt.fields().stream()
                .filter(f -> f.type() == Field.Type.WORDS && f.question().kind() != Kind.TEXT)
                .findFirst();
    }

    /** The fields of a prompt without the words for "other". */
    public List<Field> plainFields(Prompt prompt) {
        return prompt.fields().stream()
                .filter(f -> otherWords(prompt).filter(f::equals).isEmpty())
                .toList();
    }

    /** The options of a choice; one need not answer can also be left without an answer. */
    public List<Item> choices(Prompt prompt, Field field) {
        List<Item> choices = new ArrayList<>(field.options());
        if (!prompt.question().required()) {
            Texts none = Texts.same(study.languages(), words.text("page.no_answer"));
            choices.add(new Item("", none));
        }
        return choices;
    }

    /** The name and id of a field's input. */
    public String nameOf(Field field) {
        return Form.nameOf(field.name());
    }

    /** The id of an option; the first one's is the field's, so that links lead to it. */
    public String idOf(Field field, Item option) {
        boolean first = field.options().get(0).code().equals(option.code());
        return first ? nameOf(field) : "option." + field.name() + "." + option.code();
    }

    /** Whether the page needs the script that goes with sliders. */
    public boolean hasSlider() {
        return page.prompts().stream().anyMatch(p -> p.question().kind() == Kind.SLIDER);
    }

    /** The name of the tick that says that a slider was not touched. */
    public String untouched(Field field) {
        return Form.nameOf(Field.UNTOUCHED + field.name());
    }

    /** Where a slider stands: at its answer or, without one, in the middle. */
    public String place(Field field) {
        return answers.number(field.name()).isPresent()
                ? value(field)
                : field.question().range().middle().toPlainString();
    }

    /** Whether the options of a field are numbers in a row. */
    public boolean isScale(Field field) {
        return field.options().get(0).code().matches("\\d+");
    }

    public String required(Prompt prompt) {
        return prompt.question().required() ? "true" : "false";
    }

    /** The keyboard for a number: phones have no minus on that for decimals. */
    public String keyboard(Field field) {
        return field.question().range().min().signum() < 0 ? "text" : "decimal";
    }

    /** The unit of a number, and what is allowed. */
    public String unit(Field field) {
        Range range = field.question().range();
        String unit =
                field.question().kind() == Kind.MINUTES
                        ? words.text("page.minutes")
                        : field.question().unit().in(language);
        return field.question().kind() == Kind.MINUTES
                ? unit
                : unit + " (" + words.text("page.range", range.min(), range.max()) + ")";
    }

    /** The id of a prompt's hint; null, which means no attribute, if it has none. */
    public String hintOf(Prompt prompt) {
        return prompt.hint().isEmpty() ? null : "hint." + prompt.name();
    }

    /** The id of what is wrong with a field; null if nothing is. */
    public String problemOf(Field field) {
        return problem(field).isEmpty() ? null : "problem." + field.name();
    }

    /** The id of the unit of a number. */
    public String unitOf(Field field) {
        return "unit." + field.name();
    }

    /** The ids of all texts that explain a group of inputs; null if there are none. */
    public String groupDescribedBy(Prompt prompt, Field field) {
        return ids(hintOf(prompt), problemOf(field));
    }

    /** The ids of all texts that explain an input; null if there are none. */
    public String describedBy(Prompt prompt, Field field) {
        String unit = field.type() == Field.Type.NUMBER ? unitOf(field) : null;
        return ids(hintOf(prompt), unit, problemOf(field));
    }

    private static String ids(String... ids) {
        String all = Stream.of(ids).filter(Objects::nonNull).collect(Collectors.joining(" "));
        return all.isEmpty() ? null : all;
    }
}
