package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.duograph.survey.study.Kind;
import org.duograph.survey.study.StudyKeys;

/** A study's text with what a form does to it: one change of a part, then {@link #text}. */
public final class StudyEdit {
    private final YamlText yaml;
    private final Map<String, Object> study;

    private StudyEdit(YamlText yaml) {
        this.yaml = yaml;
        this.study = yaml.tree();
    }

    /**
     * Reads the text of a study, which may be incomplete.
     *
     * @throws Mistake if it is no YAML
     */
    public static StudyEdit read(String text) {
        return new StudyEdit(YamlText.read(text));
    }

    /** The text as it is now. */
    public String text() {
        return yaml.text();
    }

    public List<String> languages() {
        List<String> languages =
                Tree.list(study.get("languages")).stream()
                        .map(Tree::word)
                        .filter(language -> !language.isEmpty())
                        .distinct()
                        .toList();
        return languages.isEmpty() ? List.of("en") : languages;
    }

    public String version() {
        return Tree.word(study.get("version"));
    }

    public void setVersion(int version) {
        study.put("version", version);
    }

    /** Whether there is such a part. */
    public boolean has(Place place) {
        return place.isStudy()
                || place.section() < sections().size()
                        && (place.isSection() || place.question() < questions(place).size());
    }

    /** What a part is called: its first text, or else its name. */
    public String title(Place place) {
        Map<String, Object> part = part(place);
        String text = Wording.any(part.get(place.isQuestion() ? "text" : "title"), languages());
        String name = Tree.word(part.get(place.isStudy() ? "study" : "name"));
        String instrument = Tree.word(part.get("instrument")).toUpperCase(Locale.ROOT);
        return !text.isEmpty() ? text : !name.isEmpty() ? name : instrument;
    }

    /** The kind of a question; empty for other parts. */
    public String kind(Place place) {
        return place.isQuestion() ? Tree.word(part(place).get("kind")) : "";
    }

    public boolean isInstrument(Place place) {
        return place.isSection() && part(place).containsKey("instrument");
    }

    /** The parts of the study: sections, each followed by its questions. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        for (int s = 0; s < sections().size(); s++) {
            places.add(Place.section(s));
            for (int q = 0; q < questions(Place.section(s)).size(); q++) {
                places.add(new Place(s, q));
            }
        }
        return places;
    }

    /** The part that a line of the text read belongs to. */
    public Place at(int line) {
        Place last = Place.STUDY;
        for (Place place : places()) {
            if (yaml.line(part(place)) <= line) last = place;
        }
        return last;
    }

    /** The keys that a part may have. */
    public List<String> keys(Place place) {
        if (place.isStudy()) {
            return StudyKeys.STUDY;
        }
        if (place.isSection()) {
            return isInstrument(place) ? StudyKeys.INSTRUMENT : StudyKeys.SECTION;
        }
        return Arrays.stream(Kind.values())
                .filter(kind -> KindCard.of(kind).kind().equals(kind(place)))
                .findFirst()
                .map(StudyKeys::question)
                .orElse(List.of("name", "text"));
    }

    /** A part as a form. */
    public List<Input> inputs(Place place) {
        return new PartForm(part(place), languages()).inputs(keys(place));
    }

    /** Whether the study lists anything that is compared. */
    public boolean hasFrameworks() {
        return !Tree.list(study.get("frameworks")).isEmpty();
    }

    public boolean hasEnvironments() {
        return !Tree.list(study.get("environments")).isEmpty();
    }

    /**
     * The condition of a part.
     *
     * @param ask a field to ask about besides; empty for none
     */
    public ConditionForm condition(Place place, String ask) {
        List<Earlier> earlier = Earlier.before(study, place, languages());
        return ConditionForm.of(part(place).get("show_if"), earlier).asking(ask);
    }

    /** Puts what was typed into a part. */
    public void put(Place place, Function<String, List<String>> typed) {
        Map<String, Object> part = part(place);
        List<String> before = languages();
        List<String> written = List.copyOf(part.keySet());
        Function<String, String> one =
                // Of a box to tick, "false" comes first and then what was ticked.
                field -> typed.apply(field).stream().reduce((a, b) -> b).orElse(null);
        new PartForm(part, before).put(keys(place), one);
        if (keys(place).contains("show_if")) {
            ConditionForm.put(part, typed);
        }
        if (place.isStudy()) {
            before.stream()
                    .filter(language -> !languages().contains(language))
                    .forEach(language -> forget(study, language, before));
        } else if (!place.isStudy() && !isInstrument(place) && part.get("name") == null) {
            name(place, part);
        }
        order(part, written, keys(place));
    }

    /** Moves an item of a list up by one. */
    public void raise(Place place, String key, int item) {
        List<Object> items = Tree.list(part(place).get(key));
        if (item > 0 && item < items.size()) {
            items.add(item - 1, items.remove(item));
        }
    }

