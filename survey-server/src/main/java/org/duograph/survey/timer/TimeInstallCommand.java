package org.duograph.survey.timer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code time-install}: measures how long it takes to install a framework. */
@Command(
        name = "time-install",
        mixinStandardHelpOptions = true,
        description = {
            "Runs COMMAND, which installs a framework, measures how long it takes, shows what it"
                    + " will send to the study, asks, and sends it.",
            "The exit status is COMMAND's. What cannot be delivered is kept and sent by --send."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  export SURVEY_TOKEN=...   # from your invitation",
            "  time-install --study https://HOST/s/framework-usability --framework tensorflow"
                    + " --environment local -- mvn -q compile exec:java",
            "  time-install --start --study ... --framework caffe2 --environment remote",
            "  time-install --stop       # when the first example has run; or --give-up",
            "  time-install --send       # what could not be delivered before"
        })
public final class TimeInstallCommand implements Callable<Integer> {

    @Option(names = "--study", paramLabel = "URL", description = "The study's link.")
    private String study;

    @Option(
            names = "--token",
            paramLabel = "T",
            defaultValue = "${env:SURVEY_TOKEN}",
            description =
                    "The token of your invitation, if the study wants one. Better in SURVEY_TOKEN:"
                            + " other users of the machine can read command lines.")
    private String token;

    @Option(names = "--framework", paramLabel = "F", description = "Its code in the study.")
    private String framework;

    @Option(
            names = "--environment",
            paramLabel = "local|remote",
            description = "Your own computer, or a server that you reach over the network.")
    private String environment;

    @Option(
            names = "--retries",
            paramLabel = "N",
            defaultValue = "0",
            description = "Run COMMAND up to N times more while it fails, without asking.")
    private int retries;

    @Option(names = "--yes", description = "Ask nothing: send what was measured.")
    private boolean yes;

    @Option(
            names = "--spool",
            paramLabel = "DIR",
            description = "Where measurements are kept until delivered: ~/.duograph/install-times")
    private Path folder = Path.of(System.getProperty("user.home"), ".duograph", "install-times");

    @ArgGroup private Instead instead = new Instead();

    /** What can be asked for instead of running a command. */
    private static final class Instead {
        @Option(names = "--start", description = "Begin a measurement of work by hand.")
        private boolean start;

        @Option(names = "--stop", description = "End it: the first example has run.")
        private boolean stop;

        @Option(names = "--give-up", description = "End it without success.")
        private boolean giveUp;

        @Option(names = "--discard", description = "Drop what was begun and not ended.")
        private boolean discard;

        @Option(names = "--send", description = "Deliver what is kept.")
        private boolean send;
    }

    @Parameters(paramLabel = "COMMAND", description = "The command and its arguments, after --")
    private List<String> command = List.of();

    @Spec private CommandSpec spec;

    private final Clocks clocks = Clocks.SYSTEM;
    private Spool spool;
    private Dialogue user;

    @Override
    public Integer call() throws IOException, InterruptedException {
        spool = new Spool(folder);
        user =
                new Dialogue(
                        spec.commandLine().getErr(),
                        new BufferedReader(
                                new InputStreamReader(System.in, Charset.defaultCharset())),
                        !yes);
        if (instead.send) {
            return new Delivery(spool, user).sendAll() ? 0 : 1;
        }
        if (instead.stop || instead.giveUp || instead.discard) {
            return endByHand();
        }
        if (instead.start) {
            return startByHand();
        }
        if (command.isEmpty()) {
            throw usage("say which COMMAND to measure, after --; or one of --start, --send");
        }
        return measure();
    }

    /** Runs the command until it succeeds or no more attempts are wanted. */
    private int measure() throws IOException, InterruptedException {
        Timing timing = Timing.begin(clocks, spool, begun(), this::interrupted);
        int tries = 1;
        Attempt last = timing.attempt(command);
        while (last.exit() != 0 && (tries <= retries || wantsAnother(last))) {
            tries++;
            last = timing.attempt(command);
        }
        Envelope ended = timing.end(last.exit() == 0 ? Status.FINISHED : Status.FAILED);
        new Delivery(spool, user).send(ended);
        return last.exit();
    }

    private boolean wantsAnother(Attempt failed) throws IOException {
        String why =
                failed.exit() == Timing.NO_SUCH_PROGRAM
                        ? "there is no program " + failed.command() + ", or it cannot be started"
                        : "exit status " + failed.exit();
        user.say(
                "%s failed after %s: %s.",
                failed.command(), Measurement.text(failed.seconds()), why);
        return user.asks() && user.agrees("Run it again?");
    }

