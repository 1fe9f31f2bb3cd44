package org.duograph.survey.store;

import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what must not stay, withdrawn answers and single spent tokens, from the disk: from the
 * journals at once, from the database by building it anew while the server goes on. What is broken
 * off is taken up at the next start.
 */
final class Eraser {
    private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);

    private final Folder folder;
    private final Writer writer;
    private final AtomicBoolean wanted = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor builder =
            new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "store-eraser"));

    Eraser(Folder folder, Writer writer) {
        this.folder = folder;
        this.writer = writer;
        builder.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        if (folder.holdsUnwanted()) erase();
        gather();
        builder.scheduleWithFixedDelay(this::gather, 1, 1, TimeUnit.MINUTES);
    }

    /**
     * Gathers spent tokens where it is time to, and builds a damaged database anew; what fails is
     * tried again in a minute.
     */
    void gather() {
        try {
            if (folder.isDamaged()) {
                wanted.set(true);
                rebuild();
            }
            if (writer.run(Gathering::gather)) erase();
        } catch (StoreException e) {
            LOG.warn("Spent tokens are not gathered yet; the next try is in a minute.", e);
        }
    }

    /** Returns when the journals are clean, or it is clear that they must be cleaned later. */
    void erase() {
        wanted.set(true);
        try {
            eraseJournals();
        } catch (StoreException e) {
            LOG.warn("Lines are not erased yet; the next try is in a minute.", e);
            builder.schedule(this::erase, 1, TimeUnit.MINUTES);
            return;
        }
        builder.execute(this::rebuild);
    }

    private void eraseJournals() {
        writer.between(
                () -> {
                    folder.erase();
                    return null;
                });
    }

    private void rebuild() {
        if (!wanted.getAndSet(false)) return;
        try {
            Database next = folder.rebuild();
            try {
                writer.between(
                        () -> {
                            folder.replaceWith(next);
                            return null;
                        });
            } catch (StoreException e) {
                next.close();
                throw e;
            }
            // What became unwanted since may have been read before it was erased.
            if (folder.holdsUnwanted()) erase();
        } catch (IOException | SQLException | StoreException e) {
            LOG.warn("Lines that were erased may still be in the file of the database.", e);
        }
    }

    /** Lets running work end. */
    void stop() {
        builder.shutdown();
        try {
            if (!builder.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warn("Erasing was broken off; it is taken up at the next start.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
