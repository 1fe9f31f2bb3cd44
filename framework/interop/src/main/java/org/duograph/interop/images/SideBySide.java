package org.duograph.interop.images;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Independent pieces of work, done by several threads. */
final class SideBySide {
    private SideBySide() {}

    /**
     * Does all of it; what fails first in the order of the list is thrown.
     *
     * @param threads how many pieces at a time, at most as many as there are processors
     */
    static void run(List<Callable<Void>> work, int threads) throws IOException {
        int several = Math.min(threads, Runtime.getRuntime().availableProcessors());
        ExecutorService crew = Executors.newFixedThreadPool(Math.max(1, several));
        try {
            for (Future<Void> one : crew.invokeAll(work)) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while images were decoded", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            crew.shutdown();
        }
    }
}
