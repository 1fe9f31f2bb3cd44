package org.duograph.survey.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Opening;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Item;
import org.duograph.survey.study.Study;
import org.duograph.survey.timer.Measurement;
import org.duograph.survey.timer.Measurement.Attempt;
import org.duograph.survey.timer.Measurement.Status;

/**
 * Takes measured installations from {@code time-install}: JSON, with the participant's token as a
 * bearer token. A measurement that comes twice is counted once, so the timer may send it again
 * whenever it is in doubt. One without a token waits until a researcher approves it: anybody could
 * have sent it. They are kept apart from what participants say in the questionnaire.
 */
final class InstallTimeApi {

    private static final ObjectMapper JSON = new ObjectMapper(); // refuses what it does not know
    private static final String BEARER = "Bearer ";
    private static final int MOST_ATTEMPTS = 100;
    private static final double LONGEST_SECONDS = 30 * 24 * 3600;

    private final Store store;
    private final PublishedStudies studies;

    InstallTimeApi(Store store, PublishedStudies studies) {
        this.store = store;
        this.studies = studies;
    }

    /** Says what may be measured in a study, before anybody measures in vain. */
    void offer(Context ctx) {
        Study study = study(ctx.pathParam("study"));
        ctx.json(
                Map.of(
                        "study", study.id(),
                        "open", store.opening(study.id()) == Opening.OPEN,
                        "frameworks", codes(study.frameworks()),
                        "environments", codes(study.environments())));
    }

    /** Keeps a measurement; answers once it is on disk. */
    void receive(Context ctx) {
        Measurement measurement = read(ctx);
        Study study = study(measurement.study());
        check(measurement, study);
        Optional<String> token = token(ctx);
        if (study.invitedOnly() && token.isEmpty()) {
            throw new Refusal(
                    401, "This study is by invitation. Set SURVEY_TOKEN to the token of yours.");
        }
        boolean counts;
        try {
            counts = store.addInstallTime(installTime(measurement, token.map(Secrets::hash)));
        } catch (StoreException.Unknown e) {
            throw new Refusal(403, e.getMessage());
        } catch (StoreException.Unavailable e) {
            throw new Refusal(503, e.getMessage());
        } catch (StoreException e) {
            throw new Refusal(409, e.getMessage());
        }
        ctx.status(HttpStatus.CREATED).json(Map.of("id", measurement.id(), "waiting", !counts));
    }

    private Study study(String id) {
        try {
            return studies.latest(id);
        } catch (NotFoundResponse e) {
            throw new Refusal(404, "There is no study " + id + " here.");
        }
    }

    private static Measurement read(Context ctx) {
        String type = ctx.contentType();
        if (type == null || !type.startsWith("application/json")) {
            throw new Refusal(415, "A measurement comes as application/json.");
        }
        try {
            Measurement measurement = JSON.readValue(ctx.bodyAsBytes(), Measurement.class);
            if (measurement == null || measurement.study() == null) {
                throw new Refusal(422, "This is no measurement: it names no study.");
            }
            return measurement;
        } catch (JacksonException e) {
            throw new Refusal(422, "This is no measurement" + where(e) + ".");
        } catch (IOException e) {
            throw new Refusal(422, "This is no measurement.");
        }
    }

    /** Where it is wrong. Jackson's own words would tell of our classes. */
    private static String where(JacksonException e) {
        JsonLocation at = e.getLocation();
        return at == null
                ? ""
                : ": look at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static Optional<String> token(Context ctx) {
        String header = ctx.header("Authorization");
        if (header == null) {
            return Optional.empty();
        }
        if (!header.startsWith(BEARER)) {
            throw new Refusal(401, "The token comes as a bearer token.");
        }
        return Optional.of(header.substring(BEARER.length()).strip());
    }

    private static void check(Measurement m, Study study) {
        require(
                m.id() != null && m.id().matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
                "id");
        require(codes(study.frameworks()).contains(m.framework()), "framework");
        require(codes(study.environments()).contains(m.environment()), "environment");
        require(m.status() != null && m.status() != Status.RUNNING, "status");
        require(m.day() != null && isPast(m.day()), "day");
        require(!m.attempts().isEmpty() && m.attempts().size() <= MOST_ATTEMPTS, "attempts");
        m.attempts().forEach(InstallTimeApi::check);
        require(m.machine() != null, "machine");
        require(isShort(m.machine().os()) && m.machine().cores() > 0, "machine");
    }

    private static void check(Attempt attempt) {
        require(attempt.command() == null || isShort(attempt.command()), "command");
        require(Math.abs(attempt.wallSeconds()) <= LONGEST_SECONDS, "wallSeconds");
        double seconds = attempt.seconds() != null ? attempt.seconds() : attempt.wallSeconds();
        require(seconds >= 0 && seconds <= LONGEST_SECONDS, "seconds");
    }

    private static void require(boolean right, String what) {
        if (!right) {
            throw new Refusal(422, "The measurement's " + what + " is not what this study takes.");
        }
    }

    private static boolean isShort(String text) {
        return text != null && text.matches("[\\P{Cntrl}]{1,100}");
    }

    /** Any zone may be a day ahead; no clock that was ever set is before 2000. */
    private static boolean isPast(String day) {
        try {
            LocalDate date = LocalDate.parse(day);
            return date.getYear() >= 2000
                    && !date.isAfter(LocalDate.now(ZoneOffset.UTC).plusDays(1));
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static List<String> codes(List<Item> items) {
        return items.stream().map(Item::code).toList();
    }

    private static InstallTime installTime(Measurement m, Optional<String> tokenHash) {
        SortedMap<String, String> details = new TreeMap<>();
        details.put("os", m.machine().os());
        details.put("cores", Integer.toString(m.machine().cores()));
        details.put("memory_gb", Integer.toString(m.machine().memoryGb()));
        details.put("jdk", Integer.toString(m.machine().jdk()));
        details.put("commands", joined(m, Attempt::command));
        details.put("exits", joined(m, Attempt::exit));
        details.put("wall_seconds", joined(m, Attempt::wallSeconds));
        details.put("seconds", joined(m, Attempt::seconds));
        boolean disagree = m.attempts().stream().anyMatch(Attempt::clocksDisagree);
        details.put("clocks", disagree ? "disagree" : "agree");
        return new InstallTime(
                m.id(),
                m.study(),
                tokenHash,
                m.framework(),
                m.environment(),
                m.status().code(),
                m.totalSeconds(),
                m.attempts().size(),
                LocalDate.parse(m.day()).atStartOfDay(ZoneOffset.UTC).toInstant(),
                details);
    }

    /** One word per attempt; a hyphen where there is nothing. */
    private static String joined(Measurement m, Function<Attempt, Object> what) {
        return m.attempts().stream()
                .map(what)
                .map(value -> value == null ? "-" : value.toString())
                .collect(Collectors.joining(" "));
    }
}
