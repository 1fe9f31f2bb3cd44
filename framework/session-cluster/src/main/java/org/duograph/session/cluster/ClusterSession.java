package org.duograph.session.cluster;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.duograph.cluster.Inquirer;
import org.duograph.session.Graph;
import org.duograph.session.Session;

/**
 * Opens sessions whose steps run on the tasks of a cluster: TensorFlow's {@code
 * tf.Session(target)}. The session is one like any other; it keeps no variables itself, so several
 * processes that open one see the same variables, by their names.
 *
 * <p>A session talks to a task when a run needs it first, and waits for those that haven't started,
 * until the deadline.
 */
public final class ClusterSession {
    private static final long PAUSE_MILLIS = 50;

    private ClusterSession() {}

    /**
     * A session for a graph.
     *
     * @param target of a server, {@link Server#target}: on its task runs what asks for no device
     * @param options the same secret as the servers'
     * @throws IllegalArgumentException if the target can't be read
     * @throws TaskException if nobody answers there until the deadline
     */
    public static Session open(String target, Graph graph, ClusterOptions options) {
        return new Session(graph, master(target, options));
    }

    /** What runs the steps of such a session. */
    static ClusterMaster master(String target, ClusterOptions options) {
        if (!target.startsWith(Server.SCHEME)) {
            throw new IllegalArgumentException(
                    "A target is what Server.target() says, such as %s10.0.0.2:2222, found \"%s\""
                            .formatted(Server.SCHEME, target));
        }
        String address = target.substring(Server.SCHEME.length());
        long end = System.nanoTime() + options.group().deadline().toNanos();
        boolean said = false;
        try (Inquirer inquirer = new Inquirer(address, options.group())) {
            while (true) {
                try {
                    byte[] question = Question.HELLO.packet().bytes();
                    Packet answer = Question.read(inquirer.ask(question), null);
                    TaskName self = new TaskName(answer.getText(), answer.getInt());
                    answer.getLong();
                    ClusterSpec cluster = ClusterSpec.parse(answer.getText());
                    return new ClusterMaster(cluster, self, options);
                } catch (IOException e) {
                    if (System.nanoTime() > end) {
                        throw new TaskException(
                                TaskException.Reason.UNAVAILABLE,
                                "No server at %s after %.1f s: %s"
                                        .formatted(
                                                target,
                                                options.group().deadline().toNanos() / 1e9,
                                                e.getMessage()),
                                e);
                    }
                    if (!said && options.log() != null) {
                        options.log().println("waiting for a server at " + target);
                        said = true;
                    }
                    pause();
                }
            }
        }
    }

    /** A moment, before something is tried again. */
    static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(TaskException.Reason.CANCELLED, "Interrupted", e);
        }
    }
}
