package org.duograph.tensorboard.board;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.proto.GraphDef;
import org.duograph.session.proto.NodeDef;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Pictures of a graph: with all operations of a name scope as one box, of the scopes inside these,
 * and of all operations, as far as there are not too many.
 */
final class GraphPictures {
    private static final int MOST = 300; // boxes that are laid out in a second, and can be read

    private GraphPictures() {}

    /** What a picture shows, and its SVG text. */
    static List<Map<String, Object>> of(GraphDef graph) {
        List<Map<String, Object>> pictures = new ArrayList<>();
        int before = 0;
        for (int depth = 1; ; depth++) {
            NetDef net = folded(graph, depth);
            boolean last = isWhole(graph, depth);
            if (net.getOpCount() > MOST && !pictures.isEmpty()) {
                return pictures;
            }
            if (net.getOpCount() > MOST) {
                net = net.toBuilder().clearOp().addAllOp(net.getOpList().subList(0, MOST)).build();
                last = true;
            }
            if (net.getOpCount() > before || last) {
                before = net.getOpCount();
                Map<String, Object> picture = new LinkedHashMap<>();
                picture.put("boxes", before);
                picture.put("operations", graph.getNodeCount());
                picture.put("svg", NetDrawer.of(net).detail(Detail.OPERATORS).svg());
                pictures.add(picture);
            }
            if (last) {
                return pictures;
            }
        }
    }

    /** Whether no name has more parts than are told apart. */
    private static boolean isWhole(GraphDef graph, int depth) {
        return graph.getNodeList().stream()
                .allMatch(node -> scope(node.getName(), depth).equals(node.getName()));
    }

    /** The first parts of a name: one for the scope, so many scopes deep. */
    private static String scope(String name, int depth) {
        int end = -1;
        for (int i = 0; i < depth; i++) {
            end = name.indexOf('/', end + 1);
            if (end < 0) {
                return name;
            }
        }
        return name.substring(0, end);
    }

    /** A net that is only drawn: operators are boxes, blobs are what they hand on. */
    private static NetDef folded(GraphDef graph, int depth) {
        Map<String, List<NodeDef>> boxes = new LinkedHashMap<>();
        for (NodeDef node : graph.getNodeList()) {
            boxes.computeIfAbsent(scope(node.getName(), depth), s -> new ArrayList<>()).add(node);
        }
        NetDef.Builder net = NetDef.newBuilder().setName("graph");
        boxes.forEach(
                (name, nodes) -> {
                    OperatorDef.Builder box = net.addOpBuilder().setName(name);
                    box.setType(title(name, nodes)).addOutput(name);
                    Set<String> inputs = new LinkedHashSet<>();
                    for (NodeDef node : nodes) {
                        node.getInputList().forEach(i -> inputs.add(scope(owner(i), depth)));
                    }
                    inputs.remove(name);
                    box.addAllInput(inputs);
                });
        return net.build();
    }

    private static String title(String name, List<NodeDef> nodes) {
        boolean single = nodes.size() == 1 && nodes.get(0).getName().equals(name);
        return single ? nodes.get(0).getOp() : name + " (" + nodes.size() + ")";
    }

    /** The node of an input, {@code node:1} or {@code ^node}. */
    private static String owner(String input) {
        String name = input.startsWith("^") ? input.substring(1) : input;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }
}
