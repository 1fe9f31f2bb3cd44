package org.duograph.cluster;

import java.time.Duration;

/**
 * What all peers of a group have in common.
 *
 * @param run the name of what they do together; peers of another run are refused, such as those of
 *     an earlier attempt that does not know yet that it is over
 * @param secret what each peer has to know to get in; empty if anyone may who reaches the port
 * @param deadline how long a peer is waited for that sends nothing, and how long peers may take to
 *     meet
 */
public record GroupOptions(String run, String secret, Duration deadline) {
    private static final int MOST = 200;

    /** The run {@code default}, no secret, and a minute. */
    public static final GroupOptions DEFAULT =
            new GroupOptions("default", "", Duration.ofMinutes(1));

    /** Checks them. */
    public GroupOptions {
        if (run.isEmpty() || run.length() > MOST || !run.matches("[\\w.@+-]+")) {
            throw new IllegalArgumentException(
                    "A run's name has letters, digits and . _ @ + - and at most %d of them, found \"%s\""
                            .formatted(MOST, run));
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException(
                    "The deadline must be above 0, found %s".formatted(deadline));
        }
    }

    /** The same for another run. */
    public GroupOptions withRun(String name) {
        return new GroupOptions(name, secret, deadline);
    }

    /** The same with a secret that all peers know. */
    public GroupOptions withSecret(String text) {
        return new GroupOptions(run, text, deadline);
    }

    /** The same with another deadline. */
    public GroupOptions withDeadline(Duration time) {
        return new GroupOptions(run, secret, time);
    }

    /** All but the secret, which stays out of logs. */
    @Override
    public String toString() {
        String known = secret.isEmpty() ? "no secret" : "a secret";
        return "run " + run + ", " + known + ", deadline " + deadline.toMillis() / 1e3 + " s";
    }
}
