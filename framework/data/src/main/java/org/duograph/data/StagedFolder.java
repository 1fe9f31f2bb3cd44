package org.duograph.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder in the making, beside its final place: it appears there whole or not at all.
 *
 * <p>Whoever opens it fills {@link #path} and calls {@link #commit}; closing without a commit
 * deletes what was written. If another process was faster, its folder stays and ours is dropped.
 */
final class StagedFolder implements AutoCloseable {
    private final Path target;
    private final Path path;

    private StagedFolder(Path target, Path path) {
        this.target = target;
        this.path = path;
    }

    static StagedFolder beside(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        return new StagedFolder(
                target, Files.createTempDirectory(parent, target.getFileName() + ".tmp"));
    }

    Path path() {
        return path;
    }

    /** Moves {@code content}, the staged folder or one inside it, to the final place. */
    void commit(Path content) throws IOException {
        try {
            Files.move(content, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path p : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(p);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
