package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What may differ between two runs of a lesson on two machines, and what may not.
 *
 * <p>Times, speeds and amounts of memory (numbers before {@code us}, {@code ms}, {@code images/s},
 * {@code MB} and {@code bytes in slots}) may be anything. Numbers with a decimal point may differ
 * by the tolerance. Numbers of lines of source files may be any. In plans, layouts, slots,
 * implementations and reorders are the processor's choice. All other text is the same everywhere.
 *
 * @param tolerance how far numbers with a decimal point may be apart, absolutely and relative to 1
 * @param free a pattern of more text that may be anything
 */
record PrintedText(double tolerance, Pattern free) {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+\\.\\d+(?:E-?\\d+)?");
    private static final Pattern MEASURED =
            Pattern.compile(" *[\\d.,]+(?= (?:us|ms|images/s|MB)\\b)");
    private static final Pattern LINE = Pattern.compile("(?<=\\w\\.java:)\\d+");
    private static final Pattern REORDER = Pattern.compile("(?m)^.* = (?:Reorder|Copy)\\(.*\n");
    private static final Pattern STEP = Pattern.compile("(?m)^ *\\d+  (?=.* = )");
    private static final Pattern PLACE = Pattern.compile(":[\\w.]+@\\w+");
    private static final Pattern CHOICE = Pattern.compile("\\[(?:onednn|java), [^\\]]*\\]");
    private static final Pattern BYTES = Pattern.compile("(?m)^memory: .*");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    PrintedText(double tolerance) {
        this(tolerance, NOTHING);
    }

    /** Fails if a text differs from the recorded one in what may not differ. */
    void check(String what, String printed, String recorded) {
        String found = common(printed);
        String expected = common(recorded);
        assertThat(NUMBER.matcher(found).replaceAll("~"))
                .as("%s; after a wanted change record anew: -Dduograph.record=true", what)
                .isEqualTo(NUMBER.matcher(expected).replaceAll("~"));
        List<Double> are = numbers(found);
        List<Double> were = numbers(expected);
        for (int i = 0; i < are.size(); i++) {
            double wanted = were.get(i);
            assertThat(are.get(i))
                    .as("number %d of %s, recorded as %s", i, what, wanted)
                    .isCloseTo(wanted, within(tolerance * Math.max(1, Math.abs(wanted))));
        }
    }

    private String common(String text) {
        String common = free.matcher(text).replaceAll("?");
        common = LINE.matcher(common).replaceAll("?");
        common = MEASURED.matcher(common).replaceAll(" ?");
        common = REORDER.matcher(common).replaceAll("");
        common = STEP.matcher(common).replaceAll("");
        common = PLACE.matcher(common).replaceAll("");
        common = CHOICE.matcher(common).replaceAll("");
        return BYTES.matcher(common).replaceAll("memory");
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher m = NUMBER.matcher(text);
        while (m.find()) {
            numbers.add(Double.parseDouble(m.group()));
        }
        return numbers;
    }
}
