package org.duograph.workspace.draw;

import org.duograph.workspace.draw.NetDrawer.Direction;

/** The text of a picture in DOT, with the shapes of Caffe2's net_drawer. */
final class DotWriter {
    private DotWriter() {}

    static String write(NetPicture picture, Direction direction) {
        StringBuilder dot = new StringBuilder();
        dot.append("digraph ").append(quote(picture.name())).append(" {\n");
        dot.append("  rankdir=").append(direction == Direction.DOWN ? "TB" : "LR").append(";\n");
        for (NetPicture.Node node : picture.nodes()) {
            dot.append("  ").append(quote(node.id()));
            dot.append(" [label=").append(quote(node.label()));
            dot.append(", tooltip=").append(quote(node.tip()));
            dot.append(", ").append(style(node)).append("];\n");
        }
        for (NetPicture.Arrow arrow : picture.arrows()) {
            dot.append("  ").append(quote(picture.nodes().get(arrow.from()).id()));
            dot.append(" -> ").append(quote(picture.nodes().get(arrow.to()).id()));
            dot.append(arrow.control() ? " [style=dashed];\n" : ";\n");
        }
        return dot.append("}\n").toString();
    }

    private static String style(NetPicture.Node node) {
        if (node.kind() == NetPicture.Kind.FOLD) {
            return "shape=box3d";
        }
        return node.kind().isOperator()
                ? "shape=box, style=filled, fillcolor=" + quote(node.family().light)
                : "shape=octagon";
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
