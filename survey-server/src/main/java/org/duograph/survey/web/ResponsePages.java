package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.survey.store.Curation;
import org.duograph.survey.store.Response;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Study;

/** Single responses: a list, one response's answers, and what a researcher does with it. */
final class ResponsePages {
    private static final int SHOWN = 50;
    private static final int LONGEST_REMARK = 2000;

    private final Store store;
    private final Curation curation;
    private final PublishedStudies studies;
    private final Pages pages;

    ResponsePages(Store store, PublishedStudies studies, Pages pages) {
        this.store = store;
        this.curation = store.curation();
        this.studies = studies;
        this.pages = pages;
    }

    /** Lists some responses in the order of their random ids; trials on a page of their own. */
    void list(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        boolean trials = "1".equals(ctx.queryParam("trials"));
        String after = ctx.queryParam("after") == null ? "" : ctx.queryParam("after");
        List<Response> found = curation.responses(study.id(), trials, after, SHOWN + 1);
        boolean more = found.size() > SHOWN;
        pages.render(
                ctx,
                "researcher/responses.jte",
                trials ? "Trials" : "Responses",
                Map.of(
                        "study",
                        study,
                        "counts",
                        store.counts(study.id()),
                        "responses",
                        more ? found.subList(0, SHOWN) : found,
                        "trials",
                        trials,
                        "after",
                        after,
                        "next",
                        more ? found.get(SHOWN - 1).id() : ""));
    }

    /** Shows one response. */
    void show(Context ctx) {
        show(ctx, "");
    }

    private void show(Context ctx, String problem) {
        Response response = response(ctx);
        Study version = studies.version(response.study(), response.version());
        String language = version.researcherLanguage();
        Set<String> shown = version.shown(response.order(), response.answers());
        List<AnswerLine> lines = new ArrayList<>();
        for (Field field : version.fields()) {
            if (!shown.contains(field.name())) continue;
            String answer =
                    response.answers()
                            .get(field.name())
                            .map(value -> field.inWords(value, language))
                            .orElse("");
            lines.add(new AnswerLine(field.name(), field.label().in(language), answer));
        }
        pages.render(
                ctx,
                "researcher/response.jte",
                "Response " + response.name(),
                Map.of(
                        "study", version,
                        "response", response,
                        "lines", lines,
                        "problem", problem));
    }

    void exclude(Context ctx) {
        Response response = response(ctx);
        String reason = Form.one(ctx, "reason").strip();
        if (reason.isEmpty() || reason.length() > LONGEST_REMARK) {
            ctx.status(422);
            show(ctx, "Say why results should leave it out, in 1 to 2,000 letters.");
            return;
        }
        curation.exclude(Gate.who(ctx), response.id(), reason);
        back(ctx, response);
    }

    void include(Context ctx) {
        Response response = response(ctx);
        curation.include(Gate.who(ctx), response.id());
        back(ctx, response);
    }

    void annotate(Context ctx) {
        Response response = response(ctx);
        String note = Form.one(ctx, "note").strip();
        if (note.length() > LONGEST_REMARK) {
            ctx.status(422);
            show(ctx, "The note has more than 2,000 letters. It was not kept: " + note);
            return;
        }
        curation.annotate(Gate.who(ctx), response.id(), note);
        back(ctx, response);
    }

    /** Asks first. */
    void askToErase(Context ctx) {
        Response response = response(ctx);
        Confirmation confirmation =
                new Confirmation(
                        "Erase response " + response.name(),
                        List.of(
                                "The answers, and what was noted of them, will be gone: from the"
                                        + " results, from the server's files, and from every backup"
                                        + " taken later. Nobody can bring them back.",
                                "What stays: that a response was erased, and by whom, in the audit"
                                        + " log; backups and exports made before.",
                                "To leave it out of the results only, exclude it instead."),
                        address(response) + "/erase",
                        "Erase it",
                        address(response));
        pages.confirm(ctx, confirmation);
    }

    void erase(Context ctx) {
        Response response = response(ctx);
        curation.erase(Gate.who(ctx), response.id());
        ctx.redirect("/admin/studies/" + response.study() + "/responses", HttpStatus.SEE_OTHER);
    }

    private Response response(Context ctx) {
        String study = ctx.pathParam("study");
        return Form.found(
                curation.response(ctx.pathParam("response"))
                        .filter(response -> response.study().equals(study)));
    }

    private static void back(Context ctx, Response response) {
        ctx.redirect(address(response), HttpStatus.SEE_OTHER);
    }

    private static String address(Response response) {
        return "/admin/studies/" + response.study() + "/responses/" + response.id();
    }
}
