package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.duograph.survey.store.Schedule;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Study;

/** When a study opens and closes by itself. */
final class SchedulePages {
    /** Continents and oceans with their towns, and UTC; not the aliases of old. */
    private static final List<String> ZONES =
            new TreeSet<>(ZoneId.getAvailableZoneIds())
                    .stream()
                            .filter(
                                    id ->
                                            id.equals("UTC")
                                                    || id.contains("/")
                                                            && !id.matches("(Etc|SystemV)/.*"))
                            .toList();

    private final Store store;
    private final PublishedStudies studies;
    private final Pages pages;

    SchedulePages(Store store, PublishedStudies studies, Pages pages) {
        this.store = store;
        this.studies = studies;
        this.pages = pages;
    }

    void show(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        Schedule schedule = store.schedule(study.id());
        boolean none = schedule.equals(Schedule.NONE);
        String zone = (none ? ZoneId.systemDefault() : schedule.zone()).getId();
        show(ctx, study, typed(schedule.opens()), typed(schedule.closes()), zone, "");
    }

    /** Keeps the dates; what is wrong comes back as it was typed. */
    void change(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        String opens = Form.one(ctx, "opens").strip();
        String closes = Form.one(ctx, "closes").strip();
        String zone = Form.one(ctx, "zone").strip();
        try {
            Schedule schedule = new Schedule(time(opens), time(closes), zone(zone));
            if (schedule.opening().isPresent()
                    && schedule.closing().isPresent()
                    && !schedule.opening().get().isBefore(schedule.closing().get())) {
                throw new Refusal(422, "The study would close before it opens.");
            }
            store.setSchedule(study.id(), schedule);
            String what = "set the dates: " + word(opens) + " to " + word(closes) + ", " + zone;
            store.audit(Gate.who(ctx), what, study.id());
            ctx.redirect("/admin/studies/" + study.id(), HttpStatus.SEE_OTHER);
        } catch (Refusal e) {
            ctx.status(e.getStatus());
            show(ctx, study, opens, closes, zone, e.getMessage());
        }
    }

    private static String word(String time) {
        return time.isEmpty() ? "none" : time;
    }

    private static String typed(Optional<LocalDateTime> time) {
        return time.map(LocalDateTime::toString).orElse("");
    }

    private static Optional<LocalDateTime> time(String typed) {
        if (typed.isEmpty()) {
            return Optional.empty();
        }
        try {
            LocalDateTime time = LocalDateTime.parse(typed).truncatedTo(ChronoUnit.MINUTES);
            if (time.getYear() < 2000 || time.getYear() > 2999) {
                throw new Refusal(
                        422, "The year " + time.getYear() + " is not meant; see " + typed);
            }
            return Optional.of(time);
        } catch (DateTimeParseException e) {
            throw new Refusal(
                    422, "'" + typed + "' is no date and time; write it as 2027-01-31T18:00.");
        }
    }

    private static ZoneId zone(String typed) {
        try {
            return ZoneId.of(typed);
        } catch (DateTimeException e) {
            throw new Refusal(
                    422, "'" + typed + "' is no time zone; choose one such as Europe/Berlin.");
        }
    }

    private void show(
            Context ctx, Study study, String opens, String closes, String zone, String problem) {
        pages.render(
                ctx,
                "researcher/schedule.jte",
                "Dates",
                Map.of(
                        "study", study.id(),
                        "opens", opens,
                        "closes", closes,
                        "zone", zone,
                        "zones", ZONES,
                        "problem", problem));
    }
}
