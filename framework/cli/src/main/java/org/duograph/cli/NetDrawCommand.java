package org.duograph.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.PictureOptions;
import org.duograph.cli.options.Streams;
import org.duograph.messages.TextFiles;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private PictureOptions picture;

    @Option(
            names = "--data",
            description = "Without parameters, gradients and what updates parameters.")
    private boolean data;

    @Override
    public Integer call() throws IOException {
        picture.requireEnd();
        NetDef read = net.read();
        TextFiles.write(picture.out(), picture.draw(read, data ? Detail.DATA : Detail.FULL));
        streams.out().println(read.getName() + " -> " + picture.out());
        return 0;
    }
}
