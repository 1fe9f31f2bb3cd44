package org.duograph.survey.store;

/** What a researcher may do; each may also do what those before may. */
public enum Role {
    /** Looks at studies and their results, and takes results away. Changes nothing. */
    READER,
    /** Writes, publishes, opens and closes studies, and invites participants. */
    EDITOR,
    /** Decides who may do what, reads the audit log, takes backups. */
    ADMINISTRATOR;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}
