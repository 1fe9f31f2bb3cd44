package org.duograph.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.io.BlobFiles;

/**
 * The folder from which a run goes on: {@code step-000000120.minidb} has all that the model keeps
 * after so many steps, as Caffe2's Save writes it, and the losses so far. A file takes its name
 * when all of it is on the disk; the last three are kept.
 *
 * @param folder all machines that may run the first shard must see it
 */
record Checkpoints(Path folder) {
    private static final Pattern NAME = Pattern.compile("step-(\\d{9})\\.minidb");
    private static final String OURS = "duograph/";
    private static final String LOSSES = OURS + "losses";
    private static final String RUN = OURS + "run";
    private static final int KEPT = 3;

    /**
     * The state after a step.
     *
     * @param run what must be the same for a run that goes on from it
     */
    record State(int step, String run, double[] losses, Map<String, NDArray> blobs) {}

    /** Writes a state, and removes old ones. */
    Path save(State state) throws IOException {
        Files.createDirectories(folder);
        Map<String, Object> blobs = new LinkedHashMap<>(state.blobs());
        blobs.put(LOSSES, NDArray.of(Shape.of(state.losses().length), state.losses()));
        blobs.put(RUN, state.run());
        Path file = folder.resolve("step-%09d.minidb".formatted(state.step()));
        BlobFiles.save(file, blobs);
        List<Path> all = newestFirst();
        for (Path old : all.subList(Math.min(KEPT, all.size()), all.size())) {
            Files.deleteIfExists(old);
        }
        return file;
    }

    /** The last state that can be read, or null if there is none. */
    State newest() throws IOException {
        for (Path file : newestFirst()) {
            try {
                Map<String, Object> all = BlobFiles.loadAny(file, name -> true);
                Map<String, NDArray> blobs = new LinkedHashMap<>();
                Predicate<String> ours = name -> name.startsWith(OURS);
                all.forEach(
                        (name, blob) -> {
                            if (!ours.test(name)) {
                                blobs.put(name, (NDArray) blob);
                            }
                        });
                double[] losses = ((NDArray) all.get(LOSSES)).toDoubles();
                return new State(step(file), (String) all.get(RUN), losses, blobs);
            } catch (FileFormatException e) {
                continue; // damaged since it was written: the one before will do
            }
        }
        return null;
    }

    /** After how many steps the newest was written; 0 if there is none. */
    int newestStep() throws IOException {
        List<Path> all = newestFirst();
        return all.isEmpty() ? 0 : step(all.get(0));
    }

    /** The newest file, or null. */
    Path newestFile() throws IOException {
        List<Path> all = newestFirst();
        return all.isEmpty() ? null : all.get(0);
    }

    private static int step(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : -1;
    }

    private List<Path> newestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> step(file) >= 0)
                    .sorted((a, b) -> step(b) - step(a))
                    .toList();
        }
    }
}