    private void interrupted(Envelope givenUp) {
        user.say(
                "%nInterrupted after %s and kept as given up in %s. Send it with time-install --send, or delete the file if it should not count.",
                Measurement.text(givenUp.measurement().totalSeconds()), spool.file(givenUp));
    }

    private int startByHand() throws IOException, InterruptedException {
        if (!command.isEmpty()) {
            throw usage("--start measures work by hand and takes no COMMAND");
        }
        Envelope begun = begun();
        for (Envelope other : running()) {
            if (other.measurement().title().equals(begun.measurement().title())) {
                throw usage(
                        "%s; end it with --stop or --give-up, or --discard it, before another"
                                .formatted(other.title()));
            }
        }
        spool.save(begun);
        user.say("Begun: %s. Say --stop once the first example has run.", begun.title());
        return 0;
    }

    /** Only the clock on the wall can tell: the other one stopped with the process that began. */
    private int endByHand() throws IOException, InterruptedException {
        Envelope begun = theOneRunning();
        if (instead.discard) {
            spool.remove(begun);
            user.say("Dropped: %s.", begun.title());
            return 0;
        }
        double wall = Clocks.wallSeconds(begun.begunAt(), clocks.read().wall());
        if (wall < 0) {
            throw usage("%s lies in the future: the clock was set. --discard it.".formatted(begun));
        }
        Attempt byHand = new Attempt(null, wall, null, null);
        Envelope ended =
                begun.ended(instead.stop ? Status.FINISHED : Status.GAVE_UP, List.of(byHand));
        spool.save(ended);
        return new Delivery(spool, user).send(ended) ? 0 : 1;
    }

    private List<Envelope> running() throws IOException {
        return spool.all(file -> user.say("%s", file)).stream()
                .filter(e -> e.measurement().status() == Status.RUNNING)
                .toList();
    }

    /** The running measurement; framework and environment choose among several. */
    private Envelope theOneRunning() throws IOException {
        List<Envelope> found =
                running().stream()
                        .filter(
                                e ->
                                        framework == null
                                                || framework.equals(e.measurement().framework()))
                        .filter(
                                e ->
                                        environment == null
                                                || environment.equals(
                                                        e.measurement().environment()))
                        .toList();
        if (found.size() != 1) {
            throw usage(
                    found.isEmpty()
                            ? "no such measurement is running; --start begins one"
                            : "several are running, say which by --framework and --environment: "
                                    + found);
        }
        return found.get(0);
    }

    /** A measurement that begins now, of something that the study asks for. */
    private Envelope begun() throws IOException, InterruptedException {
        if (study == null || framework == null || environment == null) {
            throw usage("--study, --framework and --environment are needed");
        }
        StudyLink link;
        try {
            link = StudyLink.of(study);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
        askServer(link);
        Instant now = clocks.read().wall().truncatedTo(ChronoUnit.SECONDS);
        Measurement measurement =
                new Measurement(
                        UUID.randomUUID().toString(),
                        link.study(),
                        framework,
                        environment,
                        Status.RUNNING,
                        now.atOffset(ZoneOffset.UTC).toLocalDate().toString(),
                        List.of(),
                        Machine.here());
        String given = token == null || token.isBlank() ? null : token.strip();
        return new Envelope(link.server().toString(), given, now.toString(), measurement);
    }

    /** Better to hear before an hour of installing that the study wants something else. */
    private void askServer(StudyLink link) throws InterruptedException {
        SurveyClient.Offer offer;
        try {
            offer = new SurveyClient().offer(link);
        } catch (SurveyClient.Refused e) {
            throw usage(e.getMessage());
        } catch (IOException e) {
            user.say("%s. Measuring all the same.", e.getMessage());
            return;
        }
        if (!offer.open()) {
            throw usage("the study %s takes no answers now".formatted(link.study()));
        }
        if (offer.frameworks().isEmpty() || offer.environments().isEmpty()) {
            throw usage(
                    "the study %s compares no frameworks, so it takes no measured installations"
                            .formatted(link.study()));
        }
        demand("--framework", framework, offer.frameworks());
        demand("--environment", environment, offer.environments());
    }

    private void demand(String option, String given, List<String> known) {
        if (!known.contains(given)) {
            throw usage("%s %s is not in the study; it has %s".formatted(option, given, known));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
