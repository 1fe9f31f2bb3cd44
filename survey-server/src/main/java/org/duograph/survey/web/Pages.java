package org.duograph.survey.web;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes pages from templates (src/main/jte/web). */
final class Pages {
    /** The attribute of a request that shows a researcher a participant's page ({@link Look}). */
    static final String LOOK = "look";

    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(gg.jte.ContentType.Html);
    private final Sessions sessions;
    private final Csrf csrf;
    private final ParticipantCookies participants;

    Pages(Sessions sessions, Csrf csrf, ParticipantCookies participants) {
        this.participants = participants;
        this.sessions = sessions;
        this.csrf = csrf;
    }

    /**
     * Answers with a page in English.
     *
     * @param template file under {@code web/}, such as {@code login.jte}
     * @param model the template's parameters by name, except {@code page}, which is added
     */
    void render(Context ctx, String template, String title, Map<String, ?> model) {
        render(ctx, template, title, "en", model);
    }

    void render(Context ctx, String template, String title, String language, Map<String, ?> model) {
        Page page =
                new Page(
                        title,
                        language,
                        csrf.token(ctx),
                        participants.isTrial(ctx),
                        sessions.account(ctx),
                        Optional.ofNullable(ctx.attribute(LOOK)));
        ctx.contentType("text/html; charset=utf-8").result(text(template, page, model));
    }

    /** Asks whether something should really be done. */
    void confirm(Context ctx, Confirmation confirmation) {
        render(
                ctx,
                "researcher/confirm.jte",
                confirmation.title(),
                Map.of("confirmation", confirmation));
    }

    /** The page for a request that never became one of ours. */
    String fault(int status, String language) {
        Messages words = Messages.in(language);
        String title = words.text(Faults.key(status) + ".title");
        Page page =
                new Page(title, words.language(), "", false, Optional.empty(), Optional.empty());
        String message = words.text(Faults.key(status) + ".text");
        return text(
                "fault.jte",
                page,
                Map.of(
                        "status",
                        status,
                        "message",
                        message,
                        "reference",
                        Faults.reference(),
                        "address",
                        "",
                        "typed",
                        Map.of()));
    }

    private String text(String template, Page page, Map<String, ?> model) {
        Map<String, Object> parameters = new HashMap<>(model);
        parameters.put("page", page);
        StringOutput output = new StringOutput(16 * 1024);
        templates.render("web/" + template, parameters, output);
        return output.toString();
    }
}
