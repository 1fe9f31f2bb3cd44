package org.duograph.survey.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One page as one participant sees it: the questions of a section that apply, for one framework.
 *
 * @param key the section's name, and the framework's code after a point; unique in a study, and the
 *     same whatever is answered
 */
public record Page(String key, Texts title, Texts introduction, List<Prompt> prompts) {

    public Page {
        prompts = List.copyOf(prompts);
    }

    /** The fields on this page, from top to bottom. */
    public List<Field> fields() {
        return prompts.stream().flatMap(prompt -> prompt.fields().stream()).toList();
    }

    /** This page with the prompts of these names only. */
    public Page only(Set<String> names) {
        return new Page(
                key,
                title,
                introduction,
                prompts.stream().filter(prompt -> names.contains(prompt.name())).toList());
    }

    /** What is wrong with tidy answers to this page, from top to bottom; empty if nothing is. */
    public List<Problem> check(Answers answers) {
        return prompts.stream().flatMap(prompt -> prompt.check(answers).stream()).toList();
    }

    /** The answers to fields of this page among {@code input}, tidy. */
    public Answers read(Map<String, String> input) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Field field : fields()) {
            values.put(field.name(), field.read(input));
        }
        return new Answers(values);
    }
}
