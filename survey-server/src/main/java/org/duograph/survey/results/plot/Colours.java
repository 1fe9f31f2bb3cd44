package org.duograph.survey.results.plot;

import java.util.List;

/** Colours that are at least three times as light or dark as both white and dark pages. */
public final class Colours {

    /** For things of different kinds, such as frameworks. */
    public static final List<String> KINDS =
            List.of("#2f7ed8", "#d0661c", "#2c9461", "#9a6bd0", "#d14d72");

    /** From disagreement over neutral to agreement. */
    public static final List<String> AGREEMENT =
            List.of("#c2571a", "#cc8a4e", "#85888f", "#5b93cf", "#2f72c4");

    private Colours() {}

    /** The colour of the i-th kind; they repeat. */
    public static String of(int i) {
        return KINDS.get(i % KINDS.size());
    }

    /** The colour of step {@code i} of {@code count} from disagreement to agreement. */
    static String agreement(int i, int count) {
        int last = AGREEMENT.size() - 1;
        return AGREEMENT.get(count == 1 ? last : Math.round((float) i * last / (count - 1)));
    }

    /** Black or white, whichever stands out more from a colour. */
    static String textOn(String colour) {
        double luminance = luminance(colour);
        return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? "#fff" : "#000";
    }

    /** Relative luminance as the accessibility guidelines (WCAG 2) define it. */
    static double luminance(String colour) {
        int rgb = Integer.parseInt(colour.substring(1), 16);
        return 0.2126 * linear(rgb >> 16)
                + 0.7152 * linear(rgb >> 8 & 255)
                + 0.0722 * linear(rgb & 255);
    }

    private static double linear(int channel) {
        double c = channel / 255.0;
        return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
}
