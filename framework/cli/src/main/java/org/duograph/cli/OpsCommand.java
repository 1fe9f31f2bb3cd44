package org.duograph.cli;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph ops}: what operators there are. */
@Command(
        name = "ops",
        description = "Lists and explains operators.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {OpsListCommand.class, OpsDocCommand.class})
final class OpsCommand {
    @Mixin private Streams streams;
}
