package org.duograph.session;

/** Whether a variable scope makes variables or finds those that are there. */
public enum Reuse {
    /** Makes them; one that is there already is an error. */
    NEVER,
    /** Finds them; one that is not there is an error. */
    ALWAYS,
    /** Finds those that are there and makes the others. */
    AUTO
}
