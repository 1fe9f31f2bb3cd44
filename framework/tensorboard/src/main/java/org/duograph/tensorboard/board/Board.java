package org.duograph.tensorboard.board;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.duograph.tensor.JsonText;

/**
 * All runs below a folder: each folder with event files is one. What was read is kept as pieces, so
 * that a page which has the first ones asks for the rest only. Threads may share a board.
 */
public final class Board implements AutoCloseable {
    private final Path folder;
    private final String id = Long.toHexString(System.nanoTime());
    private final Map<String, Run> runs = new LinkedHashMap<>();
    private final List<String> pieces = new ArrayList<>(); // as JSON
    private final Set<String> problems = new LinkedHashSet<>();

    /**
     * Reads a folder.
     *
     * @throws NoSuchFileException if it isn't there
     * @throws NotDirectoryException if it is a file
     */
    public Board(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            throw new NoSuchFileException(
                    folder.toString(),
                    null,
                    "there is no such folder; give the one that a FileWriter or TensorBoard(...)"
                            + " writes to, or the one above it");
        }
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(
                    folder + " is a file; give the folder of the run, or the one above it");
        }
        this.folder = folder;
        refresh();
    }

    /** The names of the runs: their folders, below this one; {@code .} for this one itself. */
    public synchronized List<String> runs() {
        return List.copyOf(runs.keySet());
    }

    /** What could not be read. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** Reads what is new. */
    public synchronized void refresh() {
        Map<String, Object> changed = new LinkedHashMap<>();
        files().forEach(
                        (name, files) -> {
                            Run run = runs.computeIfAbsent(name, n -> new Run(folder.resolve(n)));
                            Piece piece = run.read(files, problems::add);
                            if (!piece.isEmpty()) {
                                changed.put(name, piece.toMap());
                            }
                        });
        if (!changed.isEmpty()) {
            pieces.add(JsonText.of(changed));
        }
    }

    /** The event files by run, in the order of their names. */
    private Map<String, List<Path>> files() {
        Map<String, List<Path>> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
            all.filter(f -> f.getFileName().toString().contains("tfevents"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(
                            f -> {
                                String run = folder.relativize(f.getParent()).toString();
                                String name = run.isEmpty() ? "." : run.replace('\\', '/');
                                found.computeIfAbsent(name, n -> new ArrayList<>()).add(f);
                            });
        } catch (IOException | UncheckedIOException e) {
            problems.add(folder + " can't be looked through: " + e.getMessage());
        }
        return found;
    }

    /**
     * The pieces that a page lacks, as JSON.
     *
     * @param of the board that it has pieces of; of another one, it lacks all
     * @param from how many it has
     */
    public synchronized String pieces(String of, int from) {
        int first = of.equals(id) ? Math.max(0, Math.min(from, pieces.size())) : 0;
        return "{\"id\":%s,\"folder\":%s,\"first\":%d,\"next\":%d,\"problems\":%s,\"pieces\":[%s]}"
                .formatted(
                        JsonText.of(id),
                        JsonText.of(folder.toAbsolutePath().normalize().toString()),
                        first,
                        pieces.size(),
                        JsonText.of(problems),
                        String.join(",", pieces.subList(first, pieces.size())));
    }

    @Override
    public synchronized void close() throws IOException {
        for (Run run : runs.values()) {
            run.close();
        }
    }
}
