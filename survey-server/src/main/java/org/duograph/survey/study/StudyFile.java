package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a study from YAML. What cannot work is refused here, with the line where it stands. */
final class StudyFile {
    private static final int MOST_FIELDS = 1000;

    private final Entry root;
    private final QuestionFile questions;
    private final List<String> languages = new ArrayList<>();

    /** Where sections and questions stand, by identity: equal ones stand in several places. */
    private final Map<Object, Entry> where = new IdentityHashMap<>();

    private StudyFile(Entry root) {
        this.root = root;
        for (Entry language : root.get("languages").list()) {
            if (!language.text().matches("[a-z]{2,3}(-[A-Z]{2})?")) {
                throw language.error("'" + language.text() + "' is no language tag such as en");
            }
            languages.add(language.text());
        }
        if (languages.isEmpty() || Set.copyOf(languages).size() < languages.size()) {
            throw root.get("languages").error("name each language of the study once");
        }
        this.questions = new QuestionFile(languages, items("frameworks"));
    }

    static Study read(String yaml) {
        if (yaml.length() > Study.MOST_CHARACTERS) {
            throw new StudyFormatException(
                    1,
                    "the file has more than " + Study.MOST_CHARACTERS + " characters; shorten it");
        }
        Entry root = Entry.parse(yaml);
        root.only(StudyKeys.STUDY);
        return new StudyFile(root).study();
    }

    private Study study() {
        List<Section> sections = root.get("sections").list().stream().map(this::section).toList();
        Study study =
                new Study(
                        root.get("study").code(),
                        root.get("version").whole(1, 1_000_000),
                        languages,
                        texts("title"),
                        texts("introduction"),
                        texts("consent"),
                        items("frameworks"),
                        items("environments"),
                        sections,
                        root.find("privacy")
                                .map(entry -> entry.oneOf(Privacy.values()))
                                .orElse(Privacy.ANONYMOUS),
                        root.find("invited_only").map(Entry::flag).orElse(false));
        new StudyCheck(where).check(study);
        return study;
    }

    private Texts texts(String key) {
        return questions.texts(root.get(key));
    }

    private List<Item> items(String key) {
        return new QuestionFile(languages, List.of()).items(root.get(key));
    }

    /** A section of the file's own, or a standard instrument, which brings its texts along. */
    private Section section(Entry entry) {
        Optional<Instrument> instrument =
                entry.find("instrument").map(name -> name.oneOf(Instrument.values()));
        entry.only(instrument.isPresent() ? StudyKeys.INSTRUMENT : StudyKeys.SECTION);
        Entry body = instrument.map(Instrument::text).map(Entry::parse).orElse(entry);
        List<Question> asked = new ArrayList<>();
        for (Entry question : body.get("questions").list()) {
            asked.add(questions.question(question));
            where.put(asked.get(asked.size() - 1), instrument.isPresent() ? entry : question);
        }
        Section section =
                new Section(
                        body.get("name").code(),
                        questions.texts(body.get("title")),
                        body.find("introduction").map(questions::texts).orElse(Texts.NONE),
                        entry.find("each").map(StudyFile::isFramework).orElse(false),
                        QuestionFile.condition(entry),
                        asked);
        where.put(section, entry);
        return section;
    }

    private static boolean isFramework(Entry each) {
        if (!each.text().equals("framework")) {
            throw each.error("a section can be repeated for each: framework, nothing else");
        }
        return true;
    }
}
