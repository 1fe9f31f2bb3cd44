package org.duograph.graph;

import java.util.Collection;

/** The "did you mean" at the end of an error message about a name that nothing has. */
public final class Suggestion {
    private Suggestion() {}

    /**
     * {@code ; did you mean "kernel"?} for the nearest of {@code known}, or an empty string where
     * none is near (more than a third of the letters would have to change).
     */
    public static String among(String name, Collection<String> known) {
        String best = null;
        int bestDistance = Math.max(1, name.length() / 3) + 1;
        for (String candidate : known) {
            int d = distance(name.toLowerCase(java.util.Locale.ROOT), candidate);
            if (d < bestDistance) {
                best = candidate;
                bestDistance = d;
            }
        }
        return best == null ? "" : "; did you mean \"" + best + "\"?";
    }

    /** The names, or the first twenty and how many more there are. */
    public static String list(Collection<String> names) {
        int shown = Math.min(20, names.size());
        String first = String.join(", ", names.stream().limit(shown).toList());
        return shown < names.size() ? first + " and " + (names.size() - shown) + " more" : first;
    }

    /** Levenshtein's distance: insertions, deletions and replacements from one to the other. */
    private static int distance(String a, String mixedCase) {
        String b = mixedCase.toLowerCase(java.util.Locale.ROOT);
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replace, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