    /** Puts new keys where one would write them, behind those that usually come before. */
    private static void order(Map<String, Object> part, List<String> written, List<String> keys) {
        List<String> order = new ArrayList<>(written);
        order.retainAll(part.keySet());
        for (int i = 0; i < keys.size(); i++) {
            if (part.containsKey(keys.get(i)) && !order.contains(keys.get(i))) {
                int behind = 0;
                for (String earlier : keys.subList(0, i)) {
                    behind = Math.max(behind, order.indexOf(earlier) + 1);
                }
                order.add(behind, keys.get(i));
            }
        }
        Map<String, Object> all = new LinkedHashMap<>(part);
        part.clear();
        order.forEach(key -> part.put(key, all.get(key)));
    }

    /** Takes a language out of all texts. */
    private static void forget(Object part, String language, List<String> all) {
        if (part instanceof List) {
            Tree.list(part).forEach(item -> forget(item, language, all));
        } else if (part instanceof Map) {
            Map<String, Object> map = Tree.map(part);
            if (all.stream().anyMatch(map::containsKey)) map.remove(language);
            map.values().forEach(value -> forget(value, language, all));
        }
    }

    private void name(Place place, Map<String, Object> part) {
        List<String> taken =
                places().stream()
                        .filter(other -> other.isQuestion() == place.isQuestion())
                        .map(other -> Tree.word(part(other).get("name")))
                        .toList();
        String otherwise = place.isQuestion() ? "question" : "page";
        put(part, "name", Codes.make(title(place), otherwise + "_1", taken));
    }

    /** Puts a key first. */
    private static void put(Map<String, Object> part, String key, Object value) {
        Map<String, Object> others = new LinkedHashMap<>(part);
        part.clear();
        part.put(key, value);
        part.putAll(others);
    }

    /** Adds an empty section at the end. */
    public Place addSection() {
        Map<String, Object> section = new LinkedHashMap<>();
        section.put("questions", new ArrayList<>());
        return added(section);
    }

    public Place addInstrument(String instrument) {
        return added(new LinkedHashMap<>(Map.of("instrument", instrument)));
    }

    private Place added(Map<String, Object> section) {
        List<Object> sections = Tree.open(study, "sections");
        sections.add(section);
        Place place = Place.section(sections.size() - 1);
        if (!isInstrument(place)) name(place, section);
        return place;
    }

    /** Adds an empty question at the end of a section. */
    public Place addQuestion(int section, String kind) {
        List<Object> questions = Tree.open(part(Place.section(section)), "questions");
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("kind", kind);
        questions.add(question);
        return new Place(section, questions.size() - 1);
    }

    /** Moves a part up (-1) or down (1) among its neighbours, if there is room. */
    public Place move(Place place, int by) {
        List<Object> all = siblings(place);
        int from = place.isSection() ? place.section() : place.question();
        int to = from + by;
        if (to < 0 || to >= all.size()) {
            return place;
        }
        all.add(to, all.remove(from));
        return place.isSection() ? Place.section(to) : new Place(place.section(), to);
    }

    /** Moves a question to the end of another section. */
    public Place moveTo(Place place, int section) {
        if (section == place.section() || !has(Place.section(section))) {
            return place;
        }
        Object question = siblings(place).remove(place.question());
        List<Object> questions = Tree.open(part(Place.section(section)), "questions");
        questions.add(question);
        return new Place(section, questions.size() - 1);
    }

    /** Copies a part behind itself, under names of its own. */
    public Place copy(Place place) {
        List<Object> all = siblings(place);
        int at = place.isSection() ? place.section() : place.question();
        Map<String, Object> copy = Tree.map(Tree.copy(all.get(at)));
        all.add(at + 1, copy);
        Place copied =
                place.isSection() ? Place.section(at + 1) : new Place(place.section(), at + 1);
        rename(copied);
        for (int q = 0; copied.isSection() && q < questions(copied).size(); q++) {
            rename(new Place(copied.section(), q));
        }
        return copied;
    }

    private void rename(Place place) {
        String name = Tree.word(part(place).remove("name"));
        if (!isInstrument(place)) {
            List<String> taken =
                    places().stream().map(other -> Tree.word(part(other).get("name"))).toList();
            put(part(place), "name", Codes.make(name, "copy", with(taken, name)));
        }
    }

    private static List<String> with(List<String> words, String word) {
        List<String> all = new ArrayList<>(words);
        all.add(word);
        return all;
    }

    public void delete(Place place) {
        siblings(place).remove(place.isSection() ? place.section() : place.question());
    }

    /** The texts of the whole study, each in all languages. */
    public List<Translation> translations() {
        return Translation.of(study, languages());
    }

    /** Puts translations in: what {@link Translation#name} gives, and the language. */
    public void translate(Function<String, String> typed) {
        for (Translation translation : translations()) {
            translation.put(study, languages(), typed);
        }
    }

    private List<Object> siblings(Place place) {
        return place.isSection()
                ? Tree.open(study, "sections")
                : Tree.open(part(Place.section(place.section())), "questions");
    }

    private List<Object> sections() {
        return Tree.list(study.get("sections"));
    }

    private List<Object> questions(Place place) {
        return Tree.list(Tree.map(sections().get(place.section())).get("questions"));
    }

    private Map<String, Object> part(Place place) {
        if (place.isStudy()) {
            return study;
        }
        Object part =
                place.isSection()
                        ? sections().get(place.section())
                        : questions(place).get(place.question());
        return Tree.map(part);
    }
}
