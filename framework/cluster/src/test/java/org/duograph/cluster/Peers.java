package org.duograph.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the peers of a group as threads of this process, and tells what came of each. */
final class Peers {
    static final GroupOptions OPTIONS =
            GroupOptions.DEFAULT.withDeadline(Duration.ofSeconds(60)).withSecret("between us");

    /** What a peer does, once it has met the others. */
    @FunctionalInterface
    interface Work<T> {
        T run(Group group) throws Exception;
    }

    /** What became of a peer: one of the two is null. */
    record Outcome<T>(T result, Throwable error) {
        T get() throws Exception {
            if (error != null) {
                throw new AssertionError(error.toString(), error);
            }
            return result;
        }
    }

    private Peers() {}

    /** Lets all meet in a folder; each closes its group when its work is done. */
    static <T> List<Outcome<T>> run(Path folder, int size, GroupOptions options, Work<T> work)
            throws Exception {
        List<Callable<T>> peers = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Meeting meeting = new Folder(folder, options.run(), i, size, "127.0.0.1");
            peers.add(
                    () -> {
                        try (Group group = Group.join(meeting, options)) {
                            return work.run(group);
                        }
                    });
        }
        return run(peers);
    }

    /** Runs all at the same time. */
    static <T> List<Outcome<T>> run(List<Callable<T>> peers) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(peers.size());
        try {
            List<Outcome<T>> outcomes = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(peers)) {
                try {
                    outcomes.add(new Outcome<>(future.get(), null));
                } catch (ExecutionException e) {
                    outcomes.add(new Outcome<>(null, e.getCause()));
                }
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }
}
