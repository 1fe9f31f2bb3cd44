package org.duograph.survey.web;

import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.results.AskedField;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Selection;
import org.duograph.survey.study.Field;

/**
 * The form by which researchers choose which responses count.
 *
 * @param language of its labels
 * @param choices one list per thing to filter by
 */
public record FilterForm(String language, List<Choice> choices) {

    /** What has more options than this is no help as a list. */
    private static final int MOST_OPTIONS = 12;

    /** A list; {@code selected} is a code, or empty for any. */
    public record Choice(String name, String label, String selected, List<Option> options) {}

    /** An entry of a list. */
    public record Option(String code, String label) {}

    /** Language, version, and every question with few options that is asked once. */
    static FilterForm of(Selection selection) {
        Filter filter = selection.filter();
        String language = selection.study().researcherLanguage();
        List<Choice> choices = new ArrayList<>();
        if (selection.study().languages().size() > 1) {
            choices.add(
                    new Choice(
                            "language",
                            "Language",
                            filter.language().orElse(""),
                            selection.study().languages().stream()
                                    .map(code -> new Option(code, code))
                                    .toList()));
        }
        if (selection.versions().size() > 1) {
            choices.add(
                    new Choice(
                            "version",
                            "Version",
                            filter.version().map(String::valueOf).orElse(""),
                            selection.versions().stream()
                                    .map(study -> Integer.toString(study.version()))
                                    .map(number -> new Option(number, number))
                                    .toList()));
        }
        for (AskedField asked : selection.fields()) {
            Field field = asked.field();
            if (field.type() == Field.Type.CHOICE
                    && field.framework().isEmpty()
                    && field.options().size() <= MOST_OPTIONS) {
                choices.add(choice(asked, filter, language));
            }
        }
        return new FilterForm(language, choices);
    }

    private static Choice choice(AskedField asked, Filter filter, String language) {
        return new Choice(
                Filter.ANSWER + asked.column(),
                asked.label(language),
                filter.answers().getOrDefault(asked.column(), ""),
                asked.field().options().stream()
                        .map(option -> new Option(option.code(), option.label().in(language)))
                        .toList());
    }
}
