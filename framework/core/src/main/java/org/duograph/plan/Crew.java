package org.duograph.plan;

/**
 * The threads of a plan on which lanes of the processor run side by side. Who runs the plan is the
 * first of them; the others are made for the first run that needs them, wait between runs, and end
 * with the plan. Each lane stays with one thread, as libraries want it that keep threads of their
 * own for each that calls them.
 */
final class Crew implements AutoCloseable {
    private final String name;
    private final int size;
    private Member[] others;

    /**
     * No threads yet.
     *
     * @param name what the threads are called after
     * @param size how many work at the same time, the caller among them
     */
    Crew(String name, int size) {
        this.name = name;
        this.size = size;
    }

    /** Runs all tasks, which must not throw, and returns when all are done. */
    void run(Runnable[] tasks) {
        if (others == null) {
            start();
        }
        for (Member member : others) {
            member.begin(tasks);
        }
        work(tasks, 0);
        for (Member member : others) {
            member.await();
        }
    }

    private void work(Runnable[] tasks, int member) {
        for (int i = member; i < tasks.length; i += size) {
            tasks[i].run();
        }
    }

    private void start() {
        others = new Member[size - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = new Member(i + 1);
            others[i].setName("lanes of " + name + ", " + (i + 1));
            others[i].setDaemon(true);
            others[i].start();
        }
    }

    /** One of the other threads. */
    private final class Member extends Thread {
        private final int number;
        private Runnable[] tasks; // null while it waits
        private boolean ended;

        Member(int number) {
            this.number = number;
        }

        @Override
        public void run() {
            for (Runnable[] some = next(); some != null; some = next()) {
                work(some, number);
                done();
            }
        }

        private synchronized Runnable[] next() {
            while (tasks == null && !ended) {
                pause();
            }
            return tasks;
        }

        synchronized void begin(Runnable[] some) {
            tasks = some;
            notifyAll();
        }

        private synchronized void done() {
            tasks = null;
            notifyAll();
        }

        /** Waits until the tasks are done: they still use the plan's memory, whatever happens. */
        synchronized void await() {
            boolean interrupted = false;
            while (tasks != null) {
                interrupted |= !pause();
            }
            if (interrupted) {
                currentThread().interrupt();
            }
        }

        /** Returns whether nobody interrupted it. */
        private boolean pause() {
            try {
                wait();
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }

        synchronized void end() {
            ended = true;
            notifyAll();
        }
    }

    @Override
    public void close() {
        if (others != null) {
            for (Member member : others) {
                member.end();
            }
            others = null;
        }
    }
}
