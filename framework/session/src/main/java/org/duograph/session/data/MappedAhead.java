package org.duograph.session.data;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.duograph.tensor.NDArray;

/**
 * A function of each element, computed by several threads, handed on in the elements' order. The
 * reader's own thread reads what they are made of. What goes wrong is thrown at its place.
 */
final class MappedAhead implements Elements {
    private final Elements from;
    private final UnaryOperator<List<NDArray>> function;
    private final int calls;
    private final ExecutorService threads;
    private final Deque<Future<List<NDArray>>> begun = new ArrayDeque<>();
    private boolean over;

    MappedAhead(Elements from, UnaryOperator<List<NDArray>> function, int calls) {
        this.from = from;
        this.function = function;
        this.calls = calls;
        this.threads =
                Executors.newFixedThreadPool(
                        calls,
                        work -> {
                            Thread thread = new Thread(work, "map");
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    @Override
    public List<NDArray> next() {
        while (!over && begun.size() < 2 * calls) { // each thread finds the next when it is done
            begin();
        }
        return begun.isEmpty() ? null : result(begun.remove());
    }

    private void begin() {
        try {
            List<NDArray> element = from.next();
            over = element == null;
            if (!over) {
                begun.add(threads.submit(() -> List.copyOf(function.apply(element))));
            }
        } catch (RuntimeException e) {
            over = true;
            begun.add(CompletableFuture.failedFuture(e));
        }
    }

    private static List<NDArray> result(Future<List<NDArray>> one) {
        try {
            return one.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an element", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        from.close();
    }
}
