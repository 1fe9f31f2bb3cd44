package org.duograph.cli.zoo;

import org.duograph.cli.options.Streams;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code duograph zoo}: the commands on trained models. */
@Command(
        name = "zoo",
        description = {
            "Lists, runs, measures, trains, fine-tunes and exports the models of the zoo.",
            "",
            "A model is a folder with init_net.pb, predict_net.pb and card.json, which says what goes"
                    + " in and what comes out. Some small ones are part of this program; others"
                    + " lie in the folder of --zoo."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ZooListCommand.class,
            ZooInfoCommand.class,
            ZooRunCommand.class,
            ZooTestCommand.class,
            ZooTrainCommand.class,
            ZooFineTuneCommand.class,
            ZooExportCommand.class
        })
public final class ZooCommand {
    @Mixin private Streams streams;
}
