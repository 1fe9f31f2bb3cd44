package org.duograph.ops.image;

import java.util.List;
import org.duograph.graph.Attrs;
import org.duograph.graph.TypeRule;

/**
 * Which pixels along one axis a point of a grid is made of, with what weights, and how these change
 * with the point. One object looks at one point after the other.
 */
public final class GridTaps {
    private static final double A = -0.75; // of cubic interpolation, as in PyTorch

    /** How many pixels there are. */
    public final int count;

    /** Which they are; -1 for one beyond the edge, which is zero. */
    public final int[] place;

    /** Their weights. */
    public final double[] weight;

    /** What the weights change by for each step of the point's coordinate. */
    public final double[] slope;

    private double direction;

    private final int length;
    private final boolean aligned;
    private final String mode;
    private final String padding;

    private GridTaps(int length, boolean aligned, String mode, String padding) {
        this.length = length;
        this.aligned = aligned;
        this.mode = mode;
        this.padding = padding;
        this.count = mode.equals("nearest") ? 1 : mode.equals("linear") ? 2 : 4;
        this.place = new int[count];
        this.weight = new double[count];
        this.slope = new double[count];
    }

    /** For an axis of {@code length} pixels, as the attributes of GridSample say. */
    public static GridTaps of(Attrs attrs, int length) {
        return new GridTaps(
                length, attrs.flag("align_corners"), attrs.s("mode"), attrs.s("padding"));
    }

    /** Fails where an attribute says what nobody understands. */
    static void require(TypeRule.Site site) {
        List<String> modes = List.of("nearest", "linear", "cubic");
        List<String> paddings = List.of("zeros", "border", "reflection");
        String mode = site.attrs().s("mode");
        String padding = site.attrs().s("padding");
        site.require(modes.contains(mode), "mode must be one of %s, found \"%s\"", modes, mode);
        site.require(
                paddings.contains(padding),
                "padding must be one of %s, found \"%s\"",
                paddings,
                padding);
    }

    /** Looks at the point with this coordinate, from -1 to 1 within the image. */
    public void look(double coordinate) {
        double step = (aligned ? length - 1 : length) / 2.0;
        double x = aligned ? (coordinate + 1) * step : (coordinate + 1) * step - 0.5;
        if (mode.equals("cubic")) {
            lookCubic(x, step);
            return;
        }
        double moved = moved(x);
        double change = direction * step;
        if (mode.equals("nearest")) {
            place[0] = place(Math.rint(moved));
            weight[0] = 1;
            slope[0] = 0;
            return;
        }
        double floor = Math.floor(moved);
        place[0] = place(floor);
        place[1] = place(floor + 1);
        weight[0] = floor + 1 - moved;
        weight[1] = moved - floor;
        slope[0] = -change;
        slope[1] = change;
    }

    /** The neighbours of a cubic point are moved inside, and not the point. */
    private void lookCubic(double x, double step) {
        double floor = Math.floor(x);
        for (int k = 0; k < count; k++) {
            double neighbour = floor - 1 + k;
            double distance = x - neighbour;
            place[k] = place(moved(neighbour));
            weight[k] = ResizeLine.cubic(Math.abs(distance), A);
            slope[k] = step * Math.signum(distance) * slope(Math.abs(distance));
        }
    }

    private static double slope(double d) {
        return d <= 1 ? (3 * (A + 2) * d - 2 * (A + 3)) * d : (3 * A * d - 10 * A) * d + 8 * A;
    }

    /** Where a point beyond the edges is seen; {@code direction} tells how that moves with it. */
    private double moved(double x) {
        direction = 1;
        double inside = padding.equals("reflection") ? reflected(x) : x;
        if (padding.equals("zeros") || inside >= 0 && inside <= length - 1) {
            return inside;
        }
        direction = 0;
        return inside > 0 ? length - 1 : 0;
    }

    private double reflected(double x) {
        double low = aligned ? 0 : -0.5;
        double span = aligned ? length - 1 : length;
        if (span == 0 || !Double.isFinite(x)) {
            return 0;
        }
        double far = Math.abs(x - low) % (2 * span);
        direction = far > span == x > low ? -1 : 1;
        return low + (far > span ? 2 * span - far : far);
    }

    private int place(double x) {
        return x >= 0 && x <= length - 1 ? (int) x : -1;
    }
}
