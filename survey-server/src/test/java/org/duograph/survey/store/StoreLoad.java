package org.duograph.survey.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures the store alone, without HTTP; asserts nothing. Arguments: how many submissions, and
 * from how many threads.
 */
final class StoreLoad {
    private StoreLoad() {}

    public static void main(String[] args) throws Exception {
        int count = Integer.parseInt(args[0]);
        int threads = Integer.parseInt(args[1]);
        Path folder = Files.createTempDirectory("store-load");
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            store.publish(Samples.yaml(1, "anonymous"));
            submit(store, 2000, threads);
            System.gc();
            long start = System.nanoTime();
            long[] nanos = submit(store, count, threads);
            double seconds = (System.nanoTime() - start) / 1e9;
            Arrays.sort(nanos);
            System.out.printf(
                    "%d submissions by %d threads: %.0f a second, median %.1f ms, p99 %.1f ms, longest %.0f ms%n",
                    count,
                    threads,
                    count / seconds,
                    nanos[count / 2] / 1e6,
                    nanos[count * 99 / 100] / 1e6,
                    nanos[count - 1] / 1e6);
            time("counts", () -> store.counts("tea"));
            time("counts again", () -> store.counts("tea"));
            time("all responses", () -> store.responses("tea").count());
            long bytes = Files.size(Databases.files(folder.resolve("database")).get(0));
            System.out.printf("database while running: %d MB%n", bytes >> 20);
        }
        time("start", () -> Store.open(folder, Clock.systemUTC()).close());
        long bytes = Files.size(Databases.files(folder.resolve("database")).get(0));
        System.out.printf("database after closing: %d MB%n", bytes >> 20);
        time("verify", () -> Verification.of(folder));
        Folders.removeDatabase(folder);
        time("start with the database built anew", () -> open(folder));
    }

    private static void open(Path folder) {
        try (Store store = Store.open(folder, Clock.systemUTC())) {
            System.out.println(store.counts("tea").responses() + " responses");
        }
    }

    private static void time(String what, Runnable work) {
        long start = System.nanoTime();
        work.run();
        System.out.printf("%s: %.0f ms%n", what, (System.nanoTime() - start) / 1e6);
    }

    private static long[] submit(Store store, int count, int threads) throws InterruptedException {
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        String comment = "x".repeat(1000);
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                for (int j; (j = next.getAndIncrement()) < count; ) {
                                    long start = System.nanoTime();
                                    store.submit(Samples.submission(comment));
                                    nanos[j] = System.nanoTime() - start;
                                }
                            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) thread.join();
        return nanos;
    }
}
