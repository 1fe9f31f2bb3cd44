package org.duograph.survey.study;

import java.math.BigDecimal;

/**
 * The numbers that count as answers, in the unit of the question.
 *
 * @param min the least, itself allowed
 * @param max the greatest, itself allowed
 * @param step the distance from one allowed number to the next; 0 allows all in between
 */
public record Range(BigDecimal min, BigDecimal max, BigDecimal step) {

    /** How many minutes two days have: nobody tries to install something for longer. */
    public static final Range MINUTES =
            new Range(BigDecimal.ZERO, BigDecimal.valueOf(2880), BigDecimal.ZERO);

    boolean contains(BigDecimal number) {
        return number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
    }

    /** The greatest number that is an answer. */
    BigDecimal last() {
        return atOrBelow(max);
    }

    /** The nearest step at a number or below it. */
    BigDecimal atOrBelow(BigDecimal number) {
        return step.signum() <= 0 ? number : number.subtract(number.subtract(min).remainder(step));
    }

    /** The answer nearest to the middle, where a slider stands before it is touched. */
    public BigDecimal middle() {
        return atOrBelow(min.add(max).divide(BigDecimal.valueOf(2)));
    }

    boolean isOnStep(BigDecimal number) {
        return step.signum() <= 0 || number.subtract(min).remainder(step).signum() == 0;
    }
}
