package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.store.StudyState;
import org.duograph.survey.store.StudyVersion;
import org.duograph.survey.study.FieldChange;
import org.duograph.survey.study.Study;
import org.duograph.survey.study.StudyFormatException;
import org.duograph.survey.study.StudyText;

/**
 * Studies as researchers see them: the list, one study with its numbers, and its text, which is
 * never changed but published again as a new version.
 */
final class StudyPages {
    /** Says in a form which study its text is a version of. */
    private static final String OF = "of";

    private final Store store;
    private final PublishedStudies studies;
    private final LookPages looks;
    private final Pages pages;
    private final Supplier<String> address;

    /**
     * @param address where participants find the server
     */
    StudyPages(
            Store store,
            PublishedStudies studies,
            LookPages looks,
            Pages pages,
            Supplier<String> address) {
        this.store = store;
        this.studies = studies;
        this.looks = looks;
        this.pages = pages;
        this.address = address;
    }

    /** Lists all studies, archived ones last. */
    void list(Context ctx) {
        List<StudyLine> lines =
                store.studies().stream()
                        .map(id -> StudyLine.of(store, id, title(latest(id))))
                        .sorted((a, b) -> a.state().compareTo(b.state()))
                        .toList();
        pages.render(ctx, "researcher/studies.jte", "Studies", Map.of("lines", lines));
    }

    /** Shows one study: its numbers, where people leave, what can be done with it. */
    void show(Context ctx) {
        String id = ctx.pathParam("study");
        Study study = latest(id);
        pages.render(
                ctx,
                "researcher/study.jte",
                title(study),
                Map.of(
                        "study", study,
                        "state", store.state(id),
                        "status", StudyLine.status(store, id),
                        "schedule", store.schedule(id),
                        "counts", store.counts(id),
                        "funnel", Funnel.of(study, store.counts(id)),
                        "versions", store.versions(id),
                        "link", address.get() + "/s/" + id));
    }

    /** Offers the latest text of a study for a new version, its number one higher. */
    void edit(Context ctx) {
        StudyVersion latest = Form.found(store.latest(ctx.pathParam("study")));
        String next = "version: " + (latest.version() + 1);
        String yaml = latest.yaml().replaceFirst("(?m)^version:.*$", next);
        write(ctx, "New version of " + latest.study(), yaml, "");
    }

    /** Offers the latest text of a study under another id, as a new study. */
    void copy(Context ctx) {
        StudyVersion latest = Form.found(store.latest(ctx.pathParam("study")));
        String id = latest.study() + "-copy";
        for (int i = 2; store.latest(id).isPresent(); i++) {
            id = latest.study() + "-copy" + i;
        }
        String yaml =
                latest.yaml()
                        .replaceFirst("(?m)^study:.*$", "study: " + id)
                        .replaceFirst("(?m)^version:.*$", "version: 1");
        write(ctx, "Copy of " + latest.study(), yaml, "");
    }

    /** Offers the text of the first study, to begin one of one's own with. */
    void begin(Context ctx) {
        if (ctx.queryParam("template") != null) {
            write(ctx, "New study", Manual.resource(HelpPages.TEMPLATE), "");
            return;
        }
        String yaml =
                store.studies().stream()
                        .findFirst()
                        .flatMap(store::latest)
                        .map(StudyVersion::yaml)
                        .orElse("")
                        .replaceFirst("(?m)^study:.*$", "study: my-study")
                        .replaceFirst("(?m)^version:.*$", "version: 1");
        write(ctx, "New study", yaml, "");
    }

    /** Shows a version as it was published. */
    void text(Context ctx) {
        String number = ctx.pathParam("version");
        Optional<StudyVersion> version =
                number.matches("\\d{1,6}")
                        ? store.study(ctx.pathParam("study"), Integer.parseInt(number))
                        : Optional.empty();
        StudyVersion found = Form.found(version);
        if (ctx.queryParam("download") != null) {
            String file = found.study() + "-" + found.version() + ".yaml";
            ctx.header("Content-Disposition", "attachment; filename=\"" + file + "\"");
        }
        ctx.contentType("text/plain; charset=utf-8").result(found.yaml());
    }

