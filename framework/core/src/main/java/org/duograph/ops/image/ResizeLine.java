package org.duograph.ops.image;

import java.util.List;
import org.duograph.graph.Attrs;

/**
 * How the numbers along one axis of a resized array are made of those of X: each is a weighted sum
 * of a few neighbours.
 *
 * @param length the extent of X
 * @param places for each number of Y, which of X it is made of
 * @param weights and with what weights
 * @param outside for each number of Y, whether it lies outside of X and is the extrapolation's
 */
public record ResizeLine(int length, int[][] places, double[][] weights, boolean[] outside) {
    /** What {@code coordinates} may say. */
    static final List<String> COORDINATES =
            List.of(
                    "half_pixel",
                    "half_pixel_symmetric",
                    "pytorch_half_pixel",
                    "align_corners",
                    "asymmetric",
                    "tf_half_pixel_for_nn",
                    "tf_crop_and_resize");

    /** What {@code mode} may say. */
    static final List<String> MODES = List.of("nearest", "linear", "cubic");

    /** What {@code nearest} may say. */
    static final List<String> ROUNDINGS =
            List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil");

    /**
     * The line of an axis.
     *
     * @param attrs those of Resize
     * @param length the extent of X
     * @param scale numbers of Y per number of X
     * @param size the extent of Y
     * @param start where the part of X that is resized begins, from 0 to 1
     * @param end where it ends
     */
    static ResizeLine of(
            Attrs attrs, int length, double scale, int size, double start, double end) {
        String coordinates = attrs.s("coordinates");
        String mode = attrs.s("mode");
        int[][] places = new int[size][];
        double[][] weights = new double[size][];
        boolean[] outside = new boolean[size];
        for (int i = 0; i < size; i++) {
            double x = at(coordinates, i, length, scale, size, start, end);
            outside[i] = coordinates.equals("tf_crop_and_resize") && !(x >= 0 && x <= length - 1.0);
            if (mode.equals("nearest")) {
                double nearest = Math.max(0, Math.min(rounded(attrs.s("nearest"), x), length - 1));
                places[i] = new int[] {(int) nearest};
                weights[i] = new double[] {1};
            } else {
                neighbours(attrs, x, scale, length, i, places, weights);
            }
        }
        return new ResizeLine(length, places, weights, outside);
    }

    /** Where number {@code i} of Y lies in X; 0 is the first number. */
    private static double at(
            String coordinates,
            int i,
            int length,
            double scale,
            int size,
            double start,
            double end) {
        double unrounded = length * scale;
        return switch (coordinates) {
            case "align_corners" -> size == 1 ? 0 : i * (length - 1) / (unrounded - 1);
            case "asymmetric" -> i / scale;
            case "pytorch_half_pixel" -> size == 1 ? 0 : (i + 0.5) / scale - 0.5;
            case "half_pixel_symmetric" ->
                    length / 2.0 * (1 - size / unrounded) + (i + 0.5) / scale - 0.5;
            case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
            case "tf_crop_and_resize" ->
                    size == 1
                            ? 0.5 * (start + end) * (length - 1)
                            : start * (length - 1) + i * (end - start) * (length - 1) / (size - 1);
            default -> (i + 0.5) / scale - 0.5;
        };
    }

    private static double rounded(String how, double x) {
        return switch (how) {
            case "round_prefer_ceil" -> Math.floor(x + 0.5);
            case "floor" -> Math.floor(x);
            case "ceil" -> Math.ceil(x);
            default -> Math.ceil(x - 0.5);
        };
    }

    /** Neighbours within reach; where X shrinks, anti-aliasing reaches further. */
    private static void neighbours(
            Attrs attrs,
            double x,
            double scale,
            int length,
            int i,
            int[][] places,
            double[][] weights) {
        boolean cubic = attrs.s("mode").equals("cubic");
        double stretch = attrs.flag("antialias") ? Math.min(scale, 1) : 1;
        double reach = Math.min((cubic ? 2 : 1) / stretch, length + 2.0);
        int first = (int) Math.floor(-reach) + 1;
        int count = 2 - 2 * first;
        int floor = (int) Math.floor(Math.max(-4, Math.min(x, length + 4.0)));
        boolean exclude = attrs.flag("exclude_outside");
        places[i] = new int[count];
        weights[i] = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++) {
            int place = floor + first + k;
            double distance = Math.abs(place - x) * stretch;
            double weight = cubic ? cubic(distance, attrs.f("cubic_a")) : Math.max(0, 1 - distance);
            boolean in = place >= 0 && place < length;
            weights[i][k] = exclude && !in ? 0 : weight;
            places[i][k] = Math.max(0, Math.min(place, length - 1));
            sum += weights[i][k];
        }
        for (int k = 0; (exclude || stretch < 1) && k < count; k++) {
            weights[i][k] /= sum;
        }
    }

    /** Keys' kernel: 1 at 0, 0 at other whole numbers, smooth, and nothing beyond 2. */
    static double cubic(double distance, double a) {
        if (distance <= 1) {
            return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
        }
        return distance < 2 ? ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a : 0;
    }

    /** Whether Y is X along this axis. */
    public boolean isIdentity() {
        boolean same = places.length == length;
        for (int i = 0; same && i < length; i++) {
            same = !outside[i];
            for (int k = 0; same && k < places[i].length; k++) {
                same = weights[i][k] == (places[i][k] == i ? 1 : 0);
            }
        }
        return same;
    }
}
