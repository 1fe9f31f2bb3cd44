package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Invitation;
import org.duograph.survey.store.Opening;
import org.duograph.survey.store.Secrets;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Study;

/**
 * How somebody becomes a participant: by an open link or a personal one, by consent, or by coming
 * back. Nothing is stored before consent.
 */
final class ConsentPages {
    private final Store store;
    private final PublishedStudies studies;
    private final ParticipantCookies cookies;
    private final Drafts drafts;
    private final Pages pages;
    private final Notices notices;
    private final Clock clock;
    private final Draws draws;

    ConsentPages(
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
        this.draws = new Draws(store);
    }

    /** Tells who came without a link where to go. */
    void welcome(Context ctx) {
        notices.show(ctx, 200, "welcome", "", Languages.spoken(ctx));
    }

    /** Opens a personal link. It is not spent by looking: programs open links to preview them. */
    void invited(Context ctx) {
        String token = ctx.pathParam("token");
        Optional<Invitation> invitation = store.invitation(Secrets.hash(token));
        if (invitation.isEmpty()) {
            notices.show(ctx, 404, "unknown_token", "", Languages.spoken(ctx));
            return;
        }
        String study = invitation.get().study();
        if (invitation.get().answered()) {
            String language = studies.latest(study).language(Languages.of(ctx));
            notices.show(ctx, 409, "already", "", language);
            return;
        }
        cookies.setToken(ctx, study, token);
        cookies.forgetParticipant(ctx, study);
        store.draftByToken(token)
                .ifPresent(draft -> cookies.setParticipant(ctx, study, draft.participant()));
        ctx.redirect("/s/" + study, HttpStatus.SEE_OTHER);
    }

    /** Opens the link by which a draft goes on, on this or another device. */
    void resume(Context ctx) {
        Optional<Draft> draft = store.draft(ctx.pathParam("participant"));
        if (draft.isEmpty()) {
            notices.show(ctx, 404, "no_draft", "", Languages.spoken(ctx));
            return;
        }
        String study = draft.get().study();
        if (draft.get().linkHash().isPresent()) { // only the personal link leads to its invitation
            notices.show(ctx, 403, "invited_only", "", draft.get().language());
            return;
        }
        cookies.setParticipant(ctx, study, draft.get().participant());
        ctx.redirect(Drafts.start(draft.get()), HttpStatus.SEE_OTHER);
    }

    /** What the study is about, and what a participant agrees to. */
    void show(Context ctx) {
        Study study = latest(ctx);
        String language = study.language(Languages.of(ctx));
        if (!PanelId.isRight(ctx, study)) {
            notices.show(ctx, 422, "panel_wrong", "", language);
            return;
        }
        Optional<String> panel = PanelId.of(ctx, study);
        if (panel.isEmpty() || cookies.isTrial(ctx) || !store.answered(study.id(), panel.get())) {
            show(ctx, 200, "");
        } else if (cookies.sent(ctx, study.id())
                .flatMap(store.curation()::response)
                .filter(response -> response.panel().equals(panel))
                .isPresent()) {
            ctx.redirect(
                    "/s/" + study.id() + "/receipt?language=" + language, HttpStatus.SEE_OTHER);
        } else {
            notices.show(ctx, 409, "panel_answered", "", language);
        }
    }

    /** Takes the consent and begins a draft. */
    void agree(Context ctx) {
        Map<String, String> form = Form.all(ctx);
        Study study = latest(ctx);
        String language = study.language(Languages.of(ctx));
        if (!form.getOrDefault("agree", "").equals("1")) {
            show(ctx, 422, "problem.consent");
            return;
        }
        boolean trial = form.containsKey("trial");
        Optional<String> token = trial ? Optional.empty() : cookies.token(ctx, study.id());
        if (study.invitedOnly() && token.isEmpty() && !trial) {
            notices.show(ctx, 403, "invited_only", "", language);
            return;
        }
        Optional<Draft> begunBefore = token.flatMap(store::draftByToken);
        Optional<String> panel = PanelId.of(ctx, study);
        Draft draft = begunBefore.orElseGet(() -> newDraft(study, language, token, trial, panel));
        try {
            store.saveDraft(draft, token);
            cookies.begin(ctx, study.id(), draft.participant());
            ctx.redirect(Drafts.address(draft), HttpStatus.SEE_OTHER);
        } catch (StoreException.Unavailable e) {
            show(ctx, 503, "unavailable");
        } catch (StoreException.AlreadyAnswered e) {
            cookies.forgetToken(ctx, study.id());
            notices.refuse(ctx, e, "", language, Answers.NONE);
        } catch (StoreException e) {
            notices.refuse(ctx, e, "", language, Answers.NONE);
        }
    }

