package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.Map;
import org.duograph.survey.store.Store;

/** What researchers did: the latest notes of the audit log. */
final class RecordPages {
    private static final int SHOWN = 500;

    private final Store store;
    private final Pages pages;

    RecordPages(Store store, Pages pages) {
        this.store = store;
        this.pages = pages;
    }

    void show(Context ctx) {
        pages.render(
                ctx,
                "researcher/audit.jte",
                "Audit log",
                Map.of("entries", store.audits(SHOWN), "shown", SHOWN));
    }
}
