package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The condition of a section or question, as a form shows it.
 *
 * @param any whether one of the tests is enough
 * @param tests the tests; one that was just chosen has no value yet
 * @param earlier what else may be asked about
 * @param nested whether the text has a condition within a condition, which only the text can change
 */
public record ConditionForm(boolean any, List<Test> tests, List<Earlier> earlier, boolean nested) {
    /** How an answer can stand to a value, by the sign that the text has for it. */
    public static final Map<String, String> OPERATORS = operators();

    private static final Pattern WRITTEN = Pattern.compile("(>=|<=|!=|=|<|>)\\s*(.+)");

    /**
     * One field, and what its answer must be.
     *
     * @param operator {@code =} and so on
     * @param values one of these
     */
    public record Test(Earlier field, String operator, List<String> values) {

        /** As the text has it. */
        private Object written() {
            List<Object> all =
                    values.stream()
                            .map(value -> operator.equals("=") ? value : operator + " " + value)
                            .collect(Collectors.toList());
            return all.size() == 1 ? all.get(0) : all;
        }

        /** In words. */
        public String words() {
            List<String> labels =
                    values.stream().map(v -> field.options().getOrDefault(v, v)).toList();
            return field.label()
                    + " "
                    + OPERATORS.get(operator)
                    + " "
                    + String.join(" or ", labels);
        }
    }

    private static Map<String, String> operators() {
        Map<String, String> operators = new LinkedHashMap<>();
        operators.put("=", "is");
        operators.put("!=", "is not");
        operators.put("<", "is less than");
        operators.put("<=", "is at most");
        operators.put(">", "is more than");
        operators.put(">=", "is at least");
        return operators;
    }

    static ConditionForm of(Object showIf, List<Earlier> earlier) {
        List<Test> tests = new ArrayList<>();
        boolean simple = true;
        boolean any = false;
        for (Map.Entry<String, Object> entry : Tree.map(showIf).entrySet()) {
            boolean many =
                    Set.of("all", "any").contains(entry.getKey()) && isConditions(entry.getValue());
            if (!many) {
                simple &= add(entry, earlier, tests);
                continue;
            }
            any = entry.getKey().equals("any");
            simple &= Tree.map(showIf).size() == 1;
            for (Map<String, Object> part : Tree.maps(entry.getValue())) {
                simple &= part.size() == 1;
                for (Map.Entry<String, Object> test : part.entrySet()) {
                    simple &= add(test, earlier, tests);
                }
            }
        }
        return new ConditionForm(any, tests, earlier, !simple);
    }

    private static boolean isConditions(Object value) {
        return value instanceof List && Tree.maps(value).size() == Tree.list(value).size();
    }

    /** Adds a test; says whether it is one that the form can show. */
    private static boolean add(
            Map.Entry<String, Object> entry, List<Earlier> earlier, List<Test> tests) {
        String name = entry.getKey();
        Earlier field =
                earlier.stream()
                        .filter(e -> e.name().equals(name))
                        .findFirst()
                        .orElse(new Earlier(name, name, Map.of()));
        Object value = entry.getValue();
        List<Object> written = value instanceof List ? Tree.list(value) : List.of(value);
        Set<String> operators = written.stream().map(w -> split(w)[0]).collect(Collectors.toSet());
        if (operators.size() != 1 || Tree.maps(written).size() > 0) {
            return false;
        }
        List<String> values = written.stream().map(w -> split(w)[1]).toList();
        tests.add(new Test(field, operators.iterator().next(), values));
        return true;
    }

    private static String[] split(Object written) {
        Matcher matcher = WRITTEN.matcher(Tree.word(written));
        return matcher.matches()
                ? new String[] {matcher.group(1), matcher.group(2)}
                : new String[] {"=", Tree.word(written)};
    }

    /** With one more test, whose value is to be given. */
    ConditionForm asking(String name) {
        List<Test> more = new ArrayList<>(tests);
        earlier.stream()
                .filter(field -> field.name().equals(name))
                .forEach(field -> more.add(new Test(field, "=", List.of())));
        return new ConditionForm(any, more, earlier, nested);
    }

    /**
     * Puts what was chosen into a part: {@code show_if.0.field}, {@code .operator}, {@code .value},
     * which may come several times, and {@code show_if.any}.
     */
    static void put(Map<String, Object> part, Function<String, List<String>> typed) {
        if (typed.apply("show_if.0.field").isEmpty()) {
            return;
        }
        List<Map<String, Object>> tests = new ArrayList<>();
        for (int i = 0; !typed.apply("show_if." + i + ".field").isEmpty(); i++) {
            String prefix = "show_if." + i;
            String name = typed.apply(prefix + ".field").get(0);
            String operator =
                    typed.apply(prefix + ".operator").stream()
                            .filter(OPERATORS::containsKey)
                            .findFirst()
                            .orElse("=");
            List<String> values =
                    typed.apply(prefix + ".value").stream()
                            .map(String::strip)
                            .filter(value -> !value.isEmpty())
                            .toList();
            if (!values.isEmpty()) {
                Earlier field = new Earlier(name, name, Map.of());
                Map<String, Object> test = new LinkedHashMap<>();
                test.put(name, new Test(field, operator, values).written());
                tests.add(test);
            }
        }
        boolean any = typed.apply("show_if.any").contains("true");
        Object wanted = whole(tests, any);
        if (tests.isEmpty()) {
            part.remove("show_if");
        } else if (!wanted.equals(part.get("show_if"))) {
            part.put("show_if", wanted);
        }
    }

    private static Object whole(List<Map<String, Object>> tests, boolean any) {
        Map<String, Object> together = new LinkedHashMap<>();
        tests.forEach(together::putAll);
        if (tests.size() < 2 || !any && together.size() == tests.size()) {
            return together;
        }
        return new LinkedHashMap<>(Map.of(any ? "any" : "all", new ArrayList<Object>(tests)));
    }
}
