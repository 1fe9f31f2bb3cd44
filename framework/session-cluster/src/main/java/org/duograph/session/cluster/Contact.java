package org.duograph.session.cluster;

import java.io.IOException;
import org.duograph.cluster.GroupOptions;
import org.duograph.cluster.Inquirer;

/** A way to another task: asks it, and knows which process it was in the beginning. */
final class Contact implements AutoCloseable {
    private final TaskName task;
    private final Inquirer inquirer;

    /** For a task of a cluster; nothing is asked yet. */
    Contact(TaskName task, String address, GroupOptions options) {
        this.task = task;
        this.inquirer = new Inquirer(address, options);
    }

    TaskName task() {
        return task;
    }

    String address() {
        return inquirer.address();
    }

    /** What a task says of itself: which process it is, and its cluster. */
    record Hello(TaskName task, long incarnation, ClusterSpec cluster) {}

    /**
     * Asks who is there.
     *
     * @throws IOException if nobody is
     */
    Hello hello() throws IOException {
        Packet answer = Question.read(inquirer.ask(Question.HELLO.packet().bytes()), task);
        TaskName name = new TaskName(answer.getText(), answer.getInt());
        return new Hello(name, answer.getLong(), ClusterSpec.parse(answer.getText()));
    }

    /**
     * Asks something else.
     *
     * @throws TaskException if the task is gone or silent
     * @throws RuntimeException if the task could not do what was asked for
     */
    Packet ask(Packet question) {
        byte[] answer;
        try {
            answer = inquirer.ask(question.bytes());
        } catch (IOException e) {
            throw new TaskException(
                    TaskException.Reason.UNAVAILABLE, task + " at " + e.getMessage(), e);
        }
        return Question.read(answer, task);
    }

    @Override
    public void close() {
        inquirer.close();
    }
}
