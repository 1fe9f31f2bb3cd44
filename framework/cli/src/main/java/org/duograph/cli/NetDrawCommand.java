package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.Streams;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code duograph net draw}: a picture of a net. */
@Command(
        name = "draw",
        description = "Draws a net: operators as boxes, blobs as octagons. Needs no Graphviz.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph net draw net.pbtxt --out net.svg",
            "  duograph net draw net.pbtxt --minimal --right --out net.dot"
        })
final class NetDrawCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Streams streams;
    @Mixin private NetArgument net;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The picture: .svg for a browser, .dot for Graphviz.")
    private Path out;

    @Option(
            names = "--data",
            description = "Without parameters, gradients and what updates parameters.")
    private boolean data;

    @Option(names = "--minimal", description = "Only operators, joined directly.")
    private boolean minimal;

    @Option(names = "--right", description = "From left to right instead of downwards.")
    private boolean right;

    @Override
    public Integer call() throws IOException {
        String name = out.toString().toLowerCase(Locale.ROOT);
        boolean svg = name.endsWith(".svg");
        if (!svg && !name.endsWith(".dot")) {
            throw new ParameterException(
                    spec.commandLine(), "--out must end in .svg or .dot, but is " + out);
        }
        NetDef read = net.read();
        Detail detail = minimal ? Detail.OPERATORS : data ? Detail.DATA : Detail.FULL;
        Direction direction = right ? Direction.RIGHT : Direction.DOWN;
        TextFiles.write(
                out,
                svg
                        ? NetDrawer.svg(read, detail, direction)
                        : NetDrawer.dot(read, detail, direction));
        streams.out().println(read.getName() + " -> " + out);
        return 0;
    }
}
