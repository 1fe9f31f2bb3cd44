package org.duograph.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.GraphArgument;
import org.duograph.cli.options.OpenGraph;
import org.duograph.cli.options.PictureOptions;
import org.duograph.cli.options.Streams;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.proto.NetDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph graph draw}: a picture of a graph. */
@Command(
        name = "draw",
        description =
                "Draws a graph of TensorFlow: operations as boxes, tensors as octagons. Needs no"
                        + " Graphviz.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph graph draw frozen.pb --out graph.html",
            "  duograph graph draw frozen.pb --out graph.svg",
            "  duograph graph draw frozen.pb --minimal --format dot --out - | dot -Tpdf > graph.pdf",
            "  duograph graph draw saved_model --minimal --right --out graph.dot"
        })
final class GraphDrawCommand implements Callable<Integer> {
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;
    @Mixin private PictureOptions picture;

    @Override
    public Integer call() throws IOException {
        picture.requireFormat();
        streams.leaveOutTo(picture.out());
        String name = graph.name();
        try (OpenGraph open = graph.open(List.of())) {
            NetDef drawn = GraphAsNet.of(open.graph(), name);
            streams.write(
                    picture.out(),
                    picture.draw(drawn, Detail.FULL, GraphAsNet.types(open.graph())));
        }
        streams.out().println(name + " -> " + picture.out());
        return 0;
    }
}
