package org.duograph.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.duograph.cli.options.GraphArgument;
import org.duograph.cli.options.OpenGraph;
import org.duograph.cli.options.Streams;
import org.duograph.session.Operation;
import org.duograph.session.Tensor;
import org.duograph.session.checkpoint.Checkpoint;
import org.duograph.session.io.Freeze;
import org.duograph.session.proto.GraphDef;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code duograph graph freeze}: variables become constants. */
@Command(
        name = "freeze",
        description = {
            "Makes one file of a graph and its variables, which become constants. Only what the"
                    + " outputs need stays."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph graph freeze saved_model --out frozen.pb",
            "  duograph graph freeze graph.pbtxt --checkpoint train/model-1000 --output softmax"
                    + " --out frozen.pb"
        })
final class GraphFreezeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Streams streams;
    @Mixin private GraphArgument graph;

    @Option(
            names = "--checkpoint",
            paramLabel = "PREFIX",
            description = "Of a graph's file: the variables, a checkpoint's path without .index.")
    private Path checkpoint;

    @Option(
            names = "--output",
            paramLabel = "NAME",
            description = {
                "A tensor that the frozen graph is to give; may be repeated.",
                "If absent: the outputs of all of a SavedModel's signatures."
            })
    private final List<String> outputs = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            required = true,
            description = "The frozen graph: text if it ends in .pbtxt, else binary.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        streams.leaveOutTo(out);
        boolean model = Files.isDirectory(graph.path());
        if (!model && (checkpoint == null || outputs.isEmpty())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a graph's file holds no variables and no signatures: give --checkpoint and"
                            + " --output");
        } else if (model && checkpoint != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a SavedModel has its variables with it: leave --checkpoint out");
        }
        try (OpenGraph open = graph.open(outputs)) {
            if (checkpoint != null) {
                restore(open);
            }
            Set<Tensor> wanted = new LinkedHashSet<>();
            outputs.forEach(output -> wanted.add(open.tensor(output)));
            if (outputs.isEmpty()) {
                open.signatures().values().forEach(s -> wanted.addAll(s.outputs().values()));
            }
            GraphDef frozen = Freeze.graph(open.session(), List.copyOf(wanted));
            streams.write(out, frozen);
            streams.out().println(frozen.getNodeCount() + " operations -> " + out);
        }
        return 0;
    }

    private void restore(OpenGraph open) throws IOException {
        Checkpoint variables = Checkpoint.open(checkpoint);
        for (Operation op : open.graph().operations()) {
            if (op.isVariable()) {
                open.session().load(op, variables.read(op.name()));
            }
        }
    }
}
