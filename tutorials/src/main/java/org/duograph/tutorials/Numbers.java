package org.duograph.tutorials;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers as checks of exercises compare and print them. */
public final class Numbers {
    private static final double CLOSE = 1e-4;

    private Numbers() {}

    /** Whether there are as many, and each is within a ten-thousandth of the other. */
    public static boolean near(double[] a, double[] b) {
        boolean near = a.length == b.length;
        for (int i = 0; near && i < a.length; i++) {
            near = Math.abs(a[i] - b[i]) < CLOSE; // false for NaN
        }
        return near;
    }

    /** With four digits each, and commas between them. */
    public static String text(double[] numbers) {
        return Arrays.stream(numbers)
                .mapToObj(x -> String.format(Locale.ROOT, "%.4f", x))
                .collect(Collectors.joining(", "));
    }
}
