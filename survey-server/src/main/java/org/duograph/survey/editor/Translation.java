package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One text of a study, with its languages side by side.
 *
 * @param path where it stands: keys and places in lists, by points
 * @param place the part of the study that it belongs to
 * @param what the key or the code of the item, to tell what it is
 * @param texts by language; missing ones are empty
 */
public record Translation(List<Object> path, Place place, String what, Map<String, String> texts) {

    /** What the fields of the form begin with. */
    public String name() {
        return String.join(".", path.stream().map(String::valueOf).toList());
    }

    public boolean isMissing(String language) {
        return texts.get(language).isEmpty();
    }

    static List<Translation> of(Map<String, Object> study, List<String> languages) {
        List<Translation> found = new ArrayList<>();
        collect(study, List.of(), "", languages, found);
        return found;
    }

    private static void collect(
            Object part,
            List<Object> path,
            String what,
            List<String> languages,
            List<Translation> found) {
        if (part instanceof List) {
            List<Object> items = Tree.list(part);
            for (int i = 0; i < items.size(); i++) {
                collect(items.get(i), then(path, i), what, languages, found);
            }
            return;
        }
        Map<String, Object> map = Tree.map(part);
        if (languages.stream().anyMatch(map::containsKey)) {
            Map<String, String> texts = new LinkedHashMap<>();
            languages.forEach(language -> texts.put(language, Wording.in(map, language)));
            String code = Tree.word(map.get("code"));
            found.add(
                    new Translation(
                            path, place(path), code.isEmpty() ? what : what + ": " + code, texts));
        }
        map.forEach(
                (key, value) -> {
                    if (!key.equals("show_if") && !languages.contains(key)) {
                        collect(value, then(path, key), key, languages, found);
                    }
                });
    }

    private static List<Object> then(List<Object> path, Object step) {
        List<Object> longer = new ArrayList<>(path);
        longer.add(step);
        return longer;
    }

    private static Place place(List<Object> path) {
        if (path.size() < 2 || !path.get(0).equals("sections")) {
            return Place.STUDY;
        }
        boolean question = path.size() > 3 && path.get(2).equals("questions");
        return new Place((int) path.get(1), question ? (int) path.get(3) : -1);
    }

    void put(Map<String, Object> study, List<String> languages, Function<String, String> typed) {
        Object part = study;
        for (Object step : path) {
            part =
                    step instanceof Integer
                            ? Tree.list(part).get((int) step)
                            : Tree.map(part).get(step);
        }
        for (String language : languages) {
            String text = typed.apply(name() + "." + language);
            if (text != null) {
                String tidy = text.replace("\r\n", "\n").strip();
                if (!tidy.equals(texts.get(language))) {
                    Wording.set(Tree.map(part), language, tidy);
                }
            }
        }
    }
}
