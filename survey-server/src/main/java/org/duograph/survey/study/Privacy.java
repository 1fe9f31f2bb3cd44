package org.duograph.survey.study;

/**
 * What is kept about who answered. Part of a study's version, so it holds from the first answer.
 */
public enum Privacy {
    /** Answers know neither the token nor the minute they came; only the day. The default. */
    ANONYMOUS,
    /** Answers carry a random identifier, and when they were started and sent. */
    PSEUDONYMOUS
}
