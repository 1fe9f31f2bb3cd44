package org.duograph.survey.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A measured installation.
 *
 * @param id made by the timer (a random UUID); who sends the same twice is counted once
 * @param tokenHash the personal token's hash, if there was one; not kept in an anonymous study
 * @param environment {@code local} or {@code remote}
 * @param status {@code finished}, {@code failed} or {@code gave_up}
 * @param seconds wall time of all attempts
 * @param attempts how often it was tried
 * @param details what else the timer sent, such as {@code os}, {@code cores}, {@code jdk}
 */
public record InstallTime(
        String id,
        String study,
        Optional<String> tokenHash,
        String framework,
        String environment,
        String status,
        double seconds,
        int attempts,
        Instant started,
        SortedMap<String, String> details) {

    public InstallTime {
        details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    /** Without the token, and with the day instead of the time. */
    InstallTime anonymous() {
        Instant day = started.truncatedTo(ChronoUnit.DAYS);
        return new InstallTime(
                id,
                study,
                Optional.empty(),
                framework,
                environment,
                status,
                seconds,
                attempts,
                day,
                details);
    }
}
