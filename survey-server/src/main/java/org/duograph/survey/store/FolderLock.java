package org.duograph.survey.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.duograph.survey.files.OwnersOnly;

/** Keeps a second server out of a folder. The operating system frees it when the process ends. */
final class FolderLock implements Closeable {
    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * @throws StoreException.Unusable if another process, or this one, uses the folder
     */
    static FolderLock take(Path folder) throws IOException {
        OwnersOnly.createFolder(folder);
        FileChannel channel =
                OwnersOnly.open(
                        folder.resolve("lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new StoreException.Unusable(
                    "The folder %s is in use by another server. Stop that one, or choose another folder."
                            .formatted(folder.toAbsolutePath()));
        }
        return new FolderLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
