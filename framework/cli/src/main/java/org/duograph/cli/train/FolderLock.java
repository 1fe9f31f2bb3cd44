package org.duograph.cli.train;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that one process at a time holds. The system lets go of it when the process dies, however
 * it dies.
 *
 * <p>A process loses its lock when it closes any other channel to the same file, so nobody in this
 * process opens a file that this process holds.
 */
final class FolderLock implements Closeable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Locks a file, making it if need be; null if it is held. */
    static FolderLock take(Path file) throws IOException {
        Path whole = file.toAbsolutePath().normalize();
        if (!HELD.add(whole)) {
            return null;
        }
        FolderLock lock = null;
        try {
            boolean again = true;
            while (again) {
                try {
                    lock = tryOnce(whole);
                    again = false;
                } catch (NoSuchFileException e) {
                    again = Files.isDirectory(whole.getParent()); // its holder just ended
                    if (!again) {
                        throw e;
                    }
                }
            }
            return lock;
        } finally {
            if (lock == null) {
                HELD.remove(whole);
            }
        }
    }

    private static FolderLock tryOnce(Path file) throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            // of another run, dead or alive: the lock will tell
        }
        Object before = identity(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
                channel.close();
                return null;
            }
            if (!Objects.equals(before, identity(file))) {
                throw new NoSuchFileException(file.toString()); // removed while we opened it
            }
            channel.truncate(0);
            String holder = "process " + ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)));
            return new FolderLock(file, channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Object identity(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    }

    /** Who holds the file, in words. */
    static String holder(Path file) throws IOException {
        if (HELD.contains(file.toAbsolutePath().normalize())) {
            return "of this process";
        }
        return Files.readString(file).lines().findFirst().orElse("in another process");
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        channel.close();
        HELD.remove(file);
    }
}
