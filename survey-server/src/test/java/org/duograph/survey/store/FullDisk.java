package org.duograph.survey.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;

/** A disk that is full whenever a test says so. */
public final class FullDisk {
    private FullDisk() {}

    /** A store that cannot keep anything while {@code full} is set. */
    public static Store open(Path folder, AtomicBoolean full) {
        return Store.open(
                folder,
                Clock.systemUTC(),
                point -> {
                    if (full.get()) {
                        throw new IOException("No space left on device");
                    }
                });
    }
}
