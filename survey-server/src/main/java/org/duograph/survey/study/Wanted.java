package org.duograph.survey.study;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an answer is compared with, in a condition: a code, a number or a day, such as {@code bad},
 * {@code >= 18}, {@code < 2020-01-01}.
 *
 * @param relation how the answer must stand to {@code value}
 */
public record Wanted(Relation relation, String value) {

    /** How two values can stand to each other. */
    public enum Relation {
        IS("="),
        IS_NOT("!="),
        BELOW("<"),
        AT_MOST("<="),
        ABOVE(">"),
        AT_LEAST(">=");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }

        /** Whether only numbers and days can stand so. */
        boolean orders() {
            return this != IS && this != IS_NOT;
        }

        private boolean holds(int comparison) {
            return switch (this) {
                case IS -> comparison == 0;
                case IS_NOT -> comparison != 0;
                case BELOW -> comparison < 0;
                case AT_MOST -> comparison <= 0;
                case ABOVE -> comparison > 0;
                case AT_LEAST -> comparison >= 0;
            };
        }
    }

    private static final Pattern WRITTEN = Pattern.compile("(>=|<=|!=|=|<|>)\\s*(.+)");
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,9}(\\.\\d{1,6})?");
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    static Wanted read(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches()) {
            return new Wanted(Relation.IS, text);
        }
        for (Relation relation : Relation.values()) {
            if (relation.sign.equals(written.group(1))) {
                return new Wanted(relation, written.group(2));
            }
        }
        throw new IllegalStateException(text);
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    static boolean isDay(String text) {
        return DAY.matcher(text).matches();
    }

    /** Whether an answer is what is wanted. */
    boolean is(String answer) {
        if (isNumber(value) && isNumber(answer)) {
            return relation.holds(new BigDecimal(answer).compareTo(new BigDecimal(value)));
        }
        if (isDay(value) && isDay(answer)) {
            return relation.holds(answer.compareTo(value));
        }
        return relation.orders() ? false : relation.holds(answer.compareTo(value));
    }

    @Override
    public String toString() {
        return relation == Relation.IS ? value : relation.sign + " " + value;
    }
}
