package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks through a study that can be read for what would silently do nothing, or break later: all of
 * it at once, each with its line. Only studies that are to be published are looked through, since
 * what was published before must stay readable.
 */
final class Proofreading {
    private final String yaml;
    private final Entry root;
    private final Study study;
    private final Map<Object, Entry> where;
    private final List<StudyFormatException> problems = new ArrayList<>();

    /**
     * @param where the place in the file of each section and question
     */
    Proofreading(String yaml, Entry root, Study study, Map<Object, Entry> where) {
        this.yaml = yaml;
        this.root = root;
        this.study = study;
        this.where = where;
    }

    void check() {
        problems.addAll(Garbled.in(yaml));
        for (String list : List.of("frameworks", "environments", "groups")) {
            List<String> keys = list.equals("groups") ? StudyKeys.GROUP : StudyKeys.ITEM;
            root.find(list).ifPresent(items -> labels(items.list(), items.list(), keys));
        }
        languages(root);
        names();
        repeats();
        panel();
        for (Section section : study.sections()) {
            where.get(section).find("show_if").ifPresent(this::condition);
            if (isOwn(section)) {
                order(where.get(section), section.shuffle(), questions(section));
                conditionsOfARandomOrder(section);
                for (Question question : section.questions()) {
                    check(question, where.get(question));
                }
            }
        }
        problems.addAll(new PlaceholderCheck(root, study, where).problems());
        problems.addAll(new ReachCheck(study, where).problems());
        if (!problems.isEmpty()) {
            throw new StudyFormatException(problems);
        }
    }

    /** What an anonymous study must not keep, nor tell others; and what nobody could fill in. */
    private void panel() {
        boolean anonymous = study.privacy() == Privacy.ANONYMOUS;
        if (anonymous && study.panel().isPresent()) {
            problems.add(
                    root.get("panel")
                            .error(
                                    "panel keeps with each response whose it is, and privacy:"
                                            + " anonymous promises not to; write privacy:"
                                            + " pseudonymous, or take panel out"));
        }
        if (study.completion().filter(Completion::namesPanel).isPresent()
                && study.panel().isEmpty()) {
            problems.add(
                    root.get("completion")
                            .error(
                                    "{panel} means something only in a study with the key panel,"
                                            + " such as panel: PROLIFIC_PID"));
        }
        if (anonymous && study.completion().filter(Completion::namesCode).isPresent()) {
            problems.add(
                    root.get("completion")
                            .error(
                                    "{code} tells the panel which response is whose, and privacy:"
                                            + " anonymous promises not to; write privacy:"
                                            + " pseudonymous, or take {code} out"));
        }
    }

    /** A condition, or a part of one, that asks for nothing. */
    private void condition(Entry entry) {
        List<Entry> parts =
                entry.isMap()
                        ? List.copyOf(entry.map().values())
                        : entry.isList() ? entry.list() : List.of();
        if (parts.isEmpty() && (entry.isMap() || entry.isList())) {
            problems.add(
                    entry.error(
                            "show_if asks for nothing here; name a question and the answer it"
                                    + " needs, such as show_if: {age: \">= 18\"}, or leave it out"));
        }
        parts.forEach(this::condition);
    }

    /** Not a standard instrument, whose text is not the researcher's. */
    private boolean isOwn(Section section) {
        return where.get(section).find("instrument").isEmpty();
    }

    private static List<String> questions(Section section) {
        return section.shuffled().stream().map(Question::name).toList();
    }

    private void check(Question question, Entry entry) {
        order(entry, question.shuffle(), question.shuffled());
        entry.find("show_if").ifPresent(this::condition);
        List<Entry> choices = new ArrayList<>();
        entry.find("options").filter(Entry::isList).ifPresent(o -> choices.addAll(o.list()));
        entry.find("other").ifPresent(choices::add);
        entry.find("decline").ifPresent(choices::add);
        List<Entry> items =
                entry.find("options").filter(Entry::isList).map(Entry::list).orElse(List.of());
        labels(items, choices, StudyKeys.ITEM);
        if (question.kind() == Kind.MATRIX) {
            List<Entry> rows = entry.get("rows").list();
            labels(rows, rows, StudyKeys.ITEM);
        }
        if (question.kind() == Kind.RANKING && question.options().size() < 2) {
            problems.add(entry.error("a ranking needs two options or more"));
        }
        if (question.range() != null) {
            step(question.range(), entry);
        }
    }

    private void step(Range range, Entry entry) {
        Optional<Entry> step = entry.find("step");
        if (step.isPresent() && range.step().signum() <= 0) {
            problems.add(
                    step.get()
                            .error(
                                    "step must be above 0, found "
                                            + step.get().text()
                                            + "; leave it out to allow all numbers"));
        } else if (range.step().compareTo(range.max().subtract(range.min())) > 0) {
            problems.add(
                    step.orElse(entry)
                            .error(
                                    "step %s is wider than the range from %s to %s"
                                            .formatted(range.step(), range.min(), range.max())));
        } else if (!range.isOnStep(range.max())) {
            problems.add(
                    step.orElse(entry)
                            .error(
                                    "max %s is on no step: counted from min %s in steps of %s, the last is %s; write max: %s"
                                            .formatted(
                                                    range.max(),
                                                    range.min(),
                                                    range.step(),
                                                    range.last(),
                                                    range.last())));
        }
    }

