package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Study;

/**
 * The pages that participants will get, for researchers to look at: of a text that is not published
 * yet, or of any version, open or not. All questions are shown, whatever they depend on. Nothing is
 * stored: the browser is told not to send forms from there.
 */
final class LookPages {
    private static final int KEPT = 50;

    /** A second policy beside the one of all pages: no form is sent, no script of ours runs. */
    private static final String NOTHING_SENT =
            "sandbox allow-same-origin allow-scripts; script-src 'none'";

    private final PublishedStudies studies;
    private final Pages pages;

    /** Studies from texts that were checked lately, by a random key; gone with the server. */
    private final Map<String, Study> checked =
            Collections.synchronizedMap(
                    new LinkedHashMap<>() {
                        private static final long serialVersionUID = 1;

                        @Override
                        protected boolean removeEldestEntry(Map.Entry<String, Study> eldest) {
                            return size() > KEPT;
                        }
                    });

    LookPages(PublishedStudies studies, Pages pages) {
        this.studies = studies;
        this.pages = pages;
    }

    /** Makes a study that is not published ready to be looked at; returns the address. */
    String address(Study study) {
        String key = Secret.random();
        checked.put(key, study);
        return "/admin/looks/" + key;
    }

    void unpublished(Context ctx) {
        Optional<Study> study = Optional.ofNullable(checked.get(ctx.pathParam("look")));
        if (study.isEmpty()) {
            throw new Refusal(
                    404,
                    "This text was looked at too long ago, or before the server was started. Go back"
                            + " to the text, and check it again.");
        }
        show(ctx, study.get(), "");
    }

    void published(Context ctx) {
        String number = ctx.pathParam("version");
        int version = number.matches("\\d{1,6}") ? Integer.parseInt(number) : 0;
        Study study = studies.version(ctx.pathParam("study"), version);
        show(ctx, study, "/admin/studies/" + study.id());
    }

    private void show(Context ctx, Study study, String back) {
        String wish = Optional.ofNullable(ctx.queryParam("language")).orElse("");
        String language = study.language(List.of(wish));
        List<Page> steps = study.pages();
        String page = Optional.ofNullable(ctx.queryParam("page")).orElse("");
        int number = page.matches("\\d{1,6}") ? Math.min(Integer.parseInt(page), steps.size()) : 0;
        ctx.attribute(Pages.LOOK, new Look(study, ctx.path(), back, language, number));
        String policy = ctx.res().getHeader("Content-Security-Policy");
        ctx.header("Content-Security-Policy", policy + ", " + NOTHING_SENT);
        Messages words = Messages.in(language);
        if (number == 0) {
            Map<String, Object> model =
                    Map.of(
                            "study",
                            study,
                            "language",
                            language,
                            "words",
                            words,
                            "problem",
                            "",
                            "until",
                            "",
                            "goOn",
                            "",
                            "sent",
                            false,
                            "trial",
                            false,
                            "panel",
                            study.panel().isPresent() ? "A1B2C3" : "");
            String title = study.title().in(language);
            pages.render(ctx, "participant/start.jte", title, language, model);
            return;
        }
        Page shown = steps.get(number - 1);
        Step step =
                new Step(
                        study,
                        language,
                        words,
                        shown,
                        number,
                        steps.size() + 1,
                        Answers.NONE,
                        List.of(),
                        "");
        String title = shown.title().in(language);
        pages.render(ctx, "participant/step.jte", title, language, Map.of("step", step));
    }
}
