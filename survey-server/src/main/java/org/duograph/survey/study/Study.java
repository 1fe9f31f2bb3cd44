package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A study: what participants are told, and what they are asked.
 *
 * <p>It never changes; an edited study is a new version, and answers stay with theirs.
 *
 * @param id its name in addresses, such as {@code framework-usability}
 * @param version 1, 2, ...
 * @param languages the languages of all its texts; the first is used where a participant's is not
 *     among them
 * @param consent what a participant agrees to before the first question
 * @param frameworks what is compared; may be empty
 * @param environments where it is used, such as one's own computer and a remote server
 * @param groups between which participants are divided; empty in a study without groups
 * @param invitedOnly whether a personal link is needed to take part
 * @param panel the panel that sends participants, if their identifiers there are kept
 * @param completion where participants go back to when they are done, if anywhere
 */
public record Study(
        String id,
        int version,
        List<String> languages,
        Texts title,
        Texts introduction,
        Texts consent,
        List<Item> frameworks,
        List<Item> environments,
        List<Group> groups,
        List<Section> sections,
        Privacy privacy,
        boolean invitedOnly,
        Optional<Panel> panel,
        Optional<Completion> completion) {

    /** The most characters that the text of a study has. */
    public static final int MOST_CHARACTERS = 500_000;

    /** The name of the group among the columns; no question has a name that begins so. */
    public static final String GROUP = "_" + Drawn.GROUP;

    public Study {
        languages = List.copyOf(languages);
        frameworks = List.copyOf(frameworks);
        environments = List.copyOf(environments);
        groups = List.copyOf(groups);
        sections = List.copyOf(sections);
    }

    /**
     * Reads a study from its text. What can be read and makes no sense is only refused before it is
     * published: {@link #proofread}.
     *
     * @throws StudyFormatException if the text is no study; the message names the line
     */
    public static Study parse(String yaml) {
        return StudyFile.read(yaml);
    }

    /**
     * Reads a study that is to be published: refuses, too, what would silently do nothing, or break
     * later.
     *
     * @throws StudyFormatException if something is wrong; the message names each line
     */
    public static Study proofread(String yaml) {
        return StudyFile.proofread(yaml);
    }

    /** The line in which a study's text has a key, counted from 1; 1 if it has none. */
    public static int lineOf(String yaml, String key) {
        List<String> lines = yaml.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(key + ":")) {
                return i + 1;
            }
        }
        return 1;
    }

    /** The pages that all participants together can see, in the study's own order. */
    public List<Page> pages() {
        return new Walk(this, Drawn.read(codes()), Optional.empty()).pages();
    }

    /**
     * The pages of one participant. Which questions they show follows from earlier answers; a page
     * without any is left out.
     *
     * @param order what was drawn for this participant; see {@link Drawn}
     * @param answers what was answered so far; other than tidy answers count for nothing
     */
    public List<Page> pages(List<String> order, Answers answers) {
        return new Walk(this, Drawn.read(order), Optional.of(answers)).pages();
    }

    /** All fields that are asked, in the study's own order: the codebook. */
    public List<Field> fields() {
        return pages().stream().flatMap(page -> page.fields().stream()).toList();
    }

    /** All columns of answers: the group, where there are groups, then all fields. */
    public List<Field> columns() {
        List<Field> columns = new ArrayList<>(fields());
        groupField().ifPresent(group -> columns.add(0, group));
        return columns;
    }

    /** The field of this name. */
    public Optional<Field> field(String name) {
        return fields().stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The names of the fields whose answers decide what else a participant is shown. */
    public Set<String> deciding() {
        Set<String> names = new HashSet<>();
        for (Section section : sections) {
            names.addAll(section.showIf().names());
            section.questions().forEach(question -> names.addAll(question.showIf().names()));
        }
        // A condition names a question of the same framework and environment without them.
        return fields().stream()
                .map(Field::name)
                .filter(field -> names.stream().anyMatch(n -> (field + ".").startsWith(n + ".")))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The names of the fields that a participant with these answers is shown. */
    public Set<String> shown(List<String> order, Answers answers) {
        return pages(order, answers).stream()
                .flatMap(page -> page.fields().stream())
                .map(Field::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The answers to questions that are shown: what a changed mind left behind is dropped. */
    public Answers prune(List<String> order, Answers answers) {
        Map<String, String> kept = new HashMap<>(answers.values());
        kept.keySet().retainAll(shown(order, answers));
        return new Answers(kept);
    }

    /** What is wrong with answers that are to be the whole; empty if they are complete. */
    public List<Problem> check(List<String> order, Answers answers) {
        return pages(order, answers).stream()
                .flatMap(page -> page.check(answers).stream())
                .toList();
    }

    /**
     * The order of frameworks for the {@code n}-th participant, counted from 0. After each block of
     * as many participants as there are orders, every framework came equally often at every place,
     * and equally often after every other (Williams, 1949).
     */
    public List<String> order(long n) {
        int count = frameworks.size();
        if (count == 0) {
            return List.of();
        }
        int rows = count % 2 == 0 ? count : 2 * count;
        int row = (int) Math.floorMod(n, (long) rows);
        List<String> order = new ArrayList<>();
        for (int place = 0; place < count; place++) {
            // 0, 1, n-1, 2, n-2, ... and its rotations; of an odd count also their reverses.
            int first = place % 2 == 1 ? (place + 1) / 2 : (count - place / 2) % count;
            order.add(frameworks.get((first + row) % count).code());
        }
        if (row >= count) {
            Collections.reverse(order);
        }
        return List.copyOf(order);
    }

    /**
     * All that chance decides for a participant, as {@link Drawn#words}.
     *
     * @param n how many came before, which decides the order of frameworks
     * @param group the code of the participant's group; empty in a study without groups
     */
    public List<String> draw(long n, Optional<String> group, Random chance) {
        Map<String, List<String>> orders = new LinkedHashMap<>();
        for (Section section : sections) {
            if (section.shuffle().random()) {
                orders.put(
                        Drawn.questionsOf(section), section.shuffle().draw(names(section), chance));
            }
            for (Question question : section.questions()) {
                if (question.shuffle().random()) {
                    orders.put(
                            Drawn.optionsOf(question),
                            question.shuffle().draw(question.shuffled(), chance));
                }
            }
        }
        return new Drawn(order(n), group, orders).words();
    }

    /** What chance decides the order of, by the names in {@link Drawn#orders}. */
    public List<String> shuffled() {
        return List.copyOf(Drawn.read(draw(0, Optional.empty(), new Random(0))).orders().keySet());
    }

    /** Whether {@link #draw} could have given this. */
    public boolean isOrder(List<String> order) {
        Drawn drawn = Drawn.read(order);
        Set<String> known = new HashSet<>(shuffled());
        return drawn.frameworks().size() == frameworks.size()
                && Set.copyOf(drawn.frameworks()).equals(Set.copyOf(codes()))
                && drawn.group().isPresent() == !groups.isEmpty()
                && drawn.group().map(this::isGroup).orElse(true)
                && drawn.orders().keySet().equals(known)
                && sections.stream().allMatch(section -> allows(section, drawn.orders()));
    }

    private static boolean allows(Section section, Map<String, List<String>> orders) {
        List<String> own = orders.get(Drawn.questionsOf(section));
        return (own == null || section.shuffle().allows(names(section), own))
                && section.questions().stream()
                        .filter(question -> question.shuffle().random())
                        .allMatch(
                                question ->
                                        question.shuffle()
                                                .allows(
                                                        question.shuffled(),
                                                        orders.get(Drawn.optionsOf(question))));
    }

    private boolean isGroup(String code) {
        return groups.stream().anyMatch(group -> group.item().code().equals(code));
    }

    private static List<String> names(Section section) {
        return section.shuffled().stream().map(Question::name).toList();
    }

    /** The group as a field: a column of exports, a choice of filters, answered by chance. */
    public Optional<Field> groupField() {
        return GroupField.of(this);
    }

    /** The language to show to somebody who asks for {@code wanted}, the best liked first. */
    public String language(List<String> wanted) {
        return wanted.stream().filter(languages::contains).findFirst().orElse(languages.get(0));
    }

    /** The language in which researchers read the study: English if it has it. */
    public String researcherLanguage() {
        return language(List.of("en"));
    }

    private List<String> codes() {
        return frameworks.stream().map(Item::code).toList();
    }
}
