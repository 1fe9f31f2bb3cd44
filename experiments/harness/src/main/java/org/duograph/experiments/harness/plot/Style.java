package org.duograph.experiments.harness.plot;

import java.util.List;

/**
 * How one series looks: a colour, a shape for its points, and a pattern for its line. Colour is
 * never the only difference.
 *
 * @param colour a colour that stands out on white and on black alike (contrast of 3 or more)
 * @param dash the line's pattern as SVG's {@code stroke-dasharray}; empty for a solid line
 * @param marker the points' shape
 * @param hollow whether bars and points are outlines: for numbers that were not measured here
 */
public record Style(String colour, String dash, Marker marker, boolean hollow) {
    /** The shape of a point. */
    public enum Marker {
        CIRCLE,
        SQUARE,
        TRIANGLE,
        DIAMOND
    }

    /** After Okabe and Ito, so that all can tell them apart; darkened where white needs it. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#b86a96", "#a87900", "#7570b3");

    /** How many series look different. */
    public static final int COUNT = COLOURS.size();

    /** The look of the series with number {@code i}, from 0; they repeat after {@link #COUNT}. */
    public static Style of(int i) {
        int marker = i % Marker.values().length;
        return new Style(COLOURS.get(i % COUNT), "", Marker.values()[marker], false);
    }

    /** The look of numbers that somebody else measured elsewhere. */
    public static Style quoted(int i) {
        Style measured = of(i);
        return new Style(measured.colour, "3 3", measured.marker, true);
    }

    /** This look with a dashed line. */
    public Style dashed() {
        return new Style(colour, "6 4", marker, hollow);
    }
}
