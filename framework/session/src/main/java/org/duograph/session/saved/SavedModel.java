package org.duograph.session.saved;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.duograph.graph.Suggestion;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Checkpoint;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.checkpoint.SaverNodes;
import org.duograph.session.gradient.Expansion;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.MetaGraphDef;
import org.duograph.tensor.NDArray;

/**
 * A model of a SavedModel folder, ready to run.
 *
 * <pre>{@code
 * SavedModel.save(session, folder, Map.of(Signature.DEFAULT, Signature.predict(in, out)));
 * try (SavedModel model = SavedModel.load(folder)) {
 *     NDArray y = model.run(Map.of("x", images)).get("y");
 * }
 * }</pre>
 *
 * <p>It holds the part of the graph that its signatures need, and a session with the variables.
 * Close it.
 */
public final class SavedModel implements AutoCloseable {
    /** The tag of a model that is to be served. */
    public static final String SERVE = GraphFiles.SERVE;

    private static final String FILE = "saved_model.pb";
    private static final String VARIABLES = "variables/variables";

    private final Session session;
    private final Map<String, Signature> signatures;

    private SavedModel(Session session, Map<String, Signature> signatures) {
        this.session = session;
        this.signatures = signatures;
    }

    /**
     * Writes the part of a session's graph that signatures need, and its variables, tagged {@link
     * #SERVE}.
     *
     * @param folder is made; must not hold a model yet
     * @throws IOException if it does, or can't be written
     * @throws IllegalStateException if a variable that is needed has no content
     */
    public static void save(Session session, Path folder, Map<String, Signature> signatures)
            throws IOException {
        if (GraphFiles.isSavedModel(folder)) {
            throw new IOException(folder + " holds a SavedModel already; name another folder");
        }
        if (Files.isRegularFile(folder)) {
            throw new IOException(
                    folder + " is a file, and a SavedModel is a folder; name another");
        }
        List<Tensor> outputs = new ArrayList<>();
        signatures.values().forEach(s -> outputs.addAll(s.outputs().values()));
        Set<Operation> needed = session.graph().ancestors(outputs);
        signatures
                .values()
                .forEach(s -> s.inputs().values().forEach(input -> needed.add(input.operation())));
        List<Variable> variables =
                session.graph().variables().stream()
                        .filter(v -> needed.contains(v.operation()))
                        .toList();
        Map<String, NDArray> contents = new LinkedHashMap<>();
        variables.forEach(v -> contents.put(v.name(), session.value(v)));
        MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
        meta.getMetaInfoDefBuilder().addTags(SERVE).setTensorflowVersion("1.15.0");
        GraphDef.Builder graph = meta.getGraphDefBuilder();
        UnaryOperator<Tensor> written = UnaryOperator.identity();
        if (Expansion.isNeeded(needed)) {
            Expansion expansion = Expansion.of(session.graph(), needed);
            written = expansion::tensor;
            graph.mergeFrom(GraphDefWriter.write(expansion.graph()));
        } else {
            graph.mergeFrom(GraphDefWriter.write(session.graph(), needed));
        }
        Files.createDirectories(folder.resolve(VARIABLES).getParent());
        if (!variables.isEmpty()) {
            meta.setSaverDef(SaverNodes.add(graph, Saver.byName(variables)));
            Checkpoint.write(folder.resolve(VARIABLES), contents);
        }
        for (Map.Entry<String, Signature> signature : signatures.entrySet()) {
            meta.putSignatureDef(signature.getKey(), signature.getValue().message(written));
        }
        MessageFiles.writeBinary(
                folder.resolve(FILE),
                org.duograph.session.proto.SavedModel.newBuilder()
                        .setSavedModelSchemaVersion(1)
                        .addMetaGraphs(meta)
                        .build());
    }

    /** Opens a model that is to be served. */
    public static SavedModel load(Path folder) throws IOException {
        return load(folder, SERVE);
    }

    /**
     * Opens a model.
     *
     * @param tags all tags of the graph that is wanted, with commas between them
     * @throws IOException if there is none, or files are damaged
     * @throws IllegalArgumentException if the graph has operators that are unknown; all are listed
     */
    public static SavedModel load(Path folder, String tags) throws IOException {
        return load(folder, tags, Session::new);
    }

    /**
     * Opens a model.
     *
     * @param tags as {@link #load(Path, String)}
     * @param open gives the session for its graph: on some backend, with some seed
     * @throws IOException as {@link #load(Path, String)}
     */
    public static SavedModel load(Path folder, String tags, Function<Graph, Session> open)
            throws IOException {
        MetaGraphDef meta = GraphFiles.readSavedModel(folder, tags);
        Graph graph = GraphDefReader.read(GraphFiles.served(meta));
        Session session = open.apply(graph);
        try {
            restore(session, folder.resolve(VARIABLES));
            Map<String, Signature> signatures = new TreeMap<>();
            meta.getSignatureDefMap()
                    .forEach((name, s) -> signatures.put(name, Signature.of(s, graph)));
            return new SavedModel(session, signatures);
        } catch (IOException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static void restore(Session session, Path prefix) throws IOException {
        List<Operation> variables =
                session.graph().operations().stream().filter(Operation::isVariable).toList();
        if (!variables.isEmpty()) {
            Checkpoint checkpoint = Checkpoint.open(prefix);
            for (Operation variable : variables) {
                session.load(variable, checkpoint.read(variable.name()));
            }
        }
    }

    /** Its signatures by name. */
    public Map<String, Signature> signatures() {
        return Collections.unmodifiableMap(signatures);
    }

    /**
     * The same model over the same variables, for another thread, as {@link Session#share}; close
     * this one after it.
     */
    public SavedModel share() {
        return new SavedModel(session.share(), signatures);
    }

    /** The session with its variables; this model closes it. */
    public Session session() {
        return session;
    }

    /** Runs the default signature. */
    public Map<String, NDArray> run(Map<String, NDArray> inputs) {
        return run(Signature.DEFAULT, inputs);
    }

    /**
     * Runs a signature.
     *
     * @param inputs all of its inputs by name
     * @return its outputs by name
     * @throws IllegalArgumentException if there is no such signature, an input is missing or
     *     unknown, or doesn't fit
     */
    public Map<String, NDArray> run(String signature, Map<String, NDArray> inputs) {
        Signature called = signatures.get(signature);
        if (called == null) {
            throw new IllegalArgumentException(
                    "The model has no signature \"%s\"%s; it has %s"
                            .formatted(
                                    signature,
                                    Suggestion.among(signature, signatures.keySet()),
                                    signatures.keySet()));
        }
        if (!called.inputs().keySet().equals(inputs.keySet())) {
            throw new IllegalArgumentException(
                    "Signature \"%s\" takes the inputs %s, found %s"
                            .formatted(signature, called.inputs().keySet(), inputs.keySet()));
        }
        Run run = session.newRun();
        inputs.forEach((name, array) -> run.feed(called.inputs().get(name), array));
        Fetched fetched = run.run(called.outputs().values().toArray());
        Map<String, NDArray> outputs = new LinkedHashMap<>();
        called.outputs().forEach((name, tensor) -> outputs.put(name, fetched.get(tensor)));
        return outputs;
    }

    @Override
    public void close() {
        session.close();
    }
}
