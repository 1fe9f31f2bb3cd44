package org.duograph.cli.lite;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph lite}: the commands on models for small devices. */
@Command(
        name = "lite",
        description = {
            "Makes .tflite files of nets and graphs, for phones and small devices, and runs them with"
                    + " the small runtime that an app would have.",
            "",
            "TensorFlow Lite reads these files, too."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LiteConvertCommand.class, LiteRunCommand.class, LiteBenchCommand.class})
public final class LiteCommand {
    @Mixin private Streams streams;
}
