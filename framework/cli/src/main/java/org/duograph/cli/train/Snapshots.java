package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;
import org.duograph.workspace.io.FileFormatException;

/**
 * The files from which a run can go on as if it had never stopped: all blobs that live from step to
 * step, the number of steps done, and the settings on which the next steps depend.
 *
 * <p>A snapshot is a minidb as Caffe2's Save writes it, so its weights can be loaded anywhere.
 */
final class Snapshots {
    private static final String STEP = "duograph/step";
    private static final String BATCH = "duograph/batch_size";
    private static final String SEED = "duograph/random_seed";

    private final Path prefix;
    private final Settings settings;
    private final List<String> kept;

    /**
     * Snapshots of a run.
     *
     * @param prefix the beginning of the files' names
     * @param kept the blobs to save
     */
    Snapshots(Path prefix, Settings settings, List<String> kept) {
        this.prefix = prefix;
        this.settings = settings;
        this.kept = kept;
    }

    /** Saves the state after {@code step} steps and returns the file. */
    Path save(Workspace workspace, int step) throws IOException {
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        blobs.put(STEP, number(step));
        blobs.put(BATCH, number(settings.solver().getBatchSize()));
        blobs.put(SEED, number(settings.solver().getRandomSeed()));
        for (String blob : kept) {
            blobs.put(blob, workspace.fetchBlob(blob));
        }
        Path file = prefix.resolveSibling(prefix.getFileName() + "_iter_" + step + ".minidb");
        BlobFiles.save(file, blobs);
        return file;
    }

    /**
     * Feeds the blobs of a snapshot and returns the number of steps that were done.
     *
     * @throws FileFormatException if the file is no snapshot of this net with these settings
     */
    int load(Workspace workspace, Path file) throws IOException {
        Map<String, NDArray> blobs = BlobFiles.load(file);
        for (String name : List.of(STEP, BATCH, SEED)) {
            if (!blobs.containsKey(name)) {
                throw new FileFormatException(
                        file + " is no snapshot of duograph train: it has no blob " + name);
            }
        }
        same(file, "batch_size", blobs.get(BATCH), settings.solver().getBatchSize());
        same(file, "random_seed", blobs.get(SEED), settings.solver().getRandomSeed());
        for (String name : kept) {
            NDArray saved = blobs.get(name);
            if (saved == null || !saved.type().equals(workspace.type(name))) {
                throw new FileFormatException(
                        "%s is a snapshot of another net or solver: blob \"%s\" is %s there, but %s here"
                                .formatted(
                                        file,
                                        name,
                                        saved == null ? "missing" : saved.type(),
                                        workspace.type(name)));
            }
        }
        kept.forEach(name -> workspace.feedBlob(name, blobs.get(name)));
        return (int) blobs.get(STEP).item();
    }

    private static void same(Path file, String field, NDArray saved, long here)
            throws FileFormatException {
        long there = ((long[]) saved.data())[0];
        if (there != here) {
            throw new FileFormatException(
                    "%s was saved with %s: %d, but the solver says %d; the run would not go on as it began"
                            .formatted(file, field, there, here));
        }
    }

    private static NDArray number(long value) {
        return NDArray.of(Shape.of(1), value);
    }
}
