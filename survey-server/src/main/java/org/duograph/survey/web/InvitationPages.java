package org.duograph.survey.web;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.duograph.survey.results.export.SpreadsheetGuard;
import org.duograph.survey.store.Invitation;
import org.duograph.survey.store.Store;
import org.duograph.survey.study.Privacy;
import org.duograph.survey.study.Study;

/**
 * The links by which people come to a study, the open one and personal ones, to print, cut apart or
 * send. The store keeps only hashes of personal ones; the sheet makes them again from its key.
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
        show(ctx, "", "10", "");
    }

    /** Makes links, and leads to their sheet; what is wrong comes back with what was typed. */
    void issue(Context ctx) {
        Study study = study(ctx);
        String typed = Form.one(ctx, "labels");
        String count = Form.one(ctx, "count");
        List<String> labels = labels(typed, count);
        String problem = problem(labels);
        if (!problem.isEmpty()) {
            ctx.status(422);
            show(ctx, typed, count, problem);
            return;
        }
        int before = store.invitations(study.id()).size();
        store.issueInvitations(study.id(), labels);
        store.audit(Gate.who(ctx), "made " + labels.size() + " invitations", study.id());
        String sheet = "/admin/studies/" + study.id() + "/invitations/sheet?from=" + (before + 1);
        ctx.redirect(sheet, HttpStatus.SEE_OTHER);
    }

    /** Makes new links in place of those that cannot be shown again and were not answered. */
    void replace(Context ctx) {
        Study study = study(ctx);
        int replaced = store.curation().replaceInvitations(Gate.who(ctx), study.id());
        int first = store.invitations(study.id()).size() - replaced + 1;
        String list = "/admin/studies/" + study.id() + "/invitations";
        ctx.redirect(replaced == 0 ? list : list + "/sheet?from=" + first, HttpStatus.SEE_OTHER);
    }

    /** The personal links to print and cut apart, from number {@code from} on. */
    void sheet(Context ctx) {
        Study study = study(ctx);
        String from = Optional.ofNullable(ctx.queryParam("from")).orElse("");
        int first = from.matches("[1-9]\\d{0,5}") ? Integer.parseInt(from) : 1;
        List<PersonalLink> links =
                links(study).stream().filter(link -> link.number() >= first).toList();
        store.audit(Gate.who(ctx), "looked at " + links.size() + " personal links", study.id());
        pages.render(
                ctx,
                "researcher/sheet.jte",
                "Personal links",
                Map.of("study", study, "links", links));
    }

    /** The same as a table, for a program that writes letters. */
    void csv(Context ctx) throws IOException {
        Study study = study(ctx);
        List<PersonalLink> links = links(study);
        store.audit(Gate.who(ctx), "exported " + links.size() + " personal links", study.id());
        ctx.contentType("text/csv; charset=utf-8")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + study.id() + "-links.csv\"");
        boolean states = study.privacy() == Privacy.PSEUDONYMOUS;
        Writer out = new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8);
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(row("number", "for", "link", states ? "state" : ""));
            for (PersonalLink link : links) {
                csv.writeRecord(
                        row(
                                Integer.toString(link.number()),
                                SpreadsheetGuard.guard(link.label()),
                                link.url(),
                                states ? link.answered() ? "answered" : "not answered" : ""));
            }
        }
    }

    private static List<String> row(String... cells) {
        return List.of(cells).stream().filter(cell -> !cell.isEmpty()).toList();
    }

    /** The open link to project or hang up. */
    void poster(Context ctx) {
        Study study = study(ctx);
        pages.render(
                ctx,
                "researcher/poster.jte",
                "Link to take part",
                Map.of("study", study, "link", address.get() + "/s/" + study.id()));
    }

    private void show(Context ctx, String typed, String count, String problem) {
        Study study = study(ctx);
        List<Invitation> invitations = store.invitations(study.id());
        pages.render(
                ctx,
                "researcher/invitations.jte",
                "Invitations",
                Map.of(
                        "study", study,
                        "invitations", invitations,
                        "old", invitations.stream().filter(i -> i.seed().isEmpty()).count(),
                        "typed", typed,
                        "count", count,
                        "problem", problem));
    }

    /** The links that can be made again. */
    private List<PersonalLink> links(Study study) {
        List<Invitation> invitations = store.invitations(study.id());
        List<PersonalLink> links = new ArrayList<>();
        for (int i = 0; i < invitations.size(); i++) {
            Invitation invitation = invitations.get(i);
            int number = i + 1;
            store.token(invitation)
                    .map(token -> address.get() + "/i/" + token)
                    .map(url -> new PersonalLink(number, invitation, url))
                    .ifPresent(links::add);
        }
        return links;
    }

    private static List<String> labels(String typed, String count) {
        List<String> labels = typed.lines().map(String::strip).filter(s -> !s.isEmpty()).toList();
        if (!labels.isEmpty()) {
            return labels;
        }
        int number = count.matches("\\d{1,6}") ? Integer.parseInt(count) : 0;
        return IntStream.rangeClosed(1, Math.min(number, MOST + 1)).mapToObj(i -> "").toList();
    }

    private static String problem(List<String> labels) {
        if (labels.isEmpty() || labels.size() > MOST) {
            return "Ask for 1 to " + MOST + " links at a time, by number or by a list of names.";
        }
        return labels.stream()
                .filter(label -> label.codePointCount(0, label.length()) > LONGEST_LABEL)
                .findFirst()
                .map(
                        label ->
                                "A name in the list has more than "
                                        + LONGEST_LABEL
                                        + " letters: "
                                        + label.substring(0, 30)
                                        + "...")
                .orElse("");
    }

    private Study study(Context ctx) {
        return studies.latest(ctx.pathParam("study"));
    }
}