    /** Two labels that read alike cannot be told apart; a misspelt key of an item does nothing. */
    private void labels(List<Entry> items, List<Entry> labelled, List<String> keys) {
        for (String language : study.languages()) {
            Map<String, Entry> seen = new HashMap<>();
            for (Entry entry : labelled) {
                Entry label = entry.isMap() ? entry.find("label").orElse(entry) : entry;
                Optional<Entry> text = label.isMap() ? label.find(language) : Optional.of(label);
                text.filter(t -> seen.put(t.text(), t) != null)
                        .ifPresent(
                                t ->
                                        problems.add(
                                                t.error(
                                                        "the label '"
                                                                + t.text()
                                                                + "' is given twice; nobody could"
                                                                + " tell which is meant")));
            }
        }
        Set<String> known = new HashSet<>(keys);
        known.addAll(study.languages());
        items.forEach(item -> refuse(() -> item.only(known)));
    }

    private void refuse(Runnable check) {
        try {
            check.run();
        } catch (StudyFormatException e) {
            problems.add(e);
        }
    }

    /** A text in a language that the study does not have is shown to nobody. */
    private void languages(Entry entry) {
        if (entry.isList()) {
            entry.list().forEach(this::languages);
        } else if (entry.isMap()) {
            boolean isText = study.languages().stream().allMatch(entry.map()::containsKey);
            for (String key : entry.map().keySet()) {
                if (isText
                        && key.matches("[a-z]{2}(-[A-Z]{2})?")
                        && !study.languages().contains(key)) {
                    problems.add(
                            entry.map()
                                    .get(key)
                                    .error(
                                            "a text in '"
                                                    + key
                                                    + "', which is not among the study's languages;"
                                                    + " add it there, or take the text out"));
                }
            }
            entry.map().values().forEach(this::languages);
        }
    }

    private void names() {
        Set<String> names = new HashSet<>();
        for (Section section : study.sections()) {
            for (Question question : section.questions()) {
                if (!names.add(question.name())) {
                    problems.add(
                            where.get(question)
                                    .error(
                                            "two questions are named '"
                                                    + question.name()
                                                    + "'; rename one"));
                }
            }
        }
        for (Group group : study.groups()) {
            List<String> drawn = study.draw(0, Optional.of(group.item().code()), new Random(0));
            if (!study.sections().isEmpty() && study.pages(drawn, Answers.NONE).isEmpty()) {
                problems.add(
                        root.get("groups")
                                .error(
                                        "whoever is in the group '"
                                                + group.item().code()
                                                + "' is asked nothing"));
            }
        }
        if (study.sections().isEmpty()) {
            problems.add(root.get("sections").error("a study needs a section to ask something in"));
        }
    }

    private void repeats() {
        for (Section section : study.sections()) {
            if (section.questions().isEmpty()) {
                problems.add(
                        where.get(section)
                                .error(
                                        "the section '"
                                                + section.name()
                                                + "' asks nothing; nobody would see it"));
            }
            if (section.eachFramework() && study.frameworks().isEmpty()) {
                problems.add(missing(where.get(section), "framework", "frameworks"));
            }
            for (Question question : section.questions()) {
                if (question.eachEnvironment() && study.environments().isEmpty()) {
                    problems.add(missing(where.get(question), "environment", "environments"));
                }
            }
        }
    }

    private static StudyFormatException missing(Entry entry, String one, String many) {
        return entry.get("each")
                .error(
                        "each: %s asks nothing, since the study has no %s; list them under %s, or leave each out"
                                .formatted(one, many, many));
    }

    private void order(Entry entry, Shuffle shuffle, List<String> codes) {
        Function<String, Entry> at = key -> entry.find(key).orElse(entry);
        for (String code : shuffle.last()) {
            if (!codes.contains(code)) {
                problems.add(
                        at.apply("last")
                                .error(
                                        "last: there is no '"
                                                + code
                                                + "' here; write some of "
                                                + String.join(", ", codes)));
            }
        }
        if (!shuffle.last().isEmpty() && !shuffle.random()) {
            problems.add(at.apply("last").error("last does nothing without random: true"));
        }
        if (shuffle.random() && codes.size() - shuffle.last().size() < 2) {
            problems.add(
                    at.apply("random")
                            .error("random: true needs two or more whose order can change"));
        }
    }

    /** What comes first is not known before chance decides it. */
    private void conditionsOfARandomOrder(Section section) {
        if (!section.shuffle().random()) {
            return;
        }
        for (Question question : section.questions()) {
            for (Condition.Answered test : question.showIf().tests()) {
                String asked = test.field().replaceFirst("\\..*", "");
                if (questions(section).contains(asked)) {
                    problems.add(
                            where.get(question)
                                    .error(
                                            "show_if looks at '"
                                                    + asked
                                                    + "', which stands in the same section; with"
                                                    + " random: true it may come later. Move one"
                                                    + " of them to another section"));
                }
            }
        }
    }
}
