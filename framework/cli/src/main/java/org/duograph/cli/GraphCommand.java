package org.duograph.cli;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph graph}: the commands on one TensorFlow graph. */
@Command(
        name = "graph",
        description = "Runs, prints, plans, draws or freezes a graph of TensorFlow.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            GraphRunCommand.class,
            GraphPrintCommand.class,
            GraphPlanCommand.class,
            GraphDrawCommand.class,
            GraphFreezeCommand.class
        })
final class GraphCommand {
    @Mixin private Streams streams;
}
