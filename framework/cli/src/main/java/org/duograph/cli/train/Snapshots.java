package org.duograph.cli.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.io.BlobFiles;

/**
 * The files from which a run can go on as if it had never stopped: all blobs that live from step to
 * step, the number of steps done, and the facts on which the next steps depend.
 *
 * <p>A snapshot is a minidb as Caffe2's Save writes it, so its weights can be loaded anywhere.
 */
final class Snapshots {
    private static final String OURS = "duograph/";
    private static final String STEP = OURS + "step";

    private final OutputPlace place;
    private final RunFacts facts;
    private final List<String> kept;

    /**
     * Snapshots of a run.
     *
     * @param place where they go
     * @param facts what a run must have in common with its snapshot
     * @param kept the blobs to save
     */
    Snapshots(OutputPlace place, RunFacts facts, List<String> kept) {
        this.place = place;
        this.facts = facts;
        this.kept = kept;
    }

    /** How the name of the snapshot after {@code step} steps ends. */
    static String ending(int step) {
        return "_iter_" + step + ".minidb";
    }

    /** The state after {@code step} steps. */
    Snapshot take(Workspace workspace, int step) {
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        for (String blob : kept) {
            blobs.put(blob, workspace.fetchBlob(blob));
        }
        return new Snapshot(step, blobs);
    }

    /** Saves a snapshot and returns the file. */
    Path save(Snapshot snapshot) throws IOException {
        Map<String, Object> blobs = new LinkedHashMap<>();
        blobs.put(STEP, NDArray.of(Shape.of(1), (long) snapshot.step()));
        facts.texts().forEach((name, text) -> blobs.put(OURS + name, text));
        blobs.putAll(snapshot.blobs());
        return place.write(ending(snapshot.step()), file -> BlobFiles.save(file, blobs));
    }

    /**
     * Reads a snapshot.
     *
     * @param allowChanges whether it may be of a run with other facts
     * @param tell is told what is different, or not known
     * @throws FileFormatException if the file is no snapshot of this net with these settings
     */
    Snapshot load(Workspace workspace, Path file, boolean allowChanges, Consumer<String> tell)
            throws IOException {
        Map<String, Object> all = BlobFiles.loadAny(file, name -> true);
        if (!(all.get(STEP) instanceof NDArray step)) {
            throw new FileFormatException(
                    file
                            + " is no snapshot of duograph train: it has no blob "
                            + STEP
                            + ". Numbers to start from go to --init, as a net that fills them");
        }
        compare(file, recorded(all), allowChanges, tell);
        Map<String, NDArray> blobs = new LinkedHashMap<>();
        for (String name : kept) {
            boolean fits =
                    all.get(name) instanceof NDArray saved
                            && saved.type().equals(workspace.type(name));
            if (!fits) {
                throw new FileFormatException(
                        "%s is a snapshot of another net or solver: blob \"%s\" is %s there, but %s here"
                                .formatted(
                                        file,
                                        name,
                                        all.get(name) instanceof NDArray saved
                                                ? saved.type()
                                                : "missing",
                                        workspace.type(name)));
            }
            blobs.put(name, (NDArray) all.get(name));
        }
        return new Snapshot((int) step.item(), blobs);
    }

    /** The facts in a snapshot. Older ones hold batch size and seed alone, as numbers. */
    private static Map<String, String> recorded(Map<String, Object> all) {
        Map<String, String> recorded = new LinkedHashMap<>();
        all.forEach(
                (name, content) -> {
                    if (name.startsWith(OURS)) {
                        String text =
                                content instanceof NDArray number
                                        ? "" + ((long[]) number.data())[0]
                                        : content.toString();
                        recorded.put(name.substring(OURS.length()), text);
                    }
                });
        return recorded;
    }

    private void compare(
            Path file, Map<String, String> recorded, boolean allowChanges, Consumer<String> tell)
            throws FileFormatException {
        List<String> unknown =
                facts.texts().keySet().stream().filter(f -> !recorded.containsKey(f)).toList();
        if (!unknown.isEmpty()) {
            tell.accept(
                    "%s is of an older version and does not say of which run it is. Not compared: %s."
                            .formatted(file, String.join(", ", unknown)));
        }
        List<String> differences = facts.differences(recorded);
        String list = String.join(System.lineSeparator() + "  ", differences);
        if (!differences.isEmpty() && !allowChanges) {
            throw new FileFormatException(
                    "%s is a snapshot of another run, and this one would not go on as that began:%n  %s%nMake them the same, or go on all the same with --allow-changes"
                            .formatted(file, list));
        } else if (!differences.isEmpty()) {
            tell.accept("Not as the run of %s began:%n  %s".formatted(file, list));
        }
    }
}
