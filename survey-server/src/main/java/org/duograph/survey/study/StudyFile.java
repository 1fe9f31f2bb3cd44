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

    /** Reads a study that may have been published long ago, when less was refused. */
    static Study read(String yaml) {
        return open(yaml).study();
    }

    /** Reads a study that is to be published. */
    static Study proofread(String yaml) {
        StudyFile file = open(yaml);
        Study study = file.study();
        new Proofreading(yaml, file.root, study, file.where).check();
        return study;
    }

    private static StudyFile open(String yaml) {
        if (yaml.length() > Study.MOST_CHARACTERS) {
            throw new StudyFormatException(
                    1,
                    "the file has more than " + Study.MOST_CHARACTERS + " characters; shorten it");
        }
        Entry root = Entry.parse(yaml);
        root.only(StudyKeys.STUDY);
        return new StudyFile(root);
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
                        groups(),
                        sections,
                        root.find("privacy")
                                .map(entry -> entry.oneOf(Privacy.values()))
                                .orElse(Privacy.ANONYMOUS),
                        root.find("invited_only").map(Entry::flag).orElse(false),
                        root.find("panel").map(Panel::read),
                        root.find("completion").map(Completion::read));
        new StudyCheck(where).check(study);
        return study;
    }

    private Texts texts(String key) {
        return questions.texts(root.get(key));
    }

    private List<Item> items(String key) {
        return root.find(key)
                .map(entry -> new QuestionFile(languages, List.of()).items(entry))
                .orElse(List.of());
    }

    private List<Group> groups() {
        List<Group> groups = new ArrayList<>();
        List<Item> items = items("groups");
        for (Item item : items) {
            Entry entry = root.get("groups").list().get(groups.size());
            groups.add(new Group(item, entry.find("share").map(s -> s.whole(1, 100)).orElse(1)));
        }
        if (groups.size() == 1) {
            throw root.get("groups").error("chance needs two groups or more to choose from");
        }
        return groups;
    }

    /** A section of the file's own, or a standard instrument, which brings its texts along. */
    private Section section(Entry entry) {
        Optional<Instrument> instrument =
                entry.find("instrument").map(name -> name.oneOf(Instrument.values()));
        entry.only(instrument.isPresent() ? StudyKeys.INSTRUMENT : StudyKeys.SECTION);
        Entry body = instrument.map(Instrument::text).map(Entry::parse).orElse(entry);
        if (instrument.isPresent()) requireLanguages(entry, body);
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
                        QuestionFile.shuffle(entry),
                        ConditionFile.condition(entry),
                        asked);
        where.put(section, entry);
        return section;
    }

    /** The texts of an instrument are its authors' and translators', in the languages they have. */
    private void requireLanguages(Entry entry, Entry instrument) {
        Set<String> known = instrument.get("title").map().keySet();
        List<String> missing = languages.stream().filter(l -> !known.contains(l)).toList();
        if (!missing.isEmpty()) {
            throw entry.error(
                    "the instrument '"
                            + entry.get("instrument").text()
                            + "' is there in "
                            + String.join(", ", known)
                            + ", and not in "
                            + String.join(", ", missing)
                            + "; write it out as a section, with a translation that was tested");
        }
    }

    private static boolean isFramework(Entry each) {
        if (!each.text().equals("framework")) {
            throw each.error("a section can be repeated for each: framework, nothing else");
        }
        return true;
    }
}