    /** Checks a text and shows what it asks, or publishes it; a wrong one comes back as it was. */
    void publish(Context ctx) {
        StudyText read = sent(ctx);
        String yaml = read.text();
        String wish = Form.one(ctx, "do");
        if (!read.problem().isEmpty()) {
            ctx.status(422);
            write(ctx, "Not published yet", yaml, read.problem());
            return;
        }
        try {
            Study study = Study.proofread(yaml);
            refuseTaken(ctx, study, yaml);
            String unspoken = unspoken(study);
            if (!unspoken.isEmpty()) {
                ctx.status(422);
                write(ctx, "Not published yet", yaml, unspoken);
                return;
            }
            List<FieldChange> changes = changes(study);
            boolean understood = changes.isEmpty() || ctx.formParam("understood") != null;
            if (!wish.equals("publish") || !understood) {
                preview(ctx, study, yaml, changes);
                return;
            }
            store.publish(yaml);
            store.audit(Gate.who(ctx), "published version " + study.version(), study.id());
            ctx.redirect("/admin/studies/" + study.id(), HttpStatus.SEE_OTHER);
        } catch (StudyFormatException | StoreException.Conflict e) {
            ctx.status(e instanceof StoreException.Conflict ? 409 : 422);
            write(ctx, "Not published yet", yaml, e.getMessage());
        }
    }

    /** Opens, closes or archives a study. */
    void move(Context ctx) {
        String id = latest(ctx.pathParam("study")).id();
        String wish = Form.one(ctx, "state").toUpperCase(Locale.ROOT);
        StudyState state =
                List.of(StudyState.values()).stream()
                        .filter(s -> s.name().equals(wish))
                        .findFirst()
                        .orElseThrow(
                                () -> new Refusal(422, "A study is open, closed or archived."));
        store.setState(id, state);
        store.audit(Gate.who(ctx), "made " + state.name().toLowerCase(Locale.ROOT), id);
        ctx.redirect("/admin/studies/" + id, HttpStatus.SEE_OTHER);
    }

    /** What to do about languages in which participants would read half of a page in English. */
    private static String unspoken(Study study) {
        List<String> missing =
                study.languages().stream().filter(language -> !Messages.speaks(language)).toList();
        return missing.isEmpty()
                ? ""
                : "this server does not speak "
                        + String.join(", ", missing)
                        + ": buttons and errors would be in English. It speaks "
                        + String.join(", ", Messages.languages())
                        + "; to teach it another language, start it with --messages FOLDER, where"
                        + " FOLDER has a file messages_"
                        + missing.get(0)
                        + ".properties with every message";
    }

    /** What the study asks otherwise than before, if there are answers to be confused with. */
    private List<FieldChange> changes(Study study) {
        List<StudyVersion> versions = store.versions(study.id());
        boolean answered =
                !versions.isEmpty()
                        && store.counts(study.id()).responses() + store.counts(study.id()).drafts()
                                > 0;
        List<Study> earlier =
                versions.stream()
                        .filter(version -> version.version() < study.version())
                        .map(version -> Study.parse(version.yaml()))
                        .toList();
        return answered ? FieldChange.between(earlier, study) : List.of();
    }

    private void preview(Context ctx, Study study, String yaml, List<FieldChange> changes) {
        pages.render(
                ctx,
                "researcher/preview.jte",
                "Version " + study.version() + " of " + study.id(),
                Map.of(
                        "study", study,
                        "yaml", yaml,
                        "changes", changes,
                        "of", of(ctx),
                        "look", looks.address(study)));
    }

    /** A text that was begun anew, or as a version of another study, must not become a version. */
    private void refuseTaken(Context ctx, Study study, String yaml) {
        String of = ctx.formParam(OF);
        if (of != null && !of.equals(study.id()) && !store.versions(study.id()).isEmpty()) {
            throw new StoreException.Conflict(
                    "line %d: a study named %s is there already. Write another name there; or, to publish a new version of %s, open that study and edit it."
                            .formatted(Study.lineOf(yaml, "study"), study.id(), study.id()));
        }
    }

    private void write(Context ctx, String title, String yaml, String problem) {
        pages.render(
                ctx,
                "researcher/write.jte",
                title,
                Map.of("yaml", yaml, "problem", problem, "of", of(ctx)));
    }

    /** Which study the text on the page is a version of; empty if it is begun anew. */
    private static String of(Context ctx) {
        String of = ctx.formParam(OF);
        return of != null ? of : ctx.pathParamMap().getOrDefault("study", "");
    }

    private Study latest(String id) {
        return studies.latest(id);
    }

    private static String title(Study study) {
        return study.title().in(study.researcherLanguage());
    }

    /** The file that was chosen, or else the text typed; lines end as they do in files. */
    private static StudyText sent(Context ctx) {
        UploadedFile file = ctx.uploadedFile("file");
        if (file == null || file.size() == 0) {
            return new StudyText(Form.one(ctx, "yaml").replace("\r\n", "\n"), "");
        }
        try (InputStream in = file.content()) {
            return StudyText.read(in.readAllBytes());
        } catch (IOException e) {
            throw new Refusal(400, "The file did not arrive whole; send it again.");
        }
    }
}
