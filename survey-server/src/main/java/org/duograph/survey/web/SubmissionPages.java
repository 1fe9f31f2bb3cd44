package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Receipt;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.store.Submission;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Problem;
import org.duograph.survey.study.Study;

/**
 * Where a participant sends the answers, and gets the receipt.
 *
 * <p>The form that sends holds everything: all answers, and the random id of the submission. So it
 * can be sent again, by going back, by a second click, after a lost reply or a restart, and the
 * same receipt comes; the draft is not needed any more.
 */
final class SubmissionPages {
    private final Store store;
    private final PublishedStudies studies;
    private final ParticipantCookies cookies;
    private final Drafts drafts;
    private final Pages pages;
    private final Notices notices;
    private final Clock clock;

    SubmissionPages(
            Store store,
            PublishedStudies studies,
            ParticipantCookies cookies,
            Pages pages,
            Notices notices,
            Clock clock) {
        this.store = store;
        this.studies = studies;
        this.cookies = cookies;
        this.drafts = new Drafts(store, cookies);
        this.pages = pages;
        this.notices = notices;
        this.clock = clock;
    }

    /** Shows all answers once more, with the button that sends them. */
    void review(Context ctx) {
        String id = ctx.pathParam("study");
        Optional<Draft> found = drafts.of(ctx);
        if (found.isEmpty()) {
            boolean sent = cookies.sent(ctx, id).isPresent();
            ctx.redirect("/s/" + id + (sent ? "/receipt" : ""), HttpStatus.SEE_OTHER);
            return;
        }
        Draft draft = found.get();
        Study study = studies.version(id, draft.version());
        List<Problem> problems = study.check(draft.order(), draft.answers());
        if (!problems.isEmpty()) {
            ctx.redirect("/s/" + id + "/page/" + pageOf(study, draft.order(), problems.get(0)));
            return;
        }
        Review review =
                new Review(
                        study,
                        Drafts.language(ctx, study, draft),
                        draft.submission(),
                        draft.order(),
                        draft.started().toString(),
                        draft.panel(),
                        draft.trial(),
                        study.prune(draft.order(), draft.answers()),
                        List.of());
        render(ctx, 200, review, "");
    }

    /** Keeps the answers for good, and leads to the receipt. */
    void send(Context ctx) {
        String id = ctx.pathParam("study");
        Map<String, String> form = Form.all(ctx);
        Study study = studies.version(id, number(form, "version"));
        Review review =
                read(
                        study,
                        form,
                        study.language(Languages.of(ctx)),
                        PanelId.of(ctx, study),
                        cookies.isTrial(ctx));
        if (!review.problems().isEmpty()) {
            render(ctx, 422, review, "incomplete");
            return;
        }
        Optional<String> token = review.trial() ? Optional.empty() : cookies.token(ctx, id);
        if (study.invitedOnly()
                && token.isEmpty()
                && !review.trial()
                && store.receipt(review.submission()).isEmpty()) {
            notices.show(ctx, 403, "invited_only", "", review.language());
            return;
        }
        Submission submission =
                new Submission(
                        review.submission(),
                        id,
                        study.version(),
                        review.language(),
                        cookies.participant(ctx, id).orElseGet(Secret::random),
                        token.map(Secrets::hash),
                        review.order(),
                        review.answers(),
                        started(review.started()),
                        review.trial(),
                        review.panel());
        try {
            store.submit(submission);
            cookies.setSent(ctx, submission);
            ctx.redirect(
                    "/s/" + id + "/receipt?language=" + review.language(), HttpStatus.SEE_OTHER);
        } catch (StoreException.Unavailable e) {
            render(ctx, 503, review, "unavailable");
        } catch (StoreException.AlreadyAnswered e) {
            String key = token.isPresent() ? "already" : "panel_answered";
            notices.show(ctx, 409, key, "", review.language(), review.answers());
        } catch (StoreException e) {
            notices.refuse(ctx, e, id, review.language(), Answers.NONE);
        }
    }

