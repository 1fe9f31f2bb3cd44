package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.List;
import java.util.Map;
import org.duograph.survey.store.Curation;
import org.duograph.survey.store.InstallTime;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Study;

/** Measured times: those that wait for approval, and those that count. */
final class MeasurementPages {
    /** Names no single measurement, but all that wait. */
    private static final String ALL = "all";

    private final Store store;
    private final Curation curation;
    private final PublishedStudies studies;
    private final Pages pages;

    MeasurementPages(Store store, PublishedStudies studies, Pages pages) {
        this.store = store;
        this.curation = store.curation();
        this.studies = studies;
        this.pages = pages;
    }

    void list(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        pages.render(
                ctx,
                "researcher/measurements.jte",
                "Measured times",
                Map.of(
                        "study", study,
                        "waiting", curation.waiting(study.id()),
                        "counting", store.installTimes(study.id())));
    }

    /** Lets one measurement count, or all that wait. */
    void approve(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        curation.approve(Gate.who(ctx), study.id(), wanted(study, Form.one(ctx, "id")));
        back(ctx, study);
    }

    /** Asks first. */
    void askToErase(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        String id = ctx.queryParam("id") == null ? "" : ctx.queryParam("id");
        int many = wanted(study, id).size();
        String here = address(study);
        pages.confirm(
                ctx,
                new Confirmation(
                        id.equals(ALL) ? "Refuse " + many + " measured times" : "Erase a time",
                        List.of(
                                "It will be gone from the results, from the server's files, and"
                                        + " from every backup taken later. If the timer sends it"
                                        + " again, it is not taken.",
                                "What stays: a line in the audit log; backups and exports made"
                                        + " before."),
                        here + "/erase",
                        "Erase",
                        here,
                        Map.of("id", id)));
    }

    void erase(Context ctx) {
        Study study = studies.latest(ctx.pathParam("study"));
        curation.eraseMeasurements(Gate.who(ctx), study.id(), wanted(study, Form.one(ctx, "id")));
        back(ctx, study);
    }

    private List<String> wanted(Study study, String id) {
        return id.equals(ALL)
                ? curation.waiting(study.id()).stream().map(InstallTime::id).toList()
                : List.of(id);
    }

    private static void back(Context ctx, Study study) {
        ctx.redirect(address(study), HttpStatus.SEE_OTHER);
    }

    private static String address(Study study) {
        return "/admin/studies/" + study.id() + "/measurements";
    }
}
