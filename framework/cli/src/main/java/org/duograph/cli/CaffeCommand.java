package org.duograph.cli;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph caffe}: what is done with models of Caffe. */
@Command(
        name = "caffe",
        description = "Translates models of Caffe.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CaffeTranslateCommand.class})
final class CaffeCommand {
    @Mixin private Streams streams;
}
