package org.duograph.survey;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Values drawn by chance, for tests of what holds whatever is written, typed or counted. The
 * framework's tests draw in the same way, from a class of their own: the survey server sees nothing
 * of theirs.
 *
 * <p>The seeds are 0, 1, 2 and so on: every run draws the same, and a failure names its seed. The
 * ends of a range, 0 and the empty list are drawn more often than chance alone would. {@code
 * -Dduograph.seed=17} draws from that seed alone, {@code -Dduograph.draws=100000} that often.
 */
public final class Draw {
    private static final int EDGES = 8; // one value of so many is an edge
    private static final String MARKS = " :#-?,[]{}&*!|>'\"%@`\n\t\\~=<0";

    private final SplittableRandom random;

    private Draw(long seed) {
        random = new SplittableRandom(seed);
    }

    /** What must hold for one draw; it fails by throwing. */
    @FunctionalInterface
    public interface Check {
        void check(Draw draw) throws Exception;
    }

    /**
     * Checks {@code count} draws, each from a seed of its own.
     *
     * @throws AssertionError naming the seed, with what the check threw as its cause
     */
    public static void times(int count, Check check) {
        Long only = Long.getLong("duograph.seed");
        long first = only == null ? 0 : only;
        long end = only == null ? Long.getLong("duograph.draws", count) : only + 1;
        for (long seed = first; seed < end; seed++) {
            try {
                check.check(new Draw(seed));
            } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(
                        "Seed " + seed + " (-Dduograph.seed=" + seed + " runs it alone): " + e, e);
            }
        }
    }

    /** A whole number, ends included. */
    public int between(int min, int max) {
        if (edge()) {
            return of(min, max, Math.max(min, Math.min(0, max)));
        }
        return (int) random.nextLong(min, max + 1L);
    }

    /** A real number, ends included. */
    public double real(double min, double max) {
        if (edge()) {
            return of(min, max, Math.max(min, Math.min(0, max)), Math.nextUp(min));
        }
        return random.nextDouble(min, max);
    }

    /** One of these. */
    @SafeVarargs
    public final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** A list; {@code element} draws each of its elements. */
    public <T> List<T> list(int minSize, int maxSize, Supplier<T> element) {
        int size = between(minSize, maxSize);
        List<T> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            list.add(element.get());
        }
        return list;
    }

    /**
     * Any text of at most {@code maxLength} code points: of one script or of all, with control
     * characters, marks of YAML, what lies beyond the first 65536, and halves of such.
     */
    public String text(int maxLength) {
        int length = between(0, maxLength);
        int last = of(0x7f, 0x24f, 0xffff, Character.MAX_CODE_POINT);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(
                    edge() ? MARKS.charAt(between(0, MARKS.length() - 1)) : between(0, last));
        }
        return text.toString();
    }

    /** One of these texts with one to eight of its characters changed, moved or cut off. */
    public String damaged(String... whole) {
        String before = of(whole);
        StringBuilder text = new StringBuilder(before);
        for (int changes = between(1, 8); changes > 0 && text.length() > 1; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, MARKS.charAt(random.nextInt(MARKS.length())));
                case 1 -> text.insert(at, text(3));
                case 2 -> text.setLength(at);
                default -> text.insert(at, before, 0, random.nextInt(before.length()));
            }
        }
        return text.toString();
    }

    private boolean edge() {
        return random.nextInt(EDGES) == 0;
    }
}
