package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Study;

/**
 * Personal links. They are shown once, on a sheet to print and cut apart: the store keeps only
 * hashes, so nobody can look up later who has which.
 */
final class InvitationPages {
    private static final int MOST = 1000;
    private static final int LONGEST_LABEL = 100;

    private final Store store;
    private final PublishedStudies studies;
    private final Pages pages;
    private final Supplier<String> address;

    /**
     * @param address where participants find the server
     */
    InvitationPages(Store store, PublishedStudies studies, Pages pages, Supplier<String> address) {
        this.store = store;
        this.studies = studies;
        this.pages = pages;
        this.address = address;
    }

    void list(Context ctx) {
        Study study = study(ctx);
        pages.render(
                ctx,
                "researcher/invitations.jte",
                "Invitations",
                Map.of("study", study, "invitations", store.invitations(study.id())));
    }

    /** Makes links, and shows their sheet. */
    void issue(Context ctx) {
        Study study = study(ctx);
        List<String> labels = labels(Form.one(ctx, "labels"), Form.one(ctx, "count"));
        List<String> tokens = store.issueInvitations(study.id(), labels);
        store.audit(Gate.who(ctx), "made " + tokens.size() + " invitations", study.id());
        List<PersonalLink> links = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            links.add(new PersonalLink(labels.get(i), address.get() + "/i/" + tokens.get(i)));
        }
        pages.render(
                ctx,
                "researcher/sheet.jte",
                "Personal links",
                Map.of("study", study, "links", links));
    }

    private static List<String> labels(String typed, String count) {
        List<String> labels = typed.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
        if (labels.isEmpty()) {
            int number = count.matches("\\d{1,6}") ? Integer.parseInt(count) : 0;
            labels =
                    IntStream.rangeClosed(1, Math.min(number, MOST + 1)).mapToObj(i -> "").toList();
        }
        if (labels.isEmpty() || labels.size() > MOST) {
            throw new Refusal(
                    422,
                    "Ask for 1 to " + MOST + " links at a time, by number or by a list of names.");
        }
        if (labels.stream().anyMatch(label -> label.length() > LONGEST_LABEL)) {
            throw new Refusal(
                    422, "A name in the list has more than " + LONGEST_LABEL + " letters.");
        }
        return labels;
    }

    private Study study(Context ctx) {
        return studies.latest(ctx.pathParam("study"));
    }
}
