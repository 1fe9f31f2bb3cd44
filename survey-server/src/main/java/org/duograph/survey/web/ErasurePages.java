package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Counts;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Study;

/** Erases an invitation, or a whole study; asks first, and says what will be gone. */
final class ErasurePages {
    private final Store store;
    private final PublishedStudies studies;
    private final Pages pages;

    ErasurePages(Store store, PublishedStudies studies, Pages pages) {
        this.store = store;
        this.studies = studies;
        this.pages = pages;
    }

    void askForInvitation(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        String hash = ctx.queryParam("invitation") == null ? "" : ctx.queryParam("invitation");
        String label =
                Form.found(store.invitation(hash).filter(one -> one.study().equals(study.id())))
                        .label();
        String here = "/admin/studies/" + study.id() + "/invitations";
        pages.confirm(
                ctx,
                new Confirmation(
                        label.isEmpty()
                                ? "Erase an invitation"
                                : "Erase the invitation of " + label,
                        List.of(
                                "Its personal link will no longer work, and for whom it was will be"
                                        + " gone from the server's files and from every backup"
                                        + " taken later. Links made afterwards are others.",
                                "Answers that were sent with it stay; erase them on the page of the"
                                        + " response, if you know which one it is, or ask its"
                                        + " sender to use the receipt."),
                        here + "/erase",
                        "Erase it",
                        here,
                        Map.of("invitation", hash)));
    }

    void eraseInvitation(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        try {
            store.curation()
                    .eraseInvitation(Gate.who(ctx), study.id(), Form.one(ctx, "invitation"));
        } catch (StoreException.Unknown e) {
            throw new Refusal(404, e.getMessage());
        }
        ctx.redirect("/admin/studies/" + study.id() + "/invitations", HttpStatus.SEE_OTHER);
    }

    void askForStudy(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        Counts counts = store.counts(study.id());
        pages.confirm(
                ctx,
                new Confirmation(
                        "Erase the study " + study.id(),
                        List.of(
                                "These will be gone, from the server's files and from every backup"
                                        + " taken later: "
                                        + counts.responses()
                                        + " responses, "
                                        + counts.tests()
                                        + " trials, "
                                        + counts.drafts()
                                        + " drafts, "
                                        + store.invitations(study.id()).size()
                                        + " invitations, "
                                        + (store.installTimes(study.id()).size()
                                                + store.curation().waiting(study.id()).size())
                                        + " measured times, and the text of "
                                        + store.versions(study.id()).size()
                                        + " versions. Nobody can bring them back. Take an export or"
                                        + " a backup first if you may need them.",
                                "What stays: lines of the audit log; backups and exports made"
                                        + " before. The name is free for another study.",
                                "To keep the answers and take no more, close the study instead."),
                        "/admin/studies/" + study.id() + "/erase",
                        "Erase the study",
                        "/admin/studies/" + study.id()));
    }

    void eraseStudy(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        store.curation().eraseStudy(Gate.who(ctx), study.id());
        studies.forget(study.id());
        ctx.redirect("/admin", HttpStatus.SEE_OTHER);
    }
}
