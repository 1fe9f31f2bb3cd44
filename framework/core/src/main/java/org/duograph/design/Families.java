package org.duograph.design;

import java.util.Map;

/** Nets of one name that differ by a number. */
final class Families {
    private Families() {}

    /**
     * The entry of a table.
     *
     * @throws IllegalArgumentException if it has none of that number; the message lists what it has
     */
    static <T> T member(String family, Map<Integer, T> table, int which) {
        T found = table.get(which);
        if (found == null) {
            throw new IllegalArgumentException(
                    "There is no %s-%d; there are %s"
                            .formatted(family, which, table.keySet().stream().sorted().toList()));
        }
        return found;
    }
}
