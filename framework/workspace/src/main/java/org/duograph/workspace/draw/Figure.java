package org.duograph.workspace.draw;

import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.draw.NetPicture.Fold;
import org.duograph.workspace.draw.NetPicture.Node;

/** A picture whose nodes have sizes and places; lengths are in pixels. */
final class Figure {
    static final double LABEL = 13;
    static final double NOTE = 10;
    static final double RESULT = 11;

    /** The height of the line below a box that says what leaves it. */
    static final double RESULT_LINE = 15;

    /** The height of a frame's heading. */
    static final double HEADING = 26;

    static final double FRAME = 12;

    /** How the repeated blocks are shown. */
    enum Blocks {
        /** The first of its form as a frame with one repetition inside, the others as boxes. */
        FRAMED,
        /**
         * As boxes that grow only along the flow of the data when a reader opens them: across it,
         * they are as large as the frames that hold all repetitions.
         */
        CLOSED
    }

    final NetPicture picture;
    final boolean down;

    /** Widths and heights of the nodes, with the line below them. */
    final double[] w;

    final double[] h;

    /** Centres of the nodes. */
    final double[] x;

    final double[] y;

    /** For each arrow, the points it passes: x, y, x, y, ... */
    final double[][] routes;

    final double width;
    final double height;

    /** For each node, what its frame holds; null without a frame. */
    final Figure[] inside;

    Figure(NetPicture picture, Direction direction, Blocks blocks) {
        this.picture = picture;
        down = direction == Direction.DOWN;
        int n = picture.nodes().size();
        w = new double[n];
        h = new double[n];
        inside = new Figure[n];
        for (int i = 0; i < n; i++) {
            measure(i, direction, blocks);
        }
        // A picture from left to right is one from top to bottom, mirrored at the diagonal.
        LayeredLayout at = new LayeredLayout(down ? w : h, down ? h : w, picture.arrows());
        x = down ? at.x : at.y;
        y = down ? at.y : at.x;
        width = down ? at.width : at.height;
        height = down ? at.height : at.width;
        routes = at.routes;
    }

    private void measure(int i, Direction direction, Blocks blocks) {
        Node node = picture.nodes().get(i);
        Fold fold = node.fold();
        double text = Math.max(Labels.width(label(node), LABEL), Labels.width(note(node), NOTE));
        w[i] = Math.max(Math.max(44, text + 20), Labels.width(node.result(), RESULT) + 12);
        h[i] = node.note().isEmpty() ? 26 : 38;
        if (fold != null && blocks == Blocks.CLOSED) {
            inside[i] = new Figure(fold.all(), direction, blocks);
            if (down) {
                w[i] = Math.max(w[i], inside[i].width + 2 * FRAME);
            } else {
                h[i] = Math.max(h[i], openHeight(i));
            }
        } else if (fold != null && !fold.seen()) {
            inside[i] = new Figure(fold.once(), direction, blocks);
            w[i] = Math.max(w[i], inside[i].width + 2 * FRAME);
            h[i] = openHeight(i);
        }
        h[i] += node.result().isEmpty() ? 0 : RESULT_LINE;
    }

    /** The height of a frame without the line below it. */
    double openHeight(int i) {
        return HEADING + inside[i].height + FRAME;
    }

    /** How much longer, along the flow of the data, a closed box is when it is opened. */
    double growth(int i) {
        double below = picture.nodes().get(i).result().isEmpty() ? 0 : RESULT_LINE;
        return down
                ? openHeight(i) + below - h[i]
                : Math.max(0, inside[i].width + 2 * FRAME - w[i]);
    }

    static String label(Node node) {
        return Labels.shorten(node.label(), 40);
    }

    static String note(Node node) {
        return Labels.shortenEnd(node.note(), 40);
    }
}
