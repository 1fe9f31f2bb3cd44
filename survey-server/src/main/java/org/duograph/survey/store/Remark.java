package org.duograph.survey.store;

import java.util.Optional;

/**
 * What a researcher has remarked of a response. The answers themselves are never changed.
 *
 * @param excluded why results leave it out; empty if they do not
 * @param note in the researcher's own words; may be empty
 */
public record Remark(Optional<String> excluded, String note) {
    /** Nothing was remarked. */
    public static final Remark NONE = new Remark(Optional.empty(), "");

    static Remark of(String excluded, String note) {
        if (excluded == null && note == null) return NONE;
        return new Remark(Optional.ofNullable(excluded), note == null ? "" : note);
    }
}