    /** Shows the receipt of what was sent from this browser a short while ago. */
    void receipt(Context ctx) {
        String id = ctx.pathParam("study");
        Optional<String> sent = cookies.sent(ctx, id);
        Optional<Receipt> receipt = sent.flatMap(store::receipt);
        if (receipt.isEmpty()) {
            ctx.redirect("/s/" + id, HttpStatus.SEE_OTHER);
            return;
        }
        String back = sent.flatMap(store.curation()::response).flatMap(this::back).orElse("");
        Study study = studies.latest(id);
        String language = study.language(Languages.of(ctx));
        Messages words = Messages.in(language);
        String day = words.day(receipt.get().at().atZone(ZoneOffset.UTC).toLocalDate());
        pages.render(
                ctx,
                "participant/receipt.jte",
                words.text("receipt.title"),
                language,
                Map.of(
                        "words",
                        words,
                        "trial",
                        cookies.isTrial(ctx),
                        "language",
                        language,
                        "code",
                        receipt.get().code(),
                        "day",
                        day + " (UTC)",
                        "back",
                        back));
    }

    /** Where somebody goes who has sent this. */
    private Optional<String> back(Response response) {
        return studies.version(response.study(), response.version())
                .completion()
                .flatMap(completion -> completion.link(response.panel(), response.name()));
    }

    /** Reads the form that sends. Answers to what is not asked are refused like wrong ones. */
    private static Review read(
            Study study,
            Map<String, String> form,
            String language,
            Optional<String> panel,
            boolean trial) {
        List<String> order = words(form.getOrDefault("order", ""));
        if (!study.isOrder(order)) {
            throw new Refusal(422, "The form lost what was drawn for it. Reload the page.");
        }
        Map<String, String> values = new HashMap<>();
        Map<String, String> typed = Form.answers(form);
        Set<String> unknown = new HashSet<>(typed.keySet());
        for (Field field : study.fields()) {
            values.put(field.name(), field.tidy(typed.getOrDefault(field.name(), "")));
            unknown.remove(field.name());
        }
        Answers answers = new Answers(values);
        List<Page> pages = study.pages(order, answers);
        unknown.addAll(answers.values().keySet());
        for (Page page : pages) {
            page.fields().forEach(field -> unknown.remove(field.name()));
        }
        unknown.removeIf(name -> typed.getOrDefault(name, "").isBlank());
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    422,
                    "The form answers what it was not asked: "
                            + String.join(", ", unknown)
                            + ". Go back to the page in question, and press Next again.");
        }
        return new Review(
                study,
                language,
                uuid(form.getOrDefault("submission", "")),
                order,
                form.getOrDefault("started", ""),
                panel,
                trial,
                answers,
                pages.stream().flatMap(page -> page.check(answers).stream()).toList());
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.split(" "));
    }

    private static String uuid(String text) {
        try {
            return UUID.fromString(text).toString();
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, "The form lost its number. Reload the page, and send it again.");
        }
    }

    private static int number(Map<String, String> form, String key) {
        String text = form.getOrDefault(key, "");
        if (!text.matches("\\d{1,7}")) {
            throw new Refusal(
                    422, "The form names no version. Reload the page, and send it again.");
        }
        return Integer.parseInt(text);
    }

    /** When the participant began; a form that lies about it began now. */
    private Instant started(String text) {
        Instant now = clock.instant();
        try {
            Instant started = Instant.parse(text);
            return started.isAfter(now) ? now : started;
        } catch (DateTimeParseException e) {
            return now;
        }
    }

    static String pageOf(Study study, List<String> order, Problem problem) {
        return study.pages(order, Answers.NONE).stream()
                .filter(
                        page ->
                                page.fields().stream()
                                        .anyMatch(f -> f.name().equals(problem.field())))
                .findFirst()
                .orElse(study.pages().get(0))
                .key();
    }

    private void render(Context ctx, int status, Review review, String notice) {
        String title = review.words().text("send.title");
        ctx.status(status);
        pages.render(
                ctx,
                "participant/review.jte",
                title,
                review.language(),
                Map.of(
                        "review",
                        review,
                        "notice",
                        notice.isEmpty() ? "" : review.words().text(notice)));
    }
}
