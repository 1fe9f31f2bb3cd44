package org.duograph.survey;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.duograph.survey.results.SyntheticGroup;
import org.duograph.survey.store.Opening;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Study;
import org.duograph.survey.timer.TimeInstallCommand;
import org.duograph.survey.web.Server;
import org.duograph.survey.web.Setting;
import org.duograph.survey.web.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line of the survey server. */
@Command(
        name = "survey-server",
        mixinStandardHelpOptions = true,
        subcommands = {
            TimeInstallCommand.class,
            VerifyCommand.class,
            BackupCommand.class,
            RestoreCommand.class
        },
        description = "Runs the paper's user study for a group of your own.",
        footer = {
            "",
            "Settings are also read from the environment (--port as SURVEY_PORT) and from a file"
                    + " (port = 8080); the command line goes first, then the environment."
        })
public final class SurveyServer implements Callable<Integer> {
    /** The study of the paper, which is always there. */
    private static final String SHIPPED = "framework-usability";

    /** Studies that are published where {@code --study} asks for them. */
    private static final Set<String> ON_REQUEST = Set.of("java-frameworks");

    @Spec private CommandSpec spec;

    @Option(names = "--settings", paramLabel = "FILE", description = "read settings from a file")
    private Path file;

    @Option(
            names = "--reset-password",
            description = "print a link by which the first administrator's password is set anew")
    private boolean resetPassword;

    @Option(
            names = "--demo",
            description = "load eight made-up respondents, to show what results look like")
    private boolean demo;

    @Option(
            names = "--study",
            paramLabel = "NAME",
            description =
                    "publish one more study that comes with the server: java-frameworks, where"
                            + " the ready recipes are timed")
    private Optional<String> more;

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line, with a flag for each setting that may have one. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new SurveyServer());
        commandLine.setExpandAtFiles(false); // an @ in a command to be timed is the command's
        commandLine.setParameterExceptionHandler(SurveyServer::explain);
        for (Setting setting : Setting.values()) {
            if (setting.hasFlag()) {
                commandLine.getCommandSpec().addOption(flag(setting));
            }
        }
        return commandLine;
    }

    /** What is wrong and where to read on, without pages of usage. */
    private static int explain(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        err.println(command + ": " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("Try '" + command + " --help'.");
        return ExitCode.USAGE;
    }

    private static OptionSpec flag(Setting setting) {
        String fallback = setting.fallback().isEmpty() ? "" : " (" + setting.fallback() + ")";
        return OptionSpec.builder("--" + setting.key())
                .type(String.class)
                .paramLabel("VALUE")
                .description(setting.description() + fallback)
                .build();
    }

    /** Runs the server until the process is asked to stop. */
    @Override
    public Integer call() throws InterruptedException {
        PrintStream out = System.out;
        if (more.isPresent() && !ON_REQUEST.contains(more.get())) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--study wants one of %s, not '%s'; your own study is published on the page New study"
                            .formatted(ON_REQUEST, more.get()));
        }
        try {
            Settings settings = Settings.read(flags(), System.getenv(), Optional.ofNullable(file));
            serve(settings, out);
            return 0;
        } catch (Settings.Wrong | StoreException.Unusable e) {
            System.err.println("survey-server: " + e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            System.err.println("survey-server: cannot start: " + Server.why(e));
            return 2;
        }
    }

    private void serve(Settings settings, PrintStream out) throws InterruptedException {
        Store store = Store.open(settings.data(), Clock.systemUTC());
        Server server;
        try {
            publish(store, SHIPPED);
            more.ifPresent(study -> publish(store, study));
            if (demo) {
                SyntheticGroup.load(store);
            }
            server = Server.start(settings, store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
        CountDownLatch stopped = new CountDownLatch(1);
        Thread stop =
                new Thread(
                        () -> {
                            server.close();
                            store.close();
                            stopped.countDown();
                        },
                        "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        greet(settings, store, server, out);
        stopped.await();
    }

    private void greet(Settings settings, Store store, Server server, PrintStream out) {
        out.println("Survey server at " + server.address());
        for (String study : store.studies()) {
            if (store.opening(study) == Opening.OPEN) {
                out.println("  participants  " + server.address() + "/s/" + study);
            }
        }
        if (resetPassword || store.adminPassword().isEmpty()) {
            out.println("  researcher    " + server.setUpLink());
            out.println("                sets the password; good once, for an hour");
        } else {
            out.println("  researcher    " + server.adminLink());
        }
        if (demo) {
            out.println(
                    "                look at the study marked SYNTHETIC, of made-up respondents");
        }
        out.println("  data          " + settings.data());
        server.warning().ifPresent(warning -> out.println("Mind: " + warning));
        out.println("Stop it with Ctrl-C.");
        out.flush();
    }

    /** Publishes a study that comes with the server, unless it was published before. */
    private static void publish(Store store, String name) {
        String yaml = shipped(name);
        Study study = Study.parse(yaml);
        if (store.study(study.id(), study.version()).isEmpty()) {
            store.publish(yaml);
        }
    }

    private static String shipped(String name) {
        try (InputStream in =
                SurveyServer.class.getResourceAsStream("/studies/" + name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Setting, String> flags() {
        Map<Setting, String> flags = new EnumMap<>(Setting.class);
        CommandLine.ParseResult parsed = spec.commandLine().getParseResult();
        for (Setting setting : Setting.values()) {
            String value = parsed.matchedOptionValue("--" + setting.key(), null);
            if (value != null) {
                flags.put(setting, value);
            }
        }
        return flags;
    }
}
