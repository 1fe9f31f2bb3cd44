package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An earlier field that a condition may look at.
 *
 * @param name as the condition names it
 * @param label the question, and the row or option
 * @param options what may be answered, by its code; empty for numbers and days
 */
public record Earlier(String name, String label, Map<String, String> options) {

    /** The fields of all questions before a place, and the group that chance chose. */
    static List<Earlier> before(Map<String, Object> study, Place place, List<String> languages) {
        List<Earlier> fields = new ArrayList<>();
        Map<String, String> groups = labels(study.get("groups"), languages);
        if (!groups.isEmpty()) {
            fields.add(new Earlier("group", "The participant's group", groups));
        }
        List<Object> sections = Tree.list(study.get("sections"));
        for (int s = 0; s < sections.size() && s <= place.section(); s++) {
            List<Object> questions = Tree.list(Tree.map(sections.get(s)).get("questions"));
            for (int q = 0; q < questions.size(); q++) {
                boolean before = s < place.section() || q < place.question();
                if (before) add(Tree.map(questions.get(q)), study, languages, fields);
            }
        }
        return fields;
    }

    private static void add(
            Map<String, Object> question,
            Map<String, Object> study,
            List<String> languages,
            List<Earlier> fields) {
        String name = Tree.word(question.get("name"));
        String text = Wording.any(question.get("text"), languages);
        Object listed = question.get("options");
        Map<String, String> options =
                labels(listed instanceof List ? listed : study.get("frameworks"), languages);
        switch (Tree.word(question.get("kind"))) {
            case "single" -> {
                Map<String, String> all = new LinkedHashMap<>(options);
                if (question.containsKey("other")) {
                    all.put("other", Wording.any(question.get("other"), languages));
                }
                fields.add(new Earlier(name, text, declinable(question, all, languages)));
            }
            case "number", "minutes", "slider", "date", "scale" ->
                    fields.add(new Earlier(name, text, Map.of()));
            case "multiple" ->
                    options.forEach(
                            (code, label) ->
                                    fields.add(
                                            new Earlier(
                                                    name + "." + code,
                                                    text + " " + label,
                                                    Map.of("1", "ticked"))));
            case "matrix" ->
                    labels(question.get("rows"), languages)
                            .forEach(
                                    (code, label) ->
                                            fields.add(
                                                    new Earlier(
                                                            name + "." + code,
                                                            text + " " + label,
                                                            declinable(
                                                                    question, options,
                                                                    languages))));
            case "ranking" ->
                    options.forEach(
                            (code, label) ->
                                    fields.add(
                                            new Earlier(
                                                    name + "." + code,
                                                    text + " Rank of " + label,
                                                    Map.of())));
            default -> {} // words can be compared with nothing
        }
    }

    private static Map<String, String> declinable(
            Map<String, Object> question, Map<String, String> options, List<String> languages) {
        Map<String, String> all = new LinkedHashMap<>(options);
        if (question.containsKey("decline")) {
            all.put("declined", Wording.any(question.get("decline"), languages));
        }
        return all;
    }

    private static Map<String, String> labels(Object items, List<String> languages) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map<String, Object> item : Tree.maps(items)) {
            String label = Wording.any(Wording.ofItem(item), languages);
            labels.put(Tree.word(item.get("code")), label);
        }
        return labels;
    }
}
