package org.duograph.session.cluster;

import java.io.PrintStream;
import java.time.Duration;
import org.duograph.cluster.GroupOptions;
import org.duograph.session.SessionOptions;

/**
 * How servers and their sessions work. Nothing said, anyone gets in who reaches the port, waits end
 * after a minute, and nothing is printed.
 */
public final class ClusterOptions {
    /** What holds where nothing else is said. */
    public static final ClusterOptions DEFAULT =
            new ClusterOptions(GroupOptions.DEFAULT, SessionOptions.DEFAULT, null, null);

    private final GroupOptions group;
    private final SessionOptions session;
    private final PrintStream log;
    private final PrintStream placementLog;

    private ClusterOptions(
            GroupOptions group, SessionOptions session, PrintStream log, PrintStream placementLog) {
        this.group = group;
        this.session = session;
        this.log = log;
        this.placementLog = placementLog;
    }

    /** What all who talk to each other have to know; see {@link GroupOptions#withSecret}. */
    public ClusterOptions secret(String text) {
        return new ClusterOptions(group.withSecret(text), session, log, placementLog);
    }

    /**
     * How long something is waited for: tasks that haven't started, a tensor of another task,
     * gradients of other workers, a sign of life of whoever computes.
     */
    public ClusterOptions deadline(Duration time) {
        return new ClusterOptions(group.withDeadline(time), session, log, placementLog);
    }

    /** On which backends a server computes, and with which seed. */
    public ClusterOptions computing(SessionOptions options) {
        return new ClusterOptions(group, options, log, placementLog);
    }

    /** Prints what a server takes to do, and for whom a session waits. */
    public ClusterOptions log(PrintStream stream) {
        return new ClusterOptions(group, session, stream, placementLog);
    }

    /** Prints for each operation of a session's steps the task on which it runs. */
    public ClusterOptions logDevicePlacement(PrintStream stream) {
        return new ClusterOptions(group, session, log, stream);
    }

    GroupOptions group() {
        return group;
    }

    SessionOptions session() {
        return session;
    }

    PrintStream log() {
        return log;
    }

    PrintStream placementLog() {
        return placementLog;
    }
}
