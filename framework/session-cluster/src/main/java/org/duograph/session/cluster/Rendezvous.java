package org.duograph.session.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.duograph.tensor.NDArray;

/**
 * Where a task puts what other tasks come to fetch, by step and edge. Who fetches waits until it is
 * there; each array is fetched once.
 */
final class Rendezvous {
    private static final long FORGET = TimeUnit.MINUTES.toNanos(10);

    private final Map<String, Table> steps = new HashMap<>();

    /** Of one step. */
    private static final class Table {
        private final Map<Integer, NDArray> arrays = new HashMap<>();
        private final long since = System.nanoTime();
        private String doing = "has not been asked for this step yet";
        private String failure;
        private boolean over;
    }

    private Table table(String step) {
        return steps.computeIfAbsent(step, s -> new Table());
    }

    /** The step begins here; forgets steps of long ago that nobody has fetched. */
    synchronized void begin(String step) {
        long now = System.nanoTime();
        steps.values().removeIf(table -> table.over && now - table.since > FORGET);
        table(step).doing = "begins the step";
        requireGoing(step);
    }

    /** Says what this task does in a step, for those who wait. */
    synchronized void does(String step, String what) {
        table(step).doing = what;
    }

    synchronized void put(String step, int edge, NDArray array) {
        table(step).arrays.put(edge, array);
        notifyAll();
    }

    /** Fails if the step was given up. */
    synchronized void requireGoing(String step) {
        Table table = table(step);
        if (table.failure != null) {
            throw new TaskException(TaskException.Reason.CANCELLED, table.failure);
        }
    }

    /**
     * What is put there, when it is.
     *
     * @param what its name, for messages
     * @param self this task, for messages
     * @throws TaskException if that takes too long, or the step fails here
     */
    synchronized NDArray take(String step, int edge, String what, TaskName self, long nanos) {
        long end = System.nanoTime() + nanos;
        Table table = table(step);
        while (!table.arrays.containsKey(edge)) {
            requireGoing(step);
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new TaskException(
                        TaskException.Reason.DEADLINE_EXCEEDED,
                        "%s of %s has been waited for during %.1f s; that task %s"
                                .formatted(what, self, nanos / 1e9, table.doing));
            }
            sleep(left);
        }
        NDArray array = table.arrays.remove(edge);
        forgetIfEmpty(step, table);
        return array;
    }

    /** Waits for news, at most so long. */
    synchronized void sleep(long millis) {
        try {
            wait(Math.max(1, millis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(TaskException.Reason.CANCELLED, "Interrupted", e);
        }
    }

    /** The step is over here: what is left waits for who fetches it. */
    synchronized void end(String step) {
        Table table = table(step);
        table.over = true;
        table.doing = "has done its part";
        forgetIfEmpty(step, table);
    }

    /** The step is given up: who waits for something of it is told why. */
    synchronized void fail(String step, String why) {
        Table table = table(step);
        table.failure = table.failure == null ? why : table.failure;
        table.over = true;
        table.arrays.clear();
        notifyAll();
    }

    private void forgetIfEmpty(String step, Table table) {
        if (table.over && table.failure == null && table.arrays.isEmpty()) {
            steps.remove(step);
        }
    }
}
