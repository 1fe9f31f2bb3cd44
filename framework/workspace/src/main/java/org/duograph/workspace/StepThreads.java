package org.duograph.workspace;

import java.util.ArrayList;
import java.util.List;

/**
 * The threads of a plan's steps. Where one fails, the others end with their iteration, and who
 * waits for them is told.
 */
final class StepThreads {
    private volatile Throwable failure;

    /** Whether none has failed. */
    boolean areFine() {
        return failure == null;
    }

    /** Runs all at the same time, and returns when all are done; a single one in this thread. */
    void runAll(List<Runnable> tasks) {
        if (tasks.size() == 1) {
            tasks.get(0).run();
            return;
        }
        List<Thread> running = new ArrayList<>();
        for (Runnable task : tasks) {
            running.add(start(task));
        }
        running.forEach(this::await);
        rethrow();
    }

    private Thread start(Runnable task) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                task.run();
                            } catch (RuntimeException | Error e) {
                                failure = failure == null ? e : failure;
                            }
                        },
                        "step of a plan");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void await(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true; // they still use the blobs: to be waited for all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Throws what one has failed with, if one has. */
    void rethrow() {
        if (failure instanceof Error error) {
            throw error;
        } else if (failure instanceof RuntimeException exception) {
            throw exception;
        }
    }

    /** Nothing that is repeated yet. */
    Timers timers() {
        return new Timers();
    }

    /** What is run again and again while a step runs, and a last time at its end. */
    final class Timers implements AutoCloseable {
        private final Object bell = new Object();
        private final List<Thread> running = new ArrayList<>();
        private boolean done;

        /** Runs {@code task} every {@code millis} milliseconds from now on; 0: only at the end. */
        void start(long millis, Runnable task) {
            running.add(
                    StepThreads.this.start(
                            () -> {
                                boolean last;
                                do {
                                    last = waited(millis);
                                    task.run();
                                } while (!last);
                            }));
        }

        /** Waits; returns whether the step has ended. */
        private boolean waited(long millis) {
            long end = System.nanoTime() + millis * 1_000_000;
            synchronized (bell) {
                long left = millis;
                while (!done && (left > 0 || millis == 0)) {
                    try {
                        bell.wait(left);
                    } catch (InterruptedException e) {
                        return true;
                    }
                    left = (end - System.nanoTime() + 999_999) / 1_000_000;
                }
                return done;
            }
        }

        @Override
        public void close() {
            synchronized (bell) {
                done = true;
                bell.notifyAll();
            }
            running.forEach(StepThreads.this::await);
        }
    }
}
