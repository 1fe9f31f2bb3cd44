package org.duograph.survey.store;

import java.time.Instant;

/** Who did what to what, and when: exports, erasures, changes of studies, logins. */
public record AuditEntry(Instant at, String who, String what, String about) {}
