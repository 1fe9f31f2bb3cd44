package org.duograph.tensorboard.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is new of one run: points under tags, by the view that shows them; thinned out. */
final class Piece {
    /** How many points of a tag are kept at most of what is read at once. */
    private static final Map<String, Integer> MOST =
            Map.of("scalars", 5000, "histograms", 120, "images", 30, "texts", 60, "curves", 60);

    private final Map<String, Map<String, List<List<Object>>>> views = new LinkedHashMap<>();
    private final Map<String, Object> others = new LinkedHashMap<>();

    /** Adds a point: its step first, what else there is to it behind. */
    void add(String view, String tag, List<Object> point) {
        views.computeIfAbsent(view, v -> new LinkedHashMap<>())
                .computeIfAbsent(tag, t -> new ArrayList<>())
                .add(point);
    }

    /** Sets something that there is once in a run. */
    void put(String name, Object value) {
        others.put(name, value);
    }

    /** Forgets the points from a step on: the program began anew there. */
    void forget(long step) {
        views.values().forEach(tags -> tags.values().forEach(points -> drop(points, step)));
        Object before = others.get("forget");
        others.put("forget", before instanceof Long b ? Math.min(b, step) : step);
    }

    private static void drop(List<List<Object>> points, long step) {
        points.removeIf(point -> (Long) point.get(0) >= step);
    }

    boolean isEmpty() {
        return views.isEmpty() && others.isEmpty();
    }

    /** As it is written to the page. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>(others);
        views.forEach(
                (view, tags) -> {
                    Map<String, Object> thin = new LinkedHashMap<>();
                    tags.forEach((tag, points) -> thin.put(tag, thin(points, MOST.get(view))));
                    map.put(view, thin);
                });
        return map;
    }

    /** As many as {@code most} at even distances, the first and the last among them. */
    static <T> List<T> thin(List<T> points, int most) {
        if (points.size() <= most) {
            return points;
        }
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            kept.add(points.get((int) ((long) i * (points.size() - 1) / (most - 1))));
        }
        return kept;
    }
}
