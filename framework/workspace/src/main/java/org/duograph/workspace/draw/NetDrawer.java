package org.duograph.workspace.draw;

import org.duograph.workspace.proto.NetDef;

/**
 * Pictures of nets, after Caffe2's {@code net_drawer}: operators are green boxes, blobs octagons,
 * and a blob that is written again gets a new octagon.
 */
public final class NetDrawer {
    private NetDrawer() {}

    /** How much of a net is shown. */
    public enum Detail {
        /** Operators and all blobs. */
        FULL,
        /** Without parameters, gradients and what updates the parameters. */
        DATA,
        /** Operators of the forward pass only, joined directly. */
        OPERATORS
    }

    /** Where the data flow to. */
    public enum Direction {
        /** From top to bottom; DOT calls it TB. */
        DOWN,
        /** From left to right; DOT calls it LR. */
        RIGHT
    }

    /** The net in DOT, Graphviz's language. */
    public static String dot(NetDef net, Detail detail, Direction direction) {
        return DotWriter.write(NetPicture.of(net, detail), direction);
    }

    /** The net as an SVG picture, laid out here. Pointing at an operator shows its arguments. */
    public static String svg(NetDef net, Detail detail, Direction direction) {
        return SvgWriter.write(NetPicture.of(net, detail), direction);
    }
}
