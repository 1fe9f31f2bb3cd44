package org.duograph.graph;

import java.util.Collection;

/** The "did you mean" at the end of an error message about a name that nothing has. */
public final class Suggestion {
    private static final int LONGEST = 200; // letters; a longer name is no slip of the pen

    private Suggestion() {}

    /**
     * {@code ; did you mean "kernel"?} for the nearest of {@code known}, or an empty string where
     * none is near (more than a third of the letters would have to change) or the name is very long
     * or null.
     */
    public static String among(String name, Collection<String> known) {
        if (name == null || name.length() > LONGEST) {
            return "";
        }
        String best = null;
        int bestDistance = Math.max(1, name.length() / 3) + 1;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - name.length()) >= bestDistance) {
                continue;
            }
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

    /** Insertions, deletions, replacements and swaps of neighbours from one to the other. */
    private static int distance(String a, String mixedCase) {
        String b = mixedCase.toLowerCase(java.util.Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swap =
                        i > 1
                                && j > 1
                                && a.charAt(i - 1) == b.charAt(j - 2)
                                && a.charAt(i - 2) == b.charAt(j - 1);
                d[i][j] = swap ? Math.min(d[i][j], d[i - 2][j - 2] + 1) : d[i][j];
            }
        }
        return d[a.length()][b.length()];
    }
}
