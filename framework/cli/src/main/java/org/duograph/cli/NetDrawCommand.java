package org.duograph.cli;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Feeds;
import org.duograph.cli.options.NetArgument;
import org.duograph.cli.options.NetInputs;
import org.duograph.cli.options.PictureOptions;
import org.duograph.cli.options.Streams;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.Workspace;
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
            "  duograph net draw net.pbtxt --feed data=float32:1x3x224x224 --out net.html",
            "  duograph net draw net.pbtxt --out net.svg",
            "  duograph net draw net.pbtxt --minimal --right --out net.dot"
        })
final class NetDrawCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private NetArgument net;
    @Mixin private PictureOptions picture;
    @Mixin private Feeds feeds;

    @Option(
            names = "--data",
            description = "Without parameters, gradients and what updates parameters.")
    private boolean data;

    @Override
    public Integer call() throws IOException {
        picture.requireFormat();
        streams.leaveOutTo(picture.out());
        NetDef read = net.read();
        Detail detail = data ? Detail.DATA : Detail.FULL;
        streams.write(picture.out(), picture.draw(read, detail, types(read)));
        streams.out().println(read.getName() + " -> " + picture.out());
        return 0;
    }

    /** The types that follow from what is fed; none if nothing is. */
    private Map<String, ArrayType> types(NetDef read) throws IOException {
        List<NetDef> inits = feeds.initNets(read);
        Map<String, ArrayType> fed = feeds.startTypes(read);
        if (inits.isEmpty() && fed.isEmpty()) {
            return Map.of();
        }
        try (Workspace w = new Workspace("java", 0)) {
            Map<String, ArrayType> given = w.inspect().inferShapesAndTypes(inits, fed);
            Map<String, ArrayType> types = new NetInputs(w, read, given).types();
            Set<String> unknown = new LinkedHashSet<>();
            read.getOpList().forEach(op -> unknown.addAll(op.getOutputList()));
            unknown.removeAll(types.keySet());
            if (!unknown.isEmpty()) {
                streams.err()
                        .printf(
                                "No shape is known of %d blobs, such as \"%s\": to infer them takes"
                                        + " what fills the weights (--init NET) and all inputs.%n",
                                unknown.size(), unknown.iterator().next());
            }
            return types;
        }
    }
}
