package org.duograph.workspace.host;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.duograph.cluster.PeerException;

/**
 * A folder that several processes see, in which they leave values for each other by name: what
 * FileStoreHandlerCreate leaves in a blob. Caffe2 calls it a store handler.
 *
 * @param folder where it is
 * @param deadline how long a value is waited for
 */
public record StoreFolder(Path folder, Duration deadline) {
    private static final long PAUSE_MILLIS = 10;

    private Path file(String key) {
        return folder.resolve(URLEncoder.encode(key, StandardCharsets.UTF_8) + ".value");
    }

    /** Leaves a value; whoever reads it finds all of it. */
    void set(String key, byte[] value) throws IOException {
        Files.createDirectories(folder);
        Path part = Files.createTempFile(folder, "part", "");
        Files.write(part, value);
        Files.move(part, file(key), StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * The value of that name; waits until somebody has left one.
     *
     * @throws PeerException if nobody has until the deadline
     */
    byte[] get(String key) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            try {
                return Files.readAllBytes(file(key));
            } catch (NoSuchFileException e) {
                if (System.nanoTime() > end) {
                    throw new PeerException(
                            -1,
                            "Nobody has left a value \"%s\" in %s for %.1f s"
                                    .formatted(key, folder, deadline.toMillis() / 1e3));
                }
                pause();
            }
        }
    }

    /** Returns when all of these have been left. */
    void await(List<String> keys) throws IOException {
        for (String key : keys) {
            get(key);
        }
    }

    /** Adds to a number, which is 0 at first, and returns what it is then. */
    long add(String key, long more) throws IOException {
        Files.createDirectories(folder);
        synchronized (StoreFolder.class) { // a lock of a file holds among processes only
            try (FileChannel channel =
                            FileChannel.open(
                                    folder.resolve("lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                long before = Files.exists(file(key)) ? ByteBuffer.wrap(get(key)).getLong() : 0;
                long now = before + more;
                set(key, ByteBuffer.allocate(Long.BYTES).putLong(now).array());
                return lock.isValid() ? now : before;
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PeerException(-1, "Interrupted while a value was waited for");
        }
    }
}
