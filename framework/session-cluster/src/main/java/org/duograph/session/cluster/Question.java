package org.duograph.session.cluster;

import org.duograph.session.OutOfRangeException;

/** What tasks and sessions ask of a task, and how answers say that something went wrong. */
enum Question {
    /** Who is there: the task's name, its incarnation, the cluster as it knows it. */
    HELLO,
    /** Here is a part of a step: gives its number. */
    REGISTER,
    /** Run a part once: gives what is fetched of it. */
    RUN,
    /** Give what is put at the end of an edge. */
    PULL,
    /** A step is given up. */
    GIVE_UP,
    /** The content of a variable, if it has any. */
    VALUE,
    /** A variable, and its content from now on. */
    LOAD,
    /** Forget what accumulators and queues hold. */
    CLEAR;

    private enum Failure {
        NONE,
        TASK,
        ARGUMENT,
        STATE,
        OVER,
        NOT_OFFERED
    }

    /** Begins a question. */
    Packet packet() {
        return new Packet().put(ordinal());
    }

    static Question of(Packet packet) {
        int ordinal = packet.getInt();
        if (ordinal < 0 || ordinal >= values().length) {
            throw new IllegalArgumentException("There is no question " + ordinal);
        }
        return values()[ordinal];
    }

    /** Begins an answer. */
    static Packet answer() {
        return new Packet().put(Failure.NONE.ordinal());
    }

    /** An answer that says what went wrong. */
    static Packet failure(RuntimeException e) {
        Failure kind = Failure.STATE;
        if (e instanceof TaskException) {
            kind = Failure.TASK;
        } else if (e instanceof IllegalArgumentException) {
            kind = Failure.ARGUMENT;
        } else if (e instanceof OutOfRangeException) {
            kind = Failure.OVER;
        } else if (e instanceof UnsupportedOperationException) {
            kind = Failure.NOT_OFFERED;
        }
        boolean plain = e instanceof IllegalStateException || kind != Failure.STATE;
        Packet packet = new Packet().put(kind.ordinal());
        packet.put(plain && e.getMessage() != null ? e.getMessage() : e.toString());
        if (e instanceof TaskException task) {
            packet.put(task.reason().ordinal());
        }
        return packet;
    }

    /**
     * An answer, behind its beginning.
     *
     * @throws RuntimeException what went wrong, of the class that it had there
     */
    static Packet read(byte[] answer, TaskName by) {
        Packet packet = new Packet(answer);
        Failure kind = Failure.values()[packet.getInt()];
        if (kind == Failure.NONE) {
            return packet;
        }
        String text = packet.getText();
        String message = kind == Failure.TASK ? text : by + ": " + text;
        throw switch (kind) {
            case TASK -> new TaskException(TaskException.Reason.values()[packet.getInt()], message);
            case ARGUMENT -> new IllegalArgumentException(message);
            case OVER -> new OutOfRangeException(message);
            case NOT_OFFERED -> new UnsupportedOperationException(message);
            default -> new IllegalStateException(message);
        };
    }
}
