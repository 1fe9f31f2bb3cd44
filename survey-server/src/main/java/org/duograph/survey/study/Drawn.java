package org.duograph.survey.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What chance decided for one participant: the order of frameworks, the group, the orders of
 * options and of questions. It is kept with the answers as a list of words, so that what somebody
 * saw can be made again: a framework's code, {@code group=CODE}, {@code
 * options.QUESTION=CODE,CODE}, {@code questions.SECTION=NAME,NAME}.
 *
 * @param frameworks the codes of all frameworks, in the order in which they are asked about
 * @param group the participant's group; empty in a study without groups
 * @param orders the orders of options and questions, by {@code options.QUESTION} and {@code
 *     questions.SECTION}
 */
public record Drawn(
        List<String> frameworks, Optional<String> group, Map<String, List<String>> orders) {

    /** What the group is called in conditions and exports. */
    public static final String GROUP = "group";

    private static final String OPTIONS = "options.";
    private static final String QUESTIONS = "questions.";

    public Drawn {
        frameworks = List.copyOf(frameworks);
        orders = new LinkedHashMap<>(orders);
    }

    /** Reads what {@link #words} wrote; whether it suits a study, {@link Study#isOrder} says. */
    public static Drawn read(List<String> words) {
        List<String> frameworks = new ArrayList<>();
        Optional<String> group = Optional.empty();
        Map<String, List<String>> orders = new LinkedHashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                frameworks.add(word);
            } else if (word.substring(0, equals).equals(GROUP)) {
                group = Optional.of(word.substring(equals + 1));
            } else {
                List<String> codes = Arrays.asList(word.substring(equals + 1).split(","));
                orders.put(word.substring(0, equals), codes);
            }
        }
        return new Drawn(frameworks, group, orders);
    }

    /** One word per framework, then one for each thing more that chance decided. */
    public List<String> words() {
        List<String> words = new ArrayList<>(frameworks);
        group.ifPresent(code -> words.add(GROUP + "=" + code));
        orders.forEach((what, codes) -> words.add(what + "=" + String.join(",", codes)));
        return words;
    }

    static String optionsOf(Question question) {
        return OPTIONS + question.name();
    }

    static String questionsOf(Section section) {
        return QUESTIONS + section.name();
    }

    /** The options, or rows, of a question as this participant sees them. */
    List<Item> options(Question question, List<Item> items) {
        List<String> codes = orders.get(optionsOf(question));
        if (codes == null) {
            return items;
        }
        List<Item> sorted = new ArrayList<>(items);
        sorted.sort((a, b) -> Integer.compare(place(codes, a.code()), place(codes, b.code())));
        return sorted;
    }

    /** The questions of a section as this participant sees them; what is only read stays. */
    List<Question> questions(Section section) {
        List<String> names = orders.get(questionsOf(section));
        if (names == null) {
            return section.questions();
        }
        List<Question> asked = new ArrayList<>(section.shuffled());
        asked.sort((a, b) -> Integer.compare(place(names, a.name()), place(names, b.name())));
        List<Question> all = new ArrayList<>(section.questions());
        all.replaceAll(q -> q.kind() == Kind.INFO ? q : asked.remove(0));
        return all;
    }

    /** What was not drawn, such as other and declined, comes last, in its own order. */
    private static int place(List<String> codes, String code) {
        int place = codes.indexOf(code);
        return place < 0 ? codes.size() : place;
    }
}
