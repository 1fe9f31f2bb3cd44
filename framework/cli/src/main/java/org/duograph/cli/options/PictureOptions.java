package org.duograph.cli.options;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What commands that draw have in common: the picture's file, and how it looks. */
public final class PictureOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = {
                "The picture: .html for a page to move about in, .svg for a still picture, .dot for"
                        + " Graphviz."
            })
    private Path out;

    /** In which language to draw. */
    private enum Format {
        HTML,
        SVG,
        DOT
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "html, svg or dot; if absent, what the ending of --out says.")
    private Format format;

    @Option(names = "--minimal", description = "Only operators, joined directly.")
    private boolean minimal;

    @Option(names = "--right", description = "From left to right instead of downwards.")
    private boolean right;

    @Option(
            names = "--unfolded",
            description = "Every repetition of a block at its place; else one stands for all.")
    private boolean unfolded;

    /** The picture's file. */
    public Path out() {
        return out;
    }

    /**
     * Fails, as wrong usage, if neither an option nor the file's name says in which language to
     * draw.
     */
    public void requireFormat() {
        String name = out.toString().toLowerCase(Locale.ROOT);
        for (Format each : Format.values()) {
            boolean ends = name.endsWith("." + each.name().toLowerCase(Locale.ROOT));
            format = format == null && ends ? each : format;
        }
        if (format == null) {
            throw new ParameterException(
                    command.commandLine(),
                    "--out must end in .html, .svg or .dot, but is "
                            + out
                            + "; or say by --format which of them it is");
        }
    }

    /**
     * The picture's text. A page begins with the operators alone, which can be read even of a large
     * net; its readers then choose to see more.
     *
     * @param detail how much to show if the user doesn't want less
     * @param types the types of blobs, as far as they are known
     */
    public String draw(NetDef net, Detail detail, Map<String, ArrayType> types) {
        boolean asked = detail != Detail.FULL;
        Detail shown = minimal || isPage() && !asked ? Detail.OPERATORS : detail;
        Direction direction = right ? Direction.RIGHT : Direction.DOWN;
        NetDrawer drawer = NetDrawer.of(net).detail(shown).direction(direction).types(types);
        drawer = unfolded ? drawer.unfolded() : drawer;
        if (isPage()) {
            return drawer.html();
        }
        return format == Format.SVG ? drawer.svg() : drawer.dot();
    }

    private boolean isPage() {
        return format == Format.HTML;
    }
}
