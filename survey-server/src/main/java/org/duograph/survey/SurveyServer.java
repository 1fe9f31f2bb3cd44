package org.duograph.survey;

import org.duograph.survey.timer.TimeInstallCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the survey server. */
@Command(
        name = "survey-server",
        mixinStandardHelpOptions = true,
        subcommands = TimeInstallCommand.class,
        description = "Runs the paper's user study for a group of your own.")
public final class SurveyServer implements Runnable {

    public static void main(String[] args) {
        System.exit(new CommandLine(new SurveyServer()).execute(args));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
