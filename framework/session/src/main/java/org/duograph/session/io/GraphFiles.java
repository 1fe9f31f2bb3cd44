package org.duograph.session.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.messages.FileFormatException;
import org.duograph.messages.MessageFiles;
import org.duograph.session.frames.NodeOrder;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.MetaGraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.session.proto.SavedModel;
import org.duograph.session.proto.SignatureDef;

/**
 * Files that hold a graph: a {@code GraphDef}, in binary or as text, or a SavedModel's folder.
 *
 * <p>Whoever reads one gets a {@link FileFormatException} for whatever is wrong with the file; what
 * is wrong with the graph in it, {@link GraphDefReader} says.
 */
public final class GraphFiles {
    /** The tag of a model that is to be served. */
    public static final String SERVE = "serve";

    private static final List<String> SAVED_MODELS = List.of("saved_model.pb", "saved_model.pbtxt");

    private GraphFiles() {}

    /**
     * Reads a graph. Whether a file is text its first bytes tell, not its name.
     *
     * @param file a file, or the folder of a SavedModel, of which the graph to be served is read
     * @throws FileFormatException if it holds anything else; other IOExceptions as they come
     */
    public static GraphDef read(Path file) throws IOException {
        return isSavedModel(file)
                ? readSavedModel(file, SERVE).getGraphDef()
                : MessageFiles.read(file, GraphDef.getDefaultInstance());
    }

    /** Whether it is a folder with a SavedModel in it. */
    public static boolean isSavedModel(Path folder) {
        return SAVED_MODELS.stream().anyMatch(name -> Files.isRegularFile(folder.resolve(name)));
    }

    /**
     * Reads one graph of a SavedModel, with its signatures.
     *
     * @param tags all tags of the graph that is wanted, with commas between them
     * @throws FileFormatException if the folder holds no SavedModel, or none with these tags
     */
    public static MetaGraphDef readSavedModel(Path folder, String tags) throws IOException {
        if (!isSavedModel(folder)) {
            throw new FileFormatException(
                    "%s is no SavedModel: it has no %s".formatted(folder, SAVED_MODELS.get(0)));
        }
        boolean binary = Files.isRegularFile(folder.resolve(SAVED_MODELS.get(0)));
        Path file = folder.resolve(SAVED_MODELS.get(binary ? 0 : 1));
        List<List<String>> found = new ArrayList<>();
        for (MetaGraphDef meta :
                MessageFiles.read(file, SavedModel.getDefaultInstance()).getMetaGraphsList()) {
            found.add(meta.getMetaInfoDef().getTagsList());
            if (Set.copyOf(meta.getMetaInfoDef().getTagsList())
                    .equals(Set.copyOf(List.of(tags.split(","))))) {
                return meta;
            }
        }
        throw new FileFormatException(
                "Could not find meta graph def matching supplied tags: { %s } in %s; there are %s"
                        .formatted(tags, folder, found));
    }

    /** The part of a SavedModel's graph that its signatures need. */
    public static GraphDef served(MetaGraphDef meta) {
        Set<String> wanted = new LinkedHashSet<>();
        for (SignatureDef signature : meta.getSignatureDefMap().values()) {
            signature.getOutputsMap().values().forEach(info -> wanted.add(info.getName()));
            signature.getInputsMap().values().forEach(info -> wanted.add(info.getName()));
        }
        return part(meta.getGraphDef(), wanted);
    }

    /**
     * The nodes of a graph that some need: what saves, restores or trains is left out.
     *
     * @param wanted names of nodes or tensors; what the graph doesn't have is passed over
     */
    public static GraphDef part(GraphDef graph, Collection<String> wanted) {
        Map<String, NodeDef> nodes = new LinkedHashMap<>();
        graph.getNodeList().forEach(n -> nodes.put(n.getName(), n));
        Set<String> all = new LinkedHashSet<>();
        Deque<String> left = new ArrayDeque<>(wanted);
        while (!left.isEmpty()) {
            NodeDef next = nodes.get(NodeOrder.owner(left.pop()));
            if (next != null && all.add(next.getName())) {
                next.getInputList().forEach(left::push);
            }
        }
        GraphDef.Builder part = graph.toBuilder().clearNode();
        graph.getNodeList().stream().filter(n -> all.contains(n.getName())).forEach(part::addNode);
        return part.build();
    }

    /**
     * Writes a graph: as text if the file's name ends in {@code .pbtxt}, else in binary. The file
     * is replaced as a whole.
     */
    public static void write(Path file, GraphDef graph) throws IOException {
        MessageFiles.write(file, graph);
    }
}
