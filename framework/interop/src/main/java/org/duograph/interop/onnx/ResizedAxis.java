package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.List;

/** How one axis is resized: which old places, and how much of each, make a new one. */
final class ResizedAxis {
    private final int extent;
    private final int size;
    private final double scale;
    private final String coordinates;
    private final String mode;
    private String rounding = "round_prefer_floor";
    private double a = -0.75;
    private boolean excludes;
    private boolean smooths;
    private double from;
    private double to = 1;

    ResizedAxis(int extent, int size, double scale, String coordinates, String mode) {
        this.extent = extent;
        this.size = size;
        this.scale = scale;
        this.coordinates = coordinates;
        this.mode = mode;
        if (extent == 0 || size == 0 || !(scale > 0)) {
            throw new IllegalArgumentException(
                    "an axis of %d can't be resized to %d by %s".formatted(extent, size, scale));
        }
    }

    /** How a place between two is rounded. */
    void nearest(String how) {
        rounding = how;
    }

    /** The coefficient of cubic interpolation. */
    void cubic(double coefficient) {
        a = coefficient;
    }

    /** Whether places outside have no weight. */
    void excludeOutside(boolean yes) {
        excludes = yes;
    }

    /** Whether a smaller axis mixes all that lies between. */
    void antialias(boolean yes) {
        smooths = yes;
    }

    /** The part of the old axis that becomes the new one, from 0 to 1. */
    void region(double begin, double end) {
        from = begin;
        to = end;
    }

    int extent() {
        return extent;
    }

    int size() {
        return size;
    }

    boolean isNearest() {
        return mode.equals("nearest");
    }

    boolean isIdentity() {
        return size == extent && scale == 1 && !coordinates.equals("tf_crop_and_resize");
    }

    /** Where new place {@code i} lies among the old ones. */
    private double place(int i) {
        double wide = scale * extent;
        return switch (coordinates) {
            case "half_pixel" -> (i + 0.5) / scale - 0.5;
            case "pytorch_half_pixel" -> size > 1 ? (i + 0.5) / scale - 0.5 : 0;
            case "half_pixel_symmetric" ->
                    extent / 2.0 * (1 - size / wide) + (i + 0.5) / scale - 0.5;
            case "align_corners" -> size > 1 ? i * (extent - 1.0) / (size - 1) : 0;
            case "asymmetric" -> i / scale;
            case "tf_half_pixel_for_nn" -> (i + 0.5) / scale;
            case "tf_crop_and_resize" ->
                    size > 1
                            ? from * (extent - 1) + i * (to - from) * (extent - 1) / (size - 1)
                            : 0.5 * (from + to) * (extent - 1);
            default ->
                    throw new UnsupportedModelException(
                            "the coordinates \"" + coordinates + "\" are not known");
        };
    }

    /** Which new places lie inside of the old axis. */
    boolean[] inside() {
        boolean[] inside = new boolean[size];
        for (int i = 0; i < size; i++) {
            inside[i] = place(i) >= 0 && place(i) <= extent - 1;
        }
        return inside;
    }

    /** For each new place the nearest old one. */
    List<Long> places() {
        List<Long> places = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double x = place(i);
            double near =
                    switch (rounding) {
                        case "round_prefer_floor" -> Math.ceil(x - 0.5);
                        case "round_prefer_ceil" -> Math.floor(x + 0.5);
                        case "floor" -> Math.floor(x);
                        case "ceil" -> Math.ceil(x);
                        default ->
                                throw new UnsupportedModelException(
                                        "the nearest_mode \"" + rounding + "\" is not known");
                    };
            places.add((long) Math.max(0, Math.min(extent - 1, near)));
        }
        return places;
    }

    /** A matrix, size x extent: how much of an old place there is in a new one. */
    double[] weights() {
        double[] matrix = new double[size * extent];
        double stretch = smooths && scale < 1 ? 1 / scale : 1;
        int reach = (int) Math.ceil((mode.equals("cubic") ? 2 : 1) * stretch);
        for (int i = 0; i < size; i++) {
            double x = place(i);
            int floor = (int) Math.floor(x);
            double sum = 0;
            double[] some = new double[2 * reach + 1];
            for (int k = -reach; k <= reach; k++) {
                int at = floor + k;
                boolean outside = at < 0 || at >= extent;
                double w = outside && excludes ? 0 : weight((at - x) / stretch);
                some[k + reach] = w;
                sum += w;
            }
            boolean scaled = excludes || stretch > 1;
            for (int k = -reach; k <= reach; k++) {
                int at = Math.max(0, Math.min(extent - 1, floor + k));
                matrix[i * extent + at] += scaled ? some[k + reach] / sum : some[k + reach];
            }
        }
        return matrix;
    }

    private double weight(double distance) {
        double d = Math.abs(distance);
        return switch (mode) {
            case "linear" -> Math.max(0, 1 - d);
            case "cubic" ->
                    d <= 1
                            ? ((a + 2) * d - (a + 3)) * d * d + 1
                            : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
            default ->
                    throw new UnsupportedModelException("the mode \"" + mode + "\" is not known");
        };
    }
}
