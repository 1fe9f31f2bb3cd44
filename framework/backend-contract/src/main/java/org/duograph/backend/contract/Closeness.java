package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.duograph.tensor.NDArray;

/**
 * When two arrays agree: whole numbers and texts exactly, others up to rounding. What rounding may
 * cost is measured by the number itself and by the largest number beside it, because sums of large
 * numbers may come out small.
 */
public final class Closeness {
    private static final double TOLERANCE = 1e-4;

    private Closeness() {}

    /**
     * Fails unless {@code actual} agrees with {@code expected}.
     *
     * @param what what they are, for the message
     */
    public static void check(String what, NDArray actual, NDArray expected) {
        if (!actual.type().equals(expected.type())) {
            fail("%s: expected %s, found %s", what, expected.type(), actual.type());
        }
        if (expected.dtype().isText()) {
            assertThat(actual).as(what).isEqualTo(expected);
            return;
        }
        boolean exact = !expected.dtype().isFloating();
        // The numbers of a short type may lie on either side of where it rounds.
        double tolerance = Math.max(TOLERANCE, 2 * expected.dtype().epsilon());
        double largest = 0;
        for (int i = 0; i < expected.size(); i++) {
            double e = Math.abs(expected.get(i));
            largest = Double.isFinite(e) ? Math.max(largest, e) : largest;
        }
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.get(i);
            double a = actual.get(i);
            double allowed = exact ? 0 : tolerance * (Math.abs(e) + 0.1 * largest) + 1e-7;
            boolean same =
                    exact
                            ? actual.getWhole(i) == expected.getWhole(i)
                            : Double.compare(a, e) == 0
                                    || (Double.isFinite(e) && Math.abs(a - e) <= allowed);
            if (!same) {
                fail(
                        "%s: element %d is %s, expected %s%n  actual   %s%n  expected %s",
                        what, i, a, e, actual, expected);
            }
        }
    }
}
