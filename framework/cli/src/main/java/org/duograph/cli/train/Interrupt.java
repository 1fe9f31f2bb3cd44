package org.duograph.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a run end well when the user presses ctrl-C or the process is told to stop: the step that is
 * under way ends, the snapshot is saved, then the process dies.
 */
final class Interrupt implements AutoCloseable {
    private static final long MOST_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "duograph-interrupt");
    private volatile boolean asked;

    /** Listens from now until closed. */
    Interrupt() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void stop() {
        asked = true;
        try {
            ended.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the run is to end. */
    boolean asked() {
        return asked;
    }

    /** The run has ended: lets the process die. */
    @Override
    public void close() {
        ended.countDown();
        if (!asked) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                asked = true; // the process began to die just now
            }
        }
    }
}
