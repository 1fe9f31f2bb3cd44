package org.duograph.cli;

import java.io.PrintWriter;
import org.duograph.cli.data.DataCommand;
import org.duograph.cli.lite.LiteCommand;
import org.duograph.cli.options.WorkspaceOptions;
import org.duograph.cli.serve.ServeCommand;
import org.duograph.cli.train.SparkTrainCommand;
import org.duograph.cli.train.TrainCommand;
import org.duograph.cli.zoo.ZooCommand;
import org.duograph.data.ProgressBar;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program {@code duograph}; its commands are the classes of this package. */
@Command(
        name = "duograph",
        description =
                "Runs, draws, plans and trains neural nets that are written as Caffe2 nets, and"
                        + " runs TensorFlow's graphs and ONNX's models.",
        mixinStandardHelpOptions = true,
        versionProvider = Duograph.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            NetCommand.class,
            GraphCommand.class,
            TrainCommand.class,
            SparkTrainCommand.class,
            BoardCommand.class,
            ServeCommand.class,
            ZooCommand.class,
            CaffeCommand.class,
            OnnxCommand.class,
            LiteCommand.class,
            DataCommand.class,
            OpsCommand.class,
            DoctorCommand.class,
            ExamplesCommand.class,
            NewOperatorCommand.class,
            ShellCommand.class,
            AutoComplete.GenerateCompletion.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  duograph doctor",
            "  duograph net run net.pb --init init.pb --feed data=image.npy --out out",
            "  duograph graph run saved_model --feed x=image.npy --out out",
            "  duograph examples --out nets",
            "  duograph train --net nets/cifar10.pbtxt --solver nets/cifar10_solver.pbtxt",
            "  source <(duograph generate-completion)",
            "",
            WorkspaceOptions.ENVIRONMENT
        })
public final class Duograph {
    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Show the stack trace of an error.")
    private boolean debug;

    private Duograph() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true);
        PrintWriter err = new PrintWriter(System.err, true);
        System.exit(run(out, err, ProgressBar.onTerminal(), args));
    }

    /**
     * Runs one command and returns its exit code.
     *
     * @param terminal whether {@code out} and {@code err} are a terminal: colours, moving bars
     */
    public static int run(PrintWriter out, PrintWriter err, boolean terminal, String... args) {
        CommandLine line = commandLine();
        Errors errors = new Errors();
        line.setOut(out);
        line.setErr(err);
        // Streams.bar asks the colour scheme whether this is a terminal.
        line.setColorScheme(CommandLine.Help.defaultColorScheme(terminal ? Ansi.AUTO : Ansi.OFF));
        line.setUsageHelpAutoWidth(terminal);
        line.setUsageHelpLongOptionsMaxWidth(30);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(Errors::runLast);
        line.setExecutionExceptionHandler(errors);
        line.setParameterExceptionHandler(errors);
        int code = line.execute(args);
        out.flush();
        err.flush();
        return code;
    }

    /** The tree of commands, for programs that write about it; the documentation is one. */
    public static CommandLine commandLine() {
        return new CommandLine(new Duograph());
    }

    /** Whether stack traces are wanted. */
    boolean debug() {
        return debug;
    }

    /** The version in the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Duograph.class.getPackage().getImplementationVersion();
            String jdk = Runtime.version().toString();
            return new String[] {
                "duograph " + (version == null ? "(not packed)" : version) + ", JDK " + jdk
            };
        }
    }
}
