package org.duograph.survey.timer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;

/**
 * Brings measurements from the spool to the server: shows what will be sent, asks, sends, and takes
 * the file away once the server has it. What is not sent stays.
 */
final class Delivery {

    private final SurveyClient client = new SurveyClient();
    private final Spool spool;
    private final Dialogue user;

    Delivery(Spool spool, Dialogue user) {
        this.spool = spool;
        this.user = user;
    }

    /** Whether everything that had ended was delivered. */
    boolean sendAll() throws IOException, InterruptedException {
        List<String> unreadable = new ArrayList<>();
        List<Envelope> all = spool.all(unreadable::add);
        unreadable.forEach(file -> user.say("%s", file));
        if (all.isEmpty()) {
            user.say("There is nothing to send.");
        }
        boolean complete = unreadable.isEmpty();
        for (Envelope envelope : all) {
            if (envelope.measurement().status() == Status.RUNNING) {
                user.say(
                        "Not over, so not sent: %s. End it with --stop or --give-up, or --discard it.",
                        envelope.title());
            } else {
                complete &= send(envelope);
            }
        }
        return complete;
    }

    /** Whether it was delivered; if not, it was said why. */
    boolean send(Envelope envelope) throws IOException, InterruptedException {
        show(envelope);
        if (!user.agrees("Send this?")) {
            user.say("Not sent. %s", kept(envelope));
            return false;
        }
        boolean waiting;
        try {
            waiting = client.deliver(envelope);
        } catch (SurveyClient.Refused e) {
            user.say("Not taken: %s%n%s", e.getMessage(), kept(envelope));
            return false;
        } catch (IOException e) {
            user.say("Not sent: %s.%n%s", e.getMessage(), kept(envelope));
            return false;
        }
        spool.remove(envelope);
        user.say("Received. The study counts it once, as %s.", envelope.measurement().id());
        if (waiting) {
            user.say(
                    "It came without a personal link, so it waits until a researcher approves it.");
        }
        return true;
    }

    private String kept(Envelope envelope) {
        return "It is kept in %s; time-install --send sends it, deleting the file drops it."
                .formatted(spool.file(envelope));
    }

    private void show(Envelope envelope) throws IOException {
        Measurement measurement = envelope.measurement();
        user.say(
                "%n%s: %s after %s, %d attempt(s). This will be sent to %s%s, and nothing else:%n%s",
                measurement.title(),
                words(measurement.status()),
                Measurement.text(measurement.totalSeconds()),
                measurement.attempts().size(),
                SurveyClient.target(envelope),
                envelope.token() == null ? "" : " with your token",
                SurveyClient.body(envelope));
        if (measurement.attempts().stream().anyMatch(Attempt::clocksDisagree)) {
            user.say("The two clocks disagree: the machine slept, or its clock was set.");
        }
    }

    private static String words(Status status) {
        return switch (status) {
            case RUNNING -> "running";
            case FINISHED -> "finished";
            case FAILED -> "failed";
            case GAVE_UP -> "given up";
        };
    }
}
