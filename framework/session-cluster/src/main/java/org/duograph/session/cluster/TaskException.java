package org.duograph.session.cluster;

/**
 * A task of the cluster is gone, silent, or was started anew; the message names it, and what was
 * waited for. The session can't be used any more if {@link #isRecoverable}: make a new one and
 * restore the last checkpoint, as {@link MonitoredTrainingSession} does.
 */
public final class TaskException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    /** TensorFlow's words for what went wrong. */
    public enum Reason {
        /** Nobody answers there, or whoever did is gone. */
        UNAVAILABLE,
        /** The task is another process than when the session began. */
        ABORTED,
        /** Something was waited for until the deadline. */
        DEADLINE_EXCEEDED,
        /** Another task's fault, which says itself what it is. */
        CANCELLED
    }

    private final Reason reason;

    TaskException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    TaskException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What went wrong. */
    public Reason reason() {
        return reason;
    }

    /** Whether a new session may go on from a checkpoint. */
    public boolean isRecoverable() {
        return reason == Reason.UNAVAILABLE || reason == Reason.ABORTED;
    }
}
