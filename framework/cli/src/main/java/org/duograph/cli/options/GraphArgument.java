package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.proto.GraphDef;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The argument FILE_OR_FOLDER: a graph, or a model with its variables. */
public final class GraphArgument {
    @Parameters(
            index = "0",
            paramLabel = "FILE_OR_FOLDER",
            description =
                    "A file with a GraphDef, binary or as text, or a SavedModel's folder; - for the"
                            + " standard input.")
    private Path path;

    @Option(
            names = "--tag",
            paramLabel = "T",
            defaultValue = GraphFiles.SERVE,
            description = "SavedModel: the tags of the graph, with commas (default: serve).")
    private String tags;

    private Path read; // what came in for -, if something did

    /** What to call the graph: the name of its file or folder. */
    public String name() {
        return StandardInput.isMeant(path)
                ? "graph"
                : path.toAbsolutePath().getFileName().toString();
    }

    private Path file() throws IOException {
        read = read == null ? StandardInput.orFile(path) : read;
        return read;
    }

    /** The file or folder. */
    public Path path() {
        return path;
    }

    /**
     * Opens it.
     *
     * @param fetches what is to be computed, in names; of a file, what they don't need stays away.
     *     Empty for all
     * @throws IOException if it can't be read
     * @throws IllegalArgumentException if operators are unknown (all are listed)
     */
    public OpenGraph open(List<String> fetches) throws IOException {
        return open(fetches, Session::new);
    }

    /** The same, run by a session that {@code session} opens for the graph. */
    public OpenGraph open(List<String> fetches, Function<Graph, Session> session)
            throws IOException {
        return Files.isDirectory(path)
                ? OpenGraph.ofModel(path, tags, session)
                : OpenGraph.of(GraphFiles.read(file()), fetches, session);
    }

    /**
     * The graph as it stands in the file; of a SavedModel what its signatures need.
     *
     * @throws IOException if it can't be read
     */
    public GraphDef read() throws IOException {
        return Files.isDirectory(path)
                ? GraphFiles.served(GraphFiles.readSavedModel(path, tags))
                : GraphFiles.read(file());
    }
}
