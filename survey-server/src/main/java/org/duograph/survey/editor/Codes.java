package org.duograph.survey.editor;

import java.text.Normalizer;
import java.util.Collection;
import java.util.Locale;

/** Codes made up from what people write. */
final class Codes {
    private static final int LONGEST = 30;

    private Codes() {}

    /**
     * A code that is not taken yet.
     *
     * @param text what it is to remind of
     * @param otherwise what to call it where the text has no letters from a to z
     */
    static String make(String text, String otherwise, Collection<String> taken) {
        String plain =
                Normalizer.normalize(text, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "_")
                        .replaceAll("^[^a-z]+|_+$", "");
        if (plain.length() > LONGEST) {
            plain = plain.substring(0, LONGEST).replaceAll("_[^_]*$", "");
        }
        String code = plain.isEmpty() ? otherwise : plain;
        String made = code;
        for (int number = 2; taken.contains(made); number++) {
            made = code + "_" + number;
        }
        return made;
    }
}
