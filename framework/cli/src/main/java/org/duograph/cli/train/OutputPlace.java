package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.duograph.messages.AtomicFile;

/**
 * Where the files of a run go: a folder, and the word with which their names begin. All is tried
 * before the first step, and a lock keeps a second run from writing the same files.
 *
 * <p>A file that can't be written when its time has come (a full disk, a folder that is gone) goes
 * to another folder rather than nowhere, and the user is told which.
 */
final class OutputPlace implements AutoCloseable {
    private final Path folder;
    private final String word;
    private final Consumer<String> tell;
    private FolderLock lock;
    private Path elsewhere;

    /** Something that can write itself to a file. */
    @FunctionalInterface
    interface Content {
        void writeTo(Path file) throws IOException;
    }

    private OutputPlace(Path folder, String word, Consumer<String> tell) {
        this.folder = folder;
        this.word = word;
        this.tell = tell;
    }

    /**
     * Takes a place: makes the folder, locks the names and tries whether files can be written.
     *
     * @param out the folder that the user named
     * @param prefix the beginning of the files' names inside it, which may name folders, or an
     *     empty string for {@code net}
     * @param net the net's name
     * @param steps how many steps the run will have
     * @param tell is told what had to be done otherwise
     * @throws IOException if files can't be written there, or another run writes them
     */
    static OutputPlace take(Path out, String prefix, String net, int steps, Consumer<String> tell)
            throws IOException {
        String plain = net.replace('/', '_');
        Path start = out.resolve(prefix.isEmpty() ? plain : prefix);
        boolean isFolder = !prefix.isEmpty() && (prefix.endsWith("/") || Files.isDirectory(start));
        OutputPlace place =
                new OutputPlace(
                        isFolder ? start : parent(start),
                        isFolder ? plain : start.getFileName().toString(),
                        tell);
        try {
            Files.createDirectories(place.folder);
            place.lock();
        } catch (FileAlreadyExistsException e) {
            throw new IOException(
                    e.getFile() + " is a file, but the run's files need a folder of that name", e);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    place.folder + ": this folder takes no new files (permission denied)", e);
        }
        try {
            AtomicFile.sweep(place.folder, place::isOurs, Duration.ZERO);
            place.tryAll(steps);
        } catch (IOException e) {
            place.close();
            throw e;
        }
        return place;
    }

    private static Path parent(Path file) {
        return file.getParent() == null ? Path.of("") : file.getParent();
    }

    private void lock() throws IOException {
        lock = FolderLock.take(lockFile());
        if (lock == null) {
            throw new IOException(
                    "Another training (%s) writes files \"%s...\" in %s. Wait for its end, or name another place: --out, or snapshot_prefix in the solver"
                            .formatted(FolderLock.holder(lockFile()), word, folder));
        }
    }

    private Path lockFile() {
        return folder.resolve("." + word + ".lock");
    }

    /** Whether a file of that name is one that runs of this place write. */
    private boolean isOurs(String name) {
        String ending = name.startsWith(word) ? name.substring(word.length()) : "";
        return ending.matches("_iter_\\d+\\.minidb")
                || List.of(Export.PREDICT, Export.INIT).contains(ending);
    }

    /** Begins each kind of file and drops it again. */
    private void tryAll(int steps) throws IOException {
        for (String ending : List.of(Snapshots.ending(steps), Export.PREDICT, Export.INIT)) {
            try {
                AtomicFile.open(file(ending)).close();
            } catch (AccessDeniedException e) {
                throw new IOException(folder + " takes no new files (permission denied)", e);
            }
        }
    }

    /** The file whose name ends like this. */
    Path file(String ending) {
        return folder.resolve(word + ending);
    }

    /**
     * Writes a file here, or in another folder if that fails, and returns where it is.
     *
     * @throws IOException if it could be written nowhere; the first failure
     */
    Path write(String ending, Content content) throws IOException {
        Path wanted = file(ending);
        try {
            Files.createDirectories(folder);
            content.writeTo(wanted);
            return wanted;
        } catch (IOException failure) {
            for (String refuge : List.of("java.io.tmpdir", "user.home", "user.dir")) {
                try {
                    Path base = Path.of(System.getProperty(refuge));
                    Path made =
                            elsewhere != null
                                    ? elsewhere
                                    : Files.createTempDirectory(base, "duograph-");
                    Path file = made.resolve(wanted.getFileName());
                    content.writeTo(file);
                    elsewhere = made;
                    tell.accept(reason(wanted, failure) + ". It is saved as " + file + " instead.");
                    return file;
                } catch (IOException e) {
                    failure.addSuppressed(e);
                }
            }
            throw failure;
        }
    }

    private static String reason(Path wanted, IOException failure) {
        String said = String.valueOf(failure.getMessage());
        String name = wanted.getFileName().toString();
        return said.contains(name) ? said : wanted + " could not be written (" + said + ")";
    }

    /** Whether a file had to go to another folder. */
    boolean isDisplaced() {
        return elsewhere != null;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
