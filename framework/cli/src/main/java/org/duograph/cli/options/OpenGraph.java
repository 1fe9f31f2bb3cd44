package org.duograph.cli.options;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.graph.Suggestion;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;

/** A graph ready to run, and the signatures that a SavedModel has for it. Close it. */
public final class OpenGraph implements AutoCloseable {
    private final Session session;
    private final Map<String, Signature> signatures;

    private OpenGraph(Session session, Map<String, Signature> signatures) {
        this.session = session;
        this.signatures = signatures;
    }

    /** A SavedModel, with its variables. */
    @SuppressWarnings("resource") // this object closes the model's session, which is all it holds
    public static OpenGraph ofModel(Path folder, String tags, Function<Graph, Session> open)
            throws IOException {
        SavedModel model = SavedModel.load(folder, tags, open);
        return new OpenGraph(model.session(), model.signatures());
    }

    /** A graph without variables' content, or the part of it that some fetches need. */
    public static OpenGraph of(GraphDef graph, List<String> fetches) {
        return of(graph, fetches, Session::new);
    }

    /** The same with a session that is opened for the graph. */
    static OpenGraph of(GraphDef graph, List<String> fetches, Function<Graph, Session> open) {
        Set<String> names =
                graph.getNodeList().stream().map(NodeDef::getName).collect(Collectors.toSet());
        for (String fetch : fetches) {
            String node = fetch.replaceFirst(":\\d+$", "");
            if (!names.contains(node)) {
                throw new IllegalArgumentException(
                        "the graph has no \"%s\"%s".formatted(node, Suggestion.among(node, names)));
            }
        }
        GraphDef part = fetches.isEmpty() ? graph : GraphFiles.part(graph, fetches);
        return new OpenGraph(open.apply(GraphDefReader.read(part)), Map.of());
    }

    /** The graph. */
    public Graph graph() {
        return session.graph();
    }

    /** The session that runs it. */
    public Session session() {
        return session;
    }

    /** A SavedModel's signatures by name; of a file, none. */
    public Map<String, Signature> signatures() {
        return signatures;
    }

    /**
     * A signature.
     *
     * @param name null for the default one, if there is one
     * @return null if there is none and none was named
     * @throws IllegalArgumentException if there is none of that name
     */
    public Signature signature(String name) {
        Signature signature = signatures.get(name == null ? Signature.DEFAULT : name);
        if (signature == null && name != null) {
            throw new IllegalArgumentException(
                    signatures.isEmpty()
                            ? "there are no signatures; only SavedModels have them"
                            : "the model has no signature \"%s\"%s; it has %s"
                                    .formatted(
                                            name,
                                            Suggestion.among(name, signatures.keySet()),
                                            Suggestion.list(signatures.keySet())));
        }
        return signature;
    }

    /**
     * The tensor of a name; {@code :0} may be left out.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Tensor tensor(String name) {
        return graph().tensor(name.contains(":") ? name : name + ":0");
    }

    /**
     * The outputs of operations of which no operation reads any: what the graph is for, if nobody
     * says. What is left over of others, such as a normalisation's mean, is none of that.
     */
    public List<Tensor> results() {
        Set<Operation> read = new HashSet<>();
        List<Operation> operations = graph().operations();
        operations.forEach(op -> op.inputs().forEach(input -> read.add(input.operation())));
        List<Tensor> results = new ArrayList<>();
        operations.stream()
                .filter(op -> !read.contains(op))
                .forEach(op -> results.addAll(op.outputs()));
        return results;
    }

    @Override
    public void close() {
        session.close();
    }
}
