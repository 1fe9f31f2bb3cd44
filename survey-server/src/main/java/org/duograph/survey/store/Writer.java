package org.duograph.survey.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes anything. It takes what waits, up to 256 requests, decides them one
 * after the other in one transaction, forces their journal lines once, commits, and only then
 * answers them all: many requests share the wait for the disk.
 */
final class Writer {
    /** Decides a request, and records what happens. Runs in the writer's thread. */
    interface Decision<T> {
        T decide(Transaction transaction) throws SQLException;
    }

    /** Work on the files themselves. Runs in the writer's thread, between two groups. */
    interface Chore<T> {
        T run() throws IOException, SQLException;
    }

    /** Keeps a group of changes, or none of them. */
    interface Keeper {
        Transaction begin() throws IOException, SQLException;

        void keep(Transaction transaction) throws IOException, SQLException;

        void undo();

        /** Puts files in order, after a group was answered. */
        void tidy();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int GROUP = 256;

    private final BlockingQueue<Request<?>> waiting = new ArrayBlockingQueue<>(4096);
    private final Queue<Runnable> chores = new ConcurrentLinkedQueue<>();
    private final Keeper keeper;
    private final Thread thread;
    private volatile boolean stopping;

    Writer(Keeper keeper) {
        this.keeper = keeper;
        thread = new Thread(this::work, "store-writer");
        thread.start();
    }

    /** Returns when the decision is kept. */
    <T> T run(Decision<T> decision) {
        Request<T> request = new Request<>(decision);
        if (stopping || !waiting.offer(request)) throw unavailable(null);
        // The thread may have ended between the two looks at it.
        if (!thread.isAlive()) request.answer.completeExceptionally(unavailable(null));
        return answer(request.answer);
    }

    /** Records what needs no decision; returns when it is kept. */
    void record(Event event) {
        run(
                transaction -> {
                    transaction.record(event);
                    return null;
                });
    }

    /** Returns when the chore is done. */
    <T> T between(Chore<T> chore) {
        CompletableFuture<T> done = new CompletableFuture<>();
        chores.add(
                () -> {
                    try {
                        done.complete(chore.run());
                    } catch (IOException | SQLException | RuntimeException e) {
                        done.completeExceptionally(unavailable(e));
                    }
                });
        run(transaction -> null);
        return answer(done);
    }

    private static <T> T answer(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof StoreException refused) throw refused;
            throw e;
        }
    }

    /** Answers everything that waits, then ends. */
    void stop() {
        stopping = true;
        try {
            waiting.put(new Request<>(transaction -> null));
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        waiting.forEach(request -> request.answer.completeExceptionally(unavailable(null)));
    }

    private void work() {
        List<Request<?>> group = new ArrayList<>();
        try {
            while (!stopping || !waiting.isEmpty()) {
                group.add(waiting.take());
                waiting.drainTo(group, GROUP - 1);
                keep(group);
                keeper.tidy();
                for (Runnable chore; (chore = chores.poll()) != null; ) chore.run();
                group.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(List<Request<?>> group) {
        boolean deciding = false;
        try {
            Transaction transaction = keeper.begin();
            deciding = true;
            for (Request<?> request : group) request.decide(transaction);
            deciding = false;
            keeper.keep(transaction);
            group.forEach(Request::acknowledge);
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.error("Nothing could be kept of {} requests.", group.size(), e);
            keeper.undo();
            if (deciding && group.size() > 1) {
                // One request may be at fault: each gets a try of its own.
                for (Request<?> request : group) keep(List.of(request));
            } else {
                group.forEach(request -> request.answer.completeExceptionally(unavailable(e)));
            }
        }
    }

    private static StoreException unavailable(Exception cause) {
        return new StoreException.Unavailable(
                "Nothing can be kept at the moment, for example because the disk is full. Keep what"
                        + " you entered, and try again in a minute.",
                cause);
    }

    /** A request and its answer to be. */
    private static final class Request<T> {
        final CompletableFuture<T> answer = new CompletableFuture<>();
        private final Decision<T> decision;
        private T result;
        private StoreException refused;

        Request(Decision<T> decision) {
            this.decision = decision;
        }

        void decide(Transaction transaction) throws SQLException {
            result = null;
            refused = null;
            try {
                result = decision.decide(transaction);
            } catch (StoreException e) {
                refused = e;
            }
        }

        void acknowledge() {
            if (refused == null) answer.complete(result);
            else answer.completeExceptionally(refused);
        }
    }
}
