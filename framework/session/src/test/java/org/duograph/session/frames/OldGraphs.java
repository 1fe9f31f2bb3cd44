package org.duograph.session.frames;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;

/** Graphs with loops and choices as TensorFlow 1's Python writes them, a node in each line. */
final class OldGraphs {
    static final List<String> ALL =
            List.of("loop", "loop_in_loop", "choices", "loop_in_choice", "resource", "guard");

    private OldGraphs() {}

    static GraphDef read(String name) {
        try (InputStream in = OldGraphs.class.getResourceAsStream("/frames/" + name + ".pbtxt")) {
            byte[] text = Objects.requireNonNull(in, name).readAllBytes();
            return TextFormat.parse(new String(text, StandardCharsets.UTF_8), GraphDef.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with one node in place of the one of its name. */
    static GraphDef with(GraphDef graph, NodeDef.Builder node) {
        GraphDef.Builder changed = graph.toBuilder();
        for (int i = 0; i < graph.getNodeCount(); i++) {
            if (graph.getNode(i).getName().equals(node.getName())) {
                changed.setNode(i, node);
            }
        }
        return changed.build();
    }

    static NodeDef.Builder node(GraphDef graph, String name) {
        return graph.getNodeList().stream()
                .filter(n -> n.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .toBuilder();
    }
}
