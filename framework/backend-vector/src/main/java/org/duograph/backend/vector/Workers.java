package org.duograph.backend.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The threads that share the work of a kernel: the one that runs the plan, and helpers that sleep
 * while there is nothing to do. All plans of the process share the helpers; a plan that finds them
 * at work for another does its parts alone.
 *
 * <p>A kernel cuts its work into numbered parts, and whoever is free takes the next one. How it is
 * cut depends on sizes and on {@link #count} alone, and parts write different places; so numbers do
 * not depend on who does what.
 */
final class Workers {
    /** How long a helper looks out for the next task before it goes to sleep. */
    private static final long PATIENCE_NANOS = 30_000;

    /** Looks at the clock are rarer than looks at the task. */
    private static final int LOOKS = 64;

    private static volatile Workers shared;

    private final int count;
    private final Thread[] helpers;
    private final ReentrantLock busy = new ReentrantLock();
    private final AtomicInteger asleep = new AtomicInteger();
    private volatile Task current;
    private volatile boolean closed;

    private Workers(int count) {
        this.count = count;
        this.helpers = new Thread[count - 1];
    }

    /** Those of this process: as many as there are processors. */
    static synchronized Workers shared() {
        if (shared == null) {
            shared = new Workers(Runtime.getRuntime().availableProcessors());
        }
        return shared;
    }

    /** A team of its own. */
    static Workers of(int count) {
        return new Workers(count);
    }

    /** How many threads there are, the caller's included. */
    int count() {
        return count;
    }

    /** What is done for each part of a task. */
    @FunctionalInterface
    interface Part {
        /**
         * Does one part.
         *
         * @param worker who does it, from 0 to before {@link Workers#count}: one part at a time, so
         *     scratch memory may be his
         */
        void run(int part, int worker);
    }

    /** Work in parts, made when a kernel is bound, and done at each of its runs. */
    final class Task {
        private final Part part;
        private final int parts;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private volatile Throwable failure;

        private Task(int parts, Part part) {
            this.parts = parts;
            this.part = part;
        }

        /** Does all parts; returns when they are done. */
        void run() {
            if (parts == 1 || count == 1 || !busy.tryLock()) {
                for (int i = 0; i < parts; i++) {
                    part.run(i, 0);
                }
                return;
            }
            try {
                failure = null;
                done.set(0);
                next.set(0);
                current = this;
                wakeUp();
                take(0);
                awaitOthers();
            } finally {
                current = null;
                busy.unlock();
            }
            rethrow();
        }

        /** Does the parts that nobody has taken yet. */
        private void take(int worker) {
            int i = next.getAndIncrement();
            while (i < parts) {
                try {
                    part.run(i, worker);
                } catch (Throwable t) { // told by whoever runs the plan
                    failure = t;
                }
                done.incrementAndGet();
                i = next.getAndIncrement();
            }
        }

        private void awaitOthers() {
            for (int look = 0; done.get() < parts; look++) {
                if (look < LOOKS * LOOKS) {
                    Thread.onSpinWait();
                } else { // another program has the processor of whoever is late
                    Thread.yield();
                }
            }
        }

        private void rethrow() {
            if (failure instanceof RuntimeException e) {
                throw e;
            } else if (failure instanceof Error e) {
                throw e;
            } else if (failure != null) {
                throw new IllegalStateException(failure);
            }
        }
    }

    /** Work in so many parts, numbered from 0. */
    Task task(int parts, Part part) {
        return new Task(parts, part);
    }

    /** Sends the helpers of a team of its own home; those of the process stay. */
    void close() {
        if (this != shared) {
            closed = true;
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
        }
    }

    private void wakeUp() {
        if (helpers[0] == null) {
            for (int i = 0; i < helpers.length; i++) {
                int worker = i + 1;
                helpers[i] = new Thread(() -> help(worker), "duograph-vector-" + worker);
                helpers[i].setDaemon(true);
                helpers[i].start();
            }
        } else if (asleep.get() > 0) {
            for (Thread helper : helpers) {
                LockSupport.unpark(helper);
            }
        }
    }

    private void help(int worker) {
        long since = System.nanoTime();
        int look = 0;
        while (!closed) {
            Task task = current;
            if (task != null && task.next.get() < task.parts) {
                task.take(worker);
                since = System.nanoTime();
            } else if (++look % LOOKS == 0 && System.nanoTime() - since > PATIENCE_NANOS) {
                asleep.incrementAndGet();
                Task late = current; // may have come in the meantime
                if (late == null || late.next.get() >= late.parts) {
                    LockSupport.park(this);
                }
                asleep.decrementAndGet();
                since = System.nanoTime();
            } else {
                Thread.onSpinWait();
            }
        }
    }
}
