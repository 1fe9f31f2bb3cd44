package org.duograph.survey.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
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
        try {
            OwnersOnly.createFolder(folder);
        } catch (FileAlreadyExistsException e) {
            throw new StoreException.Unusable(
                    "%s is a file, not a folder. Choose another folder.".formatted(folder), e);
        } catch (IOException e) {
            throw new StoreException.Unusable(
                    "The folder %s cannot be made. Choose another one, in which you may write."
                            .formatted(folder),
                    e);
        }
        if (!Files.isWritable(folder)) {
            throw new StoreException.Unusable(
                    "You may not write in the folder %s. Choose another one, or change its permissions."
                            .formatted(folder));
        }
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
