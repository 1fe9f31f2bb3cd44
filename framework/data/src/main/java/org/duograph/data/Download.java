package org.duograph.data;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * The fetching of one {@link Archive} into one file, resumable and checked.
 *
 * <p>Bytes gather in a file of the same name plus {@code .part}, under a lock. A later call asks
 * the server for the rest only. The final file appears when length and SHA-256 are right; a {@code
 * .part} of wrong content is deleted and, if it was a resumed one, fetched once more from the
 * start.
 */
final class Download {
    private static final int TRIES = 4;

    private final Archive archive;
    private final Path target;
    private final Path part;
    private final Duration connectTimeout;
    private final Progress progress;

    Download(Archive archive, Path target, Duration connectTimeout, Progress progress) {
        this.archive = archive;
        this.target = target;
        this.part = target.resolveSibling(target.getFileName() + ".part");
        this.connectTimeout = connectTimeout;
        this.progress = progress;
    }

    /**
     * Fetches the archive, or what is missing of it.
     *
     * @throws UnreachableException if the server can't be reached or has no archive to give
     * @throws DataException if it gives wrong content
     * @throws IOException if the connection breaks again and again, or the disk can't be written
     */
    void fetch() throws IOException {
        boolean resumed = size() > 0;
        gather();
        if (!isRight() && resumed) { // the beginning may stem from another version: start over
            Files.delete(part);
            gather();
        }
        if (!isRight()) {
            long length = size();
            String found = length + " bytes with SHA-256 " + Checksums.sha256(part);
            Files.delete(part);
            throw DataException.of(
                    target,
                    archive.bytes() + " bytes with SHA-256 " + archive.sha256(),
                    found + " at " + archive.address(),
                    "Nothing was kept. Try again, or get the files by hand and name their folder.");
        }
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean isRight() throws IOException {
        return size() == archive.bytes() && Checksums.sha256(part).equals(archive.sha256());
    }

    private long size() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void gather() throws IOException {
        for (int tries = 1; size() < archive.bytes(); tries++) {
            long before = size();
            try {
                transfer(before);
                return;
            } catch (BrokenOffException e) {
                tries = size() > before ? 0 : tries; // as long as it moves on, go on
                if (tries == TRIES) {
                    throw new IOException(
                            "The download of %s broke off at byte %d of %d (%s). Run again to go on there."
                                    .formatted(
                                            archive.address(),
                                            size(),
                                            archive.bytes(),
                                            e.getMessage()),
                            e);
                }
            }
        }
    }

    private void transfer(long from) throws IOException {
        HttpURLConnection http = HttpSource.open(archive.address(), from, connectTimeout);
        try (InputStream in = http.getInputStream()) {
            boolean append = http.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
            Files.createDirectories(part.toAbsolutePath().getParent());
            try (FileChannel out =
                            FileChannel.open(
                                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = lock(out)) {
                out.truncate(append ? from : 0);
                out.position(lock.channel().size());
                copy(in, out);
            }
        } finally {
            http.disconnect();
        }
    }

    private FileLock lock(FileChannel out) throws IOException {
        try {
            FileLock lock = out.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) { // held by this very process: same answer
        }
        throw DataException.of(
                part,
                "a file of our own",
                "another process that is downloading into it",
                "Wait for it to end, then run again.");
    }

    private void copy(InputStream in, FileChannel out) throws IOException {
        byte[] chunk = new byte[1 << 16];
        long done = out.position();
        while (done <= archive.bytes()) { // one byte too many is enough to know it is wrong
            int n;
            try {
                n = in.read(chunk);
            } catch (IOException e) {
                throw new BrokenOffException(e);
            }
            if (n < 0) {
                break;
            }
            for (ByteBuffer rest = ByteBuffer.wrap(chunk, 0, n); rest.hasRemaining(); ) {
                out.write(rest);
            }
            done += n;
            progress.at(archive.fileName(), Math.min(done, archive.bytes()), archive.bytes());
        }
        if (done < archive.bytes()) {
            throw new BrokenOffException(new IOException("the server closed the connection"));
        }
    }

    /** The connection ended in the middle; what came before it is kept. */
    private static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1;

        BrokenOffException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
