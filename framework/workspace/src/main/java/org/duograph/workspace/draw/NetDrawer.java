package org.duograph.workspace.draw;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.proto.NetDef;

/**
 * Pictures of nets, after Caffe2's {@code net_drawer}: operators are boxes in the colour of their
 * family, blobs are octagons, and a blob that is written again gets a new octagon. Blocks of
 * operators that a net repeats one after the other share one frame.
 *
 * <p>A drawer is immutable: {@code NetDrawer.of(net).detail(Detail.OPERATORS).types(types).svg()}.
 */
public final class NetDrawer {
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

    private final NetDef net;
    private final Detail detail;
    private final Direction direction;
    private final Map<String, ArrayType> types;
    private final boolean folded;

    private NetDrawer(
            NetDef net,
            Detail detail,
            Direction direction,
            Map<String, ArrayType> types,
            boolean folded) {
        this.net = net;
        this.detail = detail;
        this.direction = direction;
        this.types = types;
        this.folded = folded;
    }

    /** Draws a net in full, downwards, with repeated blocks folded. */
    public static NetDrawer of(NetDef net) {
        return new NetDrawer(net, Detail.FULL, Direction.DOWN, Map.of(), true);
    }

    /** Shows as much as that. */
    public NetDrawer detail(Detail detail) {
        return new NetDrawer(net, detail, direction, types, folded);
    }

    /** Lets the data flow there. */
    public NetDrawer direction(Direction direction) {
        return new NetDrawer(net, detail, direction, types, folded);
    }

    /**
     * Writes shape and bytes on every blob, or below the operator that makes it.
     *
     * @param types the types of blobs by their names, such as {@code
     *     workspace.inspect().inferShapesAndTypes} finds them; those of some blobs will do
     */
    public NetDrawer types(Map<String, ArrayType> types) {
        return new NetDrawer(net, detail, direction, Map.copyOf(types), folded);
    }

    /** Shows every repetition of a block at its place. */
    public NetDrawer unfolded() {
        return new NetDrawer(net, detail, direction, types, false);
    }

    /** The net in DOT, Graphviz's language. */
    public String dot() {
        return DotWriter.write(picture(), direction);
    }

    /**
     * The net as an SVG picture, laid out here, for light pages and dark ones. Pointing at an
     * operator shows its arguments.
     */
    public String svg() {
        return SvgWriter.write(picture(), direction);
    }

    /**
     * The net as a page that needs nothing else, neither files nor a network: readers move and zoom
     * the picture, open its blocks, search it, and click on what they want to know more of. It
     * begins with as much as {@link #detail} says; the page itself can show more or less.
     */
    public String html() {
        return NetPage.write(new NetFacts(net, types), detail, direction, folded);
    }

    /**
     * Shows {@link #html} in the browser, where there is a desktop.
     *
     * @return the temporary file that was written for it
     */
    public Path show() throws IOException {
        return Pages.show(net.getName(), html());
    }

    NetPicture picture() {
        return NetReader.read(new NetFacts(net, types), detail, folded);
    }
}
