package org.duograph.survey.results;

import java.util.Locale;

/** What became of a field in one response. */
public enum Status {
    /** There is an answer; of a tick, any box of its question is ticked. */
    ANSWERED,
    /** The option not to answer was chosen. */
    DECLINED,
    /** It was asked, and left empty. */
    NO_ANSWER,
    /** It was not shown to this participant, or is not in this version. */
    NOT_ASKED;

    /** The name as it stands in exports. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
