package org.duograph.survey.store;

/** Whether a study takes answers. */
public enum StudyState {
    /** Takes answers. */
    OPEN,
    /** Takes no answers; what was answered is kept and shown. */
    CLOSED,
    /** As closed, and no longer listed among the studies at work. */
    ARCHIVED
}
