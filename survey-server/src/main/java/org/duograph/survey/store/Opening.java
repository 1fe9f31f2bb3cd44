package org.duograph.survey.store;

/** Whether a study takes answers now, and why not: what researchers said, and its schedule. */
public enum Opening {
    /** Takes answers. */
    OPEN,
    /** Will take answers later, by its schedule. */
    NOT_YET,
    /** Took answers until a time of its schedule. */
    ENDED,
    /** Was closed or archived by a researcher. */
    CLOSED
}
