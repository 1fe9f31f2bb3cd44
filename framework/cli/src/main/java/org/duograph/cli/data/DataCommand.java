package org.duograph.cli.data;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph data}: what is done with data sets. */
@Command(
        name = "data",
        description = "Makes databases of images.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {MakeDbCommand.class})
public final class DataCommand {
    @Mixin private Streams streams;
}
