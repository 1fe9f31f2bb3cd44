package org.duograph.cli;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph net}: the commands on one net. */
@Command(
        name = "net",
        description = "Runs, prints, sums up, draws, plans or measures a net.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NetRunCommand.class,
            NetPrintCommand.class,
            NetDrawCommand.class,
            NetPlanCommand.class,
            NetShapesCommand.class,
            NetSummaryCommand.class,
            NetBenchmarkCommand.class
        })
final class NetCommand {
    @Mixin private Streams streams;
}
