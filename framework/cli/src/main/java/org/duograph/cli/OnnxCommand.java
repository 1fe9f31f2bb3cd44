package org.duograph.cli;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph onnx}: the commands on models of ONNX. */
@Command(
        name = "onnx",
        description = "Runs, prints, draws, checks and tests models of ONNX.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            OnnxRunCommand.class,
            OnnxPrintCommand.class,
            OnnxDrawCommand.class,
            OnnxCheckCommand.class,
            OnnxTestCommand.class
        })
final class OnnxCommand {
    @Mixin private Streams streams;
}
