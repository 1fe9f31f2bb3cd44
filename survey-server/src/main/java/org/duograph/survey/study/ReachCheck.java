package org.duograph.survey.study;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds questions that nobody can ever be asked: no answers to earlier ones fulfil their
 * conditions. It tries the answers that could make a difference; where there are too many of them
 * to try, it finds nothing.
 */
final class ReachCheck {
    private static final int MOST_TRIES = 20_000;

    private final Study study;
    private final Map<Object, Entry> where;
    private final List<StudyFormatException> problems = new ArrayList<>();

    /** A field and when it is asked. */
    private record Asked(Field field, Scope scope, Condition condition) {}

    private final Map<String, Asked> fields = new HashMap<>();

    ReachCheck(Study study, Map<Object, Entry> where) {
        this.study = study;
        this.where = where;
    }

    List<StudyFormatException> problems() {
        study.groupField()
                .ifPresent(
                        field ->
                                fields.put(
                                        Drawn.GROUP,
                                        new Asked(field, Scope.WHOLE_STUDY, Condition.ALWAYS)));
        Map<String, Section> sections = new HashMap<>();
        study.sections().forEach(section -> sections.put(section.name(), section));
        for (Page page : study.pages()) {
            Section section = sections.get(page.key().replaceFirst("\\..*", ""));
            for (Prompt prompt : page.prompts()) {
                check(section, prompt);
            }
        }
        return problems;
    }

    private void check(Section section, Prompt prompt) {
        Question question = prompt.question();
        Condition both = new Condition.All(List.of(section.showIf(), question.showIf()));
        Scope scope =
                prompt.fields().stream()
                        .findFirst()
                        .map(field -> new Scope(field.framework(), field.environment()))
                        .orElse(Scope.WHOLE_STUDY);
        if (!prompt.fields().isEmpty() && !canHold(both, scope)) {
            boolean ofSection = !canHold(section.showIf(), scope);
            Entry entry = where.get(ofSection ? section : question);
            problems.add(
                    entry.find("show_if")
                            .orElse(entry)
                            .error(
                                    "nobody can ever be asked "
                                            + (ofSection ? section.name() : question.name())
                                            + ": no answers fulfil show_if"));
        }
        prompt.fields().forEach(field -> fields.put(field.name(), new Asked(field, scope, both)));
    }

    private boolean canHold(Condition condition, Scope scope) {
        Map<String, Asked> involved = new LinkedHashMap<>();
        Map<String, TreeSet<String>> values = new LinkedHashMap<>();
        collect(condition, scope, involved, values);
        long tries = 1;
        for (TreeSet<String> options : values.values()) {
            tries *= options.size() + 1L;
            if (tries > MOST_TRIES) {
                return true;
            }
        }
        return canHold(condition, scope, involved, values, List.copyOf(values.keySet()), Map.of());
    }

    /** The fields on which a condition depends, with values on all sides of what is wanted. */
    private void collect(
            Condition condition,
            Scope scope,
            Map<String, Asked> involved,
            Map<String, TreeSet<String>> values) {
        for (Condition.Answered test : condition.tests()) {
            Optional<String> known =
                    scope.candidates(test.field()).stream().filter(fields::containsKey).findFirst();
            if (known.isEmpty()) {
                continue;
            }
            String name = known.get();
            Asked asked = fields.get(name);
            Field field = asked.field();
            boolean isNew = involved.put(name, asked) == null;
            TreeSet<String> tried = values.computeIfAbsent(name, n -> new TreeSet<>());
            field.options().forEach(option -> tried.add(option.code()));
            test.wanted().forEach(wanted -> tried.addAll(around(wanted, field)));
            tried.removeIf(value -> field.check(value).isPresent());
            if (isNew) {
                collect(asked.condition(), asked.scope(), involved, values);
            }
        }
    }

    private static List<String> around(Wanted wanted, Field field) {
        String value = wanted.value();
        if (field.type() == Field.Type.DATE && Wanted.isDay(value)) {
            LocalDate day = LocalDate.parse(value);
            return List.of(value, day.minusDays(1).toString(), day.plusDays(1).toString());
        }
        if (field.type() != Field.Type.NUMBER || !Wanted.isNumber(value)) {
            return List.of(value);
        }
        Range range = field.question().range();
        BigDecimal number = new BigDecimal(value);
        BigDecimal step = range.step().signum() > 0 ? range.step() : new BigDecimal("0.5");
        List<String> around = new ArrayList<>();
        for (BigDecimal near :
                List.of(
                        number,
                        range.atOrBelow(number),
                        range.atOrBelow(number).subtract(step),
                        range.atOrBelow(number).add(step),
                        range.min(),
                        range.last())) {
            around.add(near.toPlainString());
        }
        return around;
    }

    private boolean canHold(
            Condition condition,
            Scope scope,
            Map<String, Asked> involved,
            Map<String, TreeSet<String>> values,
            List<String> open,
            Map<String, String> answers) {
        if (open.isEmpty()) {
            return condition.holds(scope, answers)
                    && answers.keySet().stream()
                            .map(involved::get)
                            .allMatch(asked -> asked.condition().holds(asked.scope(), answers));
        }
        List<String> rest = open.subList(1, open.size());
        if (canHold(condition, scope, involved, values, rest, answers)) {
            return true;
        }
        for (String value : values.get(open.get(0))) {
            Map<String, String> more = new HashMap<>(answers);
            more.put(open.get(0), value);
            if (canHold(condition, scope, involved, values, rest, more)) {
                return true;
            }
        }
        return false;
    }
}
