package org.duograph.session.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Variable;
import org.duograph.session.proto.CheckpointState;
import org.duograph.tensor.NDArray;

/**
 * Saves a session's variables to checkpoints and restores them; the files are TensorFlow's.
 *
 * <pre>{@code
 * Saver saver = new Saver(graph);
 * saver.save(session, folder.resolve("model"), 1000); // model-1000.index, model-1000.data...
 * saver.restore(other, Saver.latestCheckpoint(folder).orElseThrow());
 * }</pre>
 *
 * <p>A text file {@code checkpoint} in the folder lists them. The oldest are deleted when there are
 * more than are to be kept.
 */
public final class Saver {
    /** How many checkpoints are kept if nobody says. */
    public static final int KEPT = 5;

    private static final String STATE = "checkpoint";
    private static final String META = ".meta";

    private final Map<String, Variable> variables;
    private final int mostKept;
    private final List<Path> kept = new ArrayList<>();

    /** Saves all variables that the graph has now, and keeps five checkpoints. */
    public Saver(Graph graph) {
        this(byName(graph.variables()), KEPT);
    }

    /**
     * Saves some variables.
     *
     * @param variables by the names that they shall have in checkpoints
     * @param mostKept how many checkpoints to keep; 0 for all
     * @throws IllegalArgumentException if there are none, or {@code mostKept} is below zero
     */
    public Saver(Map<String, Variable> variables, int mostKept) {
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("No variables to save");
        }
        if (mostKept < 0) {
            throw new IllegalArgumentException(
                    "The number of checkpoints to keep must be 0 or more, found " + mostKept);
        }
        this.variables = new LinkedHashMap<>(variables);
        this.mostKept = mostKept;
    }

    /** Variables by their own names. */
    public static Map<String, Variable> byName(List<Variable> variables) {
        Map<String, Variable> named = new LinkedHashMap<>();
        variables.forEach(v -> named.put(v.name(), v));
        return named;
    }

    /**
     * Saves the variables as they are now, and next to them, in {@code PREFIX.meta}, the graph: for
     * TensorFlow if it can have its gradients, else for Duograph alone. A graph with Java code in
     * it, of which no file knows, isn't written.
     *
     * @param prefix the files' path without their ends; missing folders are made
     * @return the prefix
     * @throws IOException if files can't be written
     * @throws IllegalStateException if a variable has no content
     */
    public Path save(Session session, Path prefix) throws IOException {
        Map<String, NDArray> contents = new LinkedHashMap<>();
        variables.forEach((name, variable) -> contents.put(name, session.value(variable)));
        Path folder = prefix.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Checkpoint.write(prefix.toAbsolutePath(), contents);
        Path meta = folder.resolve(prefix.getFileName() + META);
        MetaGraph.write(meta, session.graph(), variables);
        kept.remove(prefix.toAbsolutePath());
        kept.add(prefix.toAbsolutePath());
        while (mostKept > 0 && kept.size() > mostKept) {
            Checkpoint.delete(kept.remove(0));
        }
        writeState(folder);
        return prefix;
    }

    /** Saves the variables as they are now, to {@code PREFIX-STEP}. */
    public Path save(Session session, Path prefix, long step) throws IOException {
        return save(session, prefix.resolveSibling(prefix.getFileName() + "-" + step));
    }

    /**
     * Reads the graph of a checkpoint, TensorFlow's {@code import_meta_graph}, and makes what saves
     * and restores its variables.
     *
     * <pre>{@code
     * Saver saver = Saver.importMetaGraph(folder.resolve("model-1000.meta"));
     * Session session = new Session(saver.graph());
     * saver.restore(session, folder.resolve("model-1000"));
     * }</pre>
     *
     * @throws IOException if the file can't be read
     * @throws IllegalArgumentException if it has no variables, or the graph can't be read:
     *     operators that are unknown are listed, all at once
     */
    public static Saver importMetaGraph(Path file) throws IOException {
        return new Saver(MetaGraph.read(file), KEPT);
    }

    /** The graph whose variables it saves. */
    public Graph graph() {
        return variables.values().iterator().next().graph();
    }

    private void writeState(Path folder) throws IOException {
        CheckpointState.Builder state = CheckpointState.newBuilder();
        kept.forEach(path -> state.addAllModelCheckpointPaths(relative(folder, path)));
        state.setModelCheckpointPath(relative(folder, kept.get(kept.size() - 1)));
        MessageFiles.writeText(folder.resolve(STATE), state.build());
    }

    private static String relative(Path folder, Path path) {
        return path.getParent().equals(folder) ? path.getFileName().toString() : path.toString();
    }

    /**
     * Gives the variables what a checkpoint holds. Nothing changes if one of them is missing there
     * or of another type.
     *
     * @param prefix the checkpoint's path without its ends
     * @throws IOException if there is no such checkpoint, it lacks a variable, or it is damaged
     * @throws IllegalArgumentException if an array is of another type than its variable
     */
    public void restore(Session session, Path prefix) throws IOException {
        Checkpoint checkpoint = Checkpoint.open(prefix.toAbsolutePath());
        Map<Variable, NDArray> contents = new LinkedHashMap<>();
        for (Map.Entry<String, Variable> entry : variables.entrySet()) {
            contents.put(entry.getValue(), checkpoint.read(entry.getKey()));
        }
        contents.forEach((v, array) -> Session.requireFits(v.operation(), array));
        contents.forEach(session::load);
    }

    /**
     * The newest checkpoint of a folder, as its file {@code checkpoint} says; empty if there is
     * none.
     *
     * @throws IOException if that file can't be read
     */
    public static Optional<Path> latestCheckpoint(Path folder) throws IOException {
        Path file = folder.resolve(STATE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        CheckpointState state = MessageFiles.read(file, CheckpointState.getDefaultInstance());
        return state.getModelCheckpointPath().isEmpty()
                ? Optional.empty()
                : Optional.of(folder.resolve(state.getModelCheckpointPath()));
    }
}