    /** Somebody does not take part: that is counted, and nothing about them is stored. */
    void refuse(Context ctx) {
        Study study = latest(ctx);
        boolean trial = Form.all(ctx).containsKey("trial");
        if (begunBefore(ctx, study, trial).isPresent()) {
            ctx.redirect("/s/" + study.id() + "/stop", HttpStatus.SEE_OTHER); // answers are stored
            return;
        }
        try {
            if (!trial) store.refuse(study.id());
        } catch (StoreException.Closed | StoreException.Unavailable e) {
            // They need not wait until they can be counted.
        }
        String language = study.language(Languages.of(ctx));
        ctx.redirect(
                "/s/" + study.id() + "/refused?language=" + language + (trial ? "&trial=1" : ""),
                HttpStatus.SEE_OTHER);
    }

    /** Thanks somebody who does not take part. */
    void refused(Context ctx) {
        notices.show(ctx, 200, "refused", "", latest(ctx).language(Languages.of(ctx)));
    }

    private void show(Context ctx, int status, String problem) {
        Study study = latest(ctx);
        String language = study.language(Languages.of(ctx));
        if (store.opening(study.id()) != Opening.OPEN) {
            notices.closed(ctx, 200, study.id(), "", language, Answers.NONE);
            return;
        }
        Messages words = Messages.in(language);
        boolean trial = cookies.isTrial(ctx);
        Optional<Draft> draft = begunBefore(ctx, study, trial);
        Optional<String> panel = PanelId.of(ctx, study).or(() -> draft.flatMap(Draft::panel));
        Map<String, Object> model = new HashMap<>();
        model.put("study", study);
        model.put("language", language);
        model.put("words", words);
        model.put("problem", problem);
        String until =
                store.schedule(study.id())
                        .closing()
                        .map(time -> words.text("start.until", Notices.moment(time, language)))
                        .orElse("");
        model.put("until", until);
        model.put("goOn", draft.map(Drafts::address).orElse(""));
        model.put("sent", cookies.sent(ctx, study.id()).isPresent());
        model.put("trial", trial);
        model.put("panel", panel.orElse(""));
        ctx.status(status);
        pages.render(ctx, "participant/start.jte", study.title().in(language), language, model);
    }

    private Study latest(Context ctx) {
        return studies.latest(ctx.pathParam("study"));
    }

    /**
     * What this browser has begun: a trial, or in earnest; not for another one of the panel's
     * participants.
     */
    private Optional<Draft> begunBefore(Context ctx, Study study, boolean trial) {
        Optional<String> panel = PanelId.of(ctx, study);
        return drafts.of(ctx)
                .filter(draft -> draft.trial() == trial)
                .filter(draft -> panel.isEmpty() || draft.panel().equals(panel));
    }

    private static String first(Study study, List<String> order) {
        return study.pages(order, Answers.NONE).stream()
                .findFirst()
                .map(org.duograph.survey.study.Page::key)
                .orElse(Drafts.SENDING);
    }

    private Draft newDraft(
            Study study,
            String language,
            Optional<String> token,
            boolean trial,
            Optional<String> panel) {
        List<String> order = draws.next(study, trial);
        return new Draft(
                (trial ? Draft.TRIAL : "") + Secret.random(),
                UUID.randomUUID().toString(),
                study.id(),
                study.version(),
                language,
                token.map(Secrets::linkHash),
                order,
                first(study, order),
                Answers.NONE,
                clock.instant(),
                panel);
    }
}
