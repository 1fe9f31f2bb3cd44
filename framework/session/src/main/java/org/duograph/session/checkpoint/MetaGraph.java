package org.duograph.session.checkpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.session.Graph;
import org.duograph.session.Variable;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.proto.CollectionDef;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.MetaGraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.SaverDef;
import org.duograph.session.proto.VariableDef;

/**
 * The file next to a checkpoint with the graph whose variables it holds, {@code PREFIX.meta}: the
 * nodes, which of them are variables, and how they are saved.
 */
final class MetaGraph {
    private static final List<String> COLLECTIONS =
            List.of(Graph.VARIABLES, Graph.TRAINABLE_VARIABLES);
    private static final Set<String> FILE_OPERATORS =
            Set.of("SaveV2", "RestoreV2", "ShardedFilename", "MergeV2Checkpoints");

    private MetaGraph() {}

    /**
     * Writes a graph: for TensorFlow if it can have its gradients, else for Duograph alone.
     *
     * @param saved the variables by their names in the checkpoint
     */
    static void write(Path file, Graph graph, Map<String, Variable> saved) throws IOException {
        MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
        meta.getMetaInfoDefBuilder().setTensorflowVersion("1.15.0");
        try {
            meta.setGraphDef(message(graph));
        } catch (IllegalArgumentException e) { // Java code, of which no file knows
            Files.deleteIfExists(file);
            return;
        }
        meta.setSaverDef(SaverNodes.add(meta.getGraphDefBuilder(), saved));
        for (String collection : COLLECTIONS) {
            CollectionDef.Builder items = CollectionDef.newBuilder();
            for (Variable variable : graph.collection(collection, Variable.class)) {
                boolean trainable =
                        graph.collection(Graph.TRAINABLE_VARIABLES, Variable.class)
                                .contains(variable);
                items.getBytesListBuilder().addValue(message(variable, trainable).toByteString());
            }
            meta.putCollectionDef(collection, items.build());
        }
        MessageFiles.writeBinary(file, meta.build());
    }

    private static GraphDef message(Graph graph) {
        try {
            return GraphDefWriter.write(graph);
        } catch (IllegalArgumentException e) { // TensorFlow has no gradient for an operator
            return GraphDefWriter.writeUnexpanded(graph);
        }
    }

    private static VariableDef message(Variable variable, boolean trainable) {
        return VariableDef.newBuilder()
                .setVariableName(variable.reference().name())
                .setInitializerName(variable.initializer().name())
                .setSnapshotName(variable.read().name())
                .setInitialValueName(variable.initialValue().name())
                .setTrainable(trainable)
                .build();
    }

    /**
     * Reads a graph, with its variables in their collections.
     *
     * @return the variables by their names in checkpoints
     * @throws FileFormatException if it isn't such a file; other IOExceptions as they come
     * @throws IllegalArgumentException if its operators are unknown (all are listed), or it names
     *     nodes that it doesn't have
     */
    static Map<String, Variable> read(Path file) throws IOException {
        MetaGraphDef meta = MessageFiles.read(file, MetaGraphDef.getDefaultInstance());
        Graph graph = GraphDefReader.read(withoutSaver(meta.getGraphDef(), meta.getSaverDef()));
        Map<String, Variable> variables = new LinkedHashMap<>(); // by their nodes
        for (String collection : COLLECTIONS) {
            CollectionDef items =
                    meta.getCollectionDefOrDefault(collection, CollectionDef.getDefaultInstance());
            for (ByteString item : items.getBytesList().getValueList()) {
                VariableDef def = parse(file, item);
                String name = NodeOrder.owner(def.getVariableName());
                Variable variable =
                        variables.computeIfAbsent(
                                name,
                                n ->
                                        Variable.existing(
                                                graph,
                                                n,
                                                def.getInitializerName(),
                                                def.getSnapshotName()));
                graph.addToCollection(collection, variable);
            }
        }
        return named(meta, variables);
    }

    private static VariableDef parse(Path file, ByteString bytes) throws FileFormatException {
        try {
            return VariableDef.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new FileFormatException(file + " has a collection of variables that is damaged");
        }
    }

    /** The nodes that are not there to save and restore: Duograph does that itself. */
    private static GraphDef withoutSaver(GraphDef graph, SaverDef saver) {
        String file = saver.getFilenameTensorName();
        String scope = file.substring(0, file.lastIndexOf('/') + 1);
        Set<String> gone = new HashSet<>();
        int before = -1;
        while (gone.size() > before) { // what reads what is gone is gone
            before = gone.size();
            for (NodeDef node : graph.getNodeList()) {
                boolean saves =
                        FILE_OPERATORS.contains(node.getOp())
                                || !scope.isEmpty() && node.getName().startsWith(scope);
                boolean reads =
                        node.getInputList().stream().map(NodeOrder::owner).anyMatch(gone::contains);
                if (saves || reads) {
                    gone.add(node.getName());
                }
            }
        }
        GraphDef.Builder left = graph.toBuilder().clearNode();
        graph.getNodeList().stream()
                .filter(n -> !gone.contains(n.getName()))
                .forEach(left::addNode);
        return left.build();
    }

    /** The variables by the names that SaveV2 gives them, or else by their own. */
    private static Map<String, Variable> named(MetaGraphDef meta, Map<String, Variable> variables) {
        Map<String, NodeDef> nodes = new LinkedHashMap<>();
        meta.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
        Map<String, Variable> named = new LinkedHashMap<>();
        for (NodeDef node : nodes.values()) {
            if (node.getOp().equals("SaveV2") && node.getInputCount() > 3) {
                List<String> names = texts(nodes.get(NodeOrder.owner(node.getInput(1))));
                for (int i = 0; i < names.size() && 3 + i < node.getInputCount(); i++) {
                    Variable variable = variables.get(content(nodes, node.getInput(3 + i)));
                    if (variable != null) {
                        named.put(names.get(i), variable);
                    }
                }
            }
        }
        return named.isEmpty() ? Saver.byName(List.copyOf(variables.values())) : named;
    }

    /** The variable whose content a tensor is. */
    private static String content(Map<String, NodeDef> nodes, String input) {
        NodeDef node = nodes.get(NodeOrder.owner(input));
        boolean reads =
                node != null
                        && Set.of("ReadVariableOp", "Identity").contains(node.getOp())
                        && node.getInputCount() > 0;
        return NodeOrder.owner(reads ? node.getInput(0) : input);
    }

    private static List<String> texts(NodeDef constant) {
        List<String> texts = new ArrayList<>();
        if (constant != null && constant.containsAttr("value")) {
            constant.getAttrOrThrow("value").getTensor().getStringValList().stream()
                    .map(ByteString::toStringUtf8)
                    .forEach(texts::add);
        }
        return texts;
    }
}
