package org.duograph.survey.study;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/** Whether a field can ever have an answer that a condition wants. */
final class Possible {
    private Possible() {}

    static boolean in(Field field, Wanted wanted) {
        return switch (field.type()) {
            case CHOICE ->
                    field.options().stream()
                            .map(Item::code)
                            .anyMatch(code -> isKnown(field, wanted) && wanted.is(code));
            case TICK -> wanted.equals(new Wanted(Wanted.Relation.IS, "1"));
            case NUMBER -> Wanted.isNumber(wanted.value()) && inRange(field, wanted);
            case DATE -> isDay(wanted.value()) && inDays(field.question().days(), wanted);
            case WORDS -> false;
        };
    }

    /** What may be written instead. */
    static String hint(Field field) {
        return switch (field.type()) {
            case CHOICE ->
                    "; write one of "
                            + String.join(", ", field.options().stream().map(Item::code).toList());
            case TICK -> "; write \"1\" for ticked";
            case NUMBER ->
                    "; write a number from %s to %s, alone or behind <, <=, >, >= or !="
                            .formatted(
                                    field.question().range().min().toPlainString(),
                                    field.question().range().max().toPlainString());
            case DATE ->
                    "; write a day from %s to %s, alone or behind <, <=, >, >= or !="
                            .formatted(
                                    field.question().days().min(), field.question().days().max());
            case WORDS -> "; answers in own words cannot be compared";
        };
    }

    /** What is not to be chosen must be a code, too; numbers need none to stand to each other. */
    private static boolean isKnown(Field field, Wanted wanted) {
        return wanted.relation() != Wanted.Relation.IS_NOT
                || field.options().stream().anyMatch(o -> o.code().equals(wanted.value()));
    }

    private static boolean inRange(Field field, Wanted wanted) {
        Range range = field.question().range();
        BigDecimal value = new BigDecimal(wanted.value());
        if (wanted.relation() == Wanted.Relation.IS) {
            return range.contains(value) && range.isOnStep(value);
        }
        return List.of(range.min(), range.max()).stream()
                .anyMatch(end -> wanted.is(end.toPlainString()));
    }

    private static boolean inDays(Days days, Wanted wanted) {
        return wanted.relation() == Wanted.Relation.IS
                ? days.contains(LocalDate.parse(wanted.value()))
                : wanted.is(days.min().toString()) || wanted.is(days.max().toString());
    }

    private static boolean isDay(String value) {
        try {
            return Wanted.isDay(value) && LocalDate.parse(value) != null;
        } catch (java.time.DateTimeException e) {
            return false;
        }
    }
}
