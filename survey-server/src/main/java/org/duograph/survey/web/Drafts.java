package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Study;

/** What visitors have begun and not sent. */
final class Drafts {
    /** Where a draft stands that needs only to be sent: no section can have such a name. */
    static final String SENDING = "/send";

    private final Store store;
    private final ParticipantCookies cookies;

    Drafts(Store store, ParticipantCookies cookies) {
        this.store = store;
        this.cookies = cookies;
    }

    /** The visitor's draft for the study in the address. */
    Optional<Draft> of(Context ctx) {
        String study = ctx.pathParam("study");
        return cookies.participant(ctx, study)
                .flatMap(store::draft)
                .filter(draft -> draft.study().equals(study));
    }

    /** The language to show a draft in: the one chosen on the page, else the one it has. */
    static String language(Context ctx, Study study, Draft draft) {
        List<String> wanted = new ArrayList<>(Languages.chosen(ctx));
        wanted.add(draft.language());
        return study.language(wanted);
    }

    /** The address of the study's first page, where a draft can be gone on with. */
    static String start(Draft draft) {
        return "/s/" + draft.study() + (draft.trial() ? "?trial=1" : "");
    }

    /** The address at which a draft goes on. */
    static String address(Draft draft) {
        String page = draft.page().equals(SENDING) ? SENDING : "/page/" + draft.page();
        return "/s/" + draft.study() + page;
    }
}
