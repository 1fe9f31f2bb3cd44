package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duograph.survey.store.Draft;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StoreException;
import org.duograph.survey.study.Answers;
import org.duograph.survey.study.Field;
import org.duograph.survey.study.Page;
import org.duograph.survey.study.Problem;
import org.duograph.survey.study.Prompt;
import org.duograph.survey.study.Study;

/**
 * A participant's pages of questions. What is typed is kept as a draft with every button; only
 * "next" asks whether it is right. What happens before and after: {@link ConsentPages}, {@link
 * SubmissionPages}.
 */
final class ParticipantPages {
    private final Store store;
    private final PublishedStudies studies;
    private final ParticipantCookies cookies;
    private final Drafts drafts;
    private final Pages pages;
    private final Notices notices;

    ParticipantPages(
            Store store,
            PublishedStudies studies,
            ParticipantCookies cookies,
            Pages pages,
            Notices notices) {
        this.store = store;
        this.studies = studies;
        this.cookies = cookies;
        this.drafts = new Drafts(store, cookies);
        this.pages = pages;
        this.notices = notices;
    }

    /** Shows a page, unless an earlier one comes first. */
    void show(Context ctx) {
        Optional<Draft> found = drafts.of(ctx);
        if (found.isEmpty()) {
            ctx.redirect("/s/" + ctx.pathParam("study"), HttpStatus.SEE_OTHER);
            return;
        }
        Draft draft = found.get();
        Study study = study(draft);
        List<Page> steps = study.pages(draft.order(), draft.answers());
        int index = indexOf(steps, ctx.pathParam("page"));
        int open = firstIncomplete(steps, draft.answers());
        if (index < 0 || index > open) {
            ctx.redirect(address(study, steps, open), HttpStatus.SEE_OTHER);
            return;
        }
        String language = Drafts.language(ctx, study, draft);
        String notice = ctx.queryParam("more") == null ? "" : "page.more";
        render(ctx, 200, study, language, steps, index, draft.answers(), List.of(), notice);
    }

    /** Keeps a page's answers and goes where its button says. */
    void answer(Context ctx) {
        Map<String, String> form = Form.all(ctx);
        String id = ctx.pathParam("study");
        Optional<Draft> found = drafts.of(ctx);
        if (found.isEmpty()) {
            noDraft(ctx, id, form);
            return;
        }
        Draft draft = found.get();
        Study study = study(draft);
        String key = ctx.pathParam("page");
        Page whole =
                Form.found(study.pages().stream().filter(p -> p.key().equals(key)).findFirst());
        Set<String> asked = Set.of(form.getOrDefault("asked", "").split(" +"));
        Map<String, String> typed = Form.answers(form);
        Answers answers = merge(draft.answers(), whole.only(asked), typed);
        String language = Drafts.language(ctx, study, draft);

        List<Page> steps = study.pages(draft.order(), answers);
        int index = indexOf(steps, key);
        String go = form.getOrDefault("go", "next");
        List<Problem> problems = new ArrayList<>(whole.only(asked).check(answers));
        if (!go.equals("next")) {
            problems.clear(); // what is wrong is kept as it is, until somebody goes on
        }
        if (!problems.isEmpty() && index >= 0) {
            render(ctx, 422, study, language, steps, index, answers, problems, "");
            return;
        }
        String next = next(draft, study, steps, index, asked, go, key);
        try {
            store.saveDraft(
                    changed(draft, language, reached(next, key), answers),
                    draft.trial() ? Optional.empty() : cookies.token(ctx, id));
            if (go.equals("autosave")) {
                ctx.status(HttpStatus.NO_CONTENT);
            } else {
                ctx.redirect(next, HttpStatus.SEE_OTHER);
            }
        } catch (StoreException.Unavailable e) {
            if (index < 0) throw e; // the page is none of this participant's any more
            render(ctx, 503, study, language, steps, index, answers, List.of(), "unavailable");
        } catch (StoreException e) {
            notices.refuse(ctx, e, id, language, whole.read(typed));
        }
    }

    private Study study(Draft draft) {
        return studies.version(draft.study(), draft.version());
    }

    /** The answers so far, with what the page asked taken from the form: blank means cleared. */
    private static Answers merge(Answers before, Page asked, Map<String, String> typed) {
        Map<String, String> all = new HashMap<>(before.values());
        asked.fields().stream().map(Field::name).forEach(all::remove);
        all.putAll(asked.read(typed).values());
        return new Answers(all);
    }

    private static int indexOf(List<Page> steps, String key) {
        return steps.stream().map(Page::key).toList().indexOf(key);
    }

    private static int firstIncomplete(List<Page> steps, Answers answers) {
        int index = 0;
        while (index < steps.size() && steps.get(index).check(answers).isEmpty()) {
            index++;
        }
        return index;
    }

    /** The address of a page; after the last one, of the page that sends. */
    static String address(Study study, List<Page> steps, int index) {
        return "/s/"
                + study.id()
                + (index < steps.size() ? "/page/" + steps.get(index).key() : "/send");
    }

    private static String next(
            Draft draft,
            Study study,
            List<Page> steps,
            int index,
            Set<String> asked,
            String go,
            String key) {
        return switch (go) {
            case "back" -> index > 0 ? address(study, steps, index - 1) : Drafts.start(draft);
            case "autosave" -> "/s/" + study.id() + "/page/" + key;
            case "save" -> "/s/" + study.id() + "/saved";
            case "stop" -> "/s/" + study.id() + "/stop";
            default -> forward(study, steps, index, asked, key);
        };
    }

    /** The next page; or this one again, where its answers led to more questions. */
    private static String forward(
            Study study, List<Page> steps, int index, Set<String> asked, String key) {
        if (index < 0) { // nothing is left to ask here
            return address(study, steps, 0);
        }
        Optional<Prompt> more =
                steps.get(index).prompts().stream()
                        .filter(prompt -> !asked.contains(prompt.name()))
                        .findFirst();
        return more.map(
                        prompt ->
                                "/s/"
                                        + study.id()
                                        + "/page/"
                                        + key
                                        + "?more=1#question."
                                        + prompt.name())
                .orElse(address(study, steps, index + 1));
    }

    /** Where a participant is who was sent to {@code next}; says later where people left. */
    private static String reached(String next, String key) {
        int page = next.indexOf("/page/");
        if (page >= 0) {
            return next.substring(page + "/page/".length()).replaceFirst("[?#].*", "");
        }
        return next.endsWith(Drafts.SENDING) ? Drafts.SENDING : key;
    }

    private static Draft changed(Draft draft, String language, String page, Answers answers) {
        return new Draft(
                draft.participant(),
                draft.submission(),
                draft.study(),
                draft.version(),
                language,
                draft.linkHash(),
                draft.order(),
                page,
                answers,
                draft.started(),
                draft.panel());
    }

    private void render(
            Context ctx,
            int status,
            Study study,
            String language,
            List<Page> steps,
            int index,
            Answers answers,
            List<Problem> problems,
            String notice) {
        Messages words = Messages.in(language);
        Step step =
                new Step(
                        study,
                        language,
                        words,
                        steps.get(index),
                        index + 1,
                        steps.size() + 1,
                        answers,
                        problems,
                        notice.isEmpty() ? "" : words.text(notice));
        String title = step.page().title().in(language);
        ctx.status(status);
        pages.render(
                ctx,
                "participant/step.jte",
                problems.isEmpty() ? title : words.text("page.title_problem", title),
                language,
                Map.of("step", step));
    }

    /** Answers came for a draft that is no more: sent, deleted, or of a browser without cookies. */
    private void noDraft(Context ctx, String id, Map<String, String> form) {
        Study study = studies.latest(id);
        String language = study.language(Languages.of(ctx));
        boolean sent = cookies.sent(ctx, id).isPresent();
        notices.show(
                ctx,
                409,
                sent ? "sent" : "no_draft",
                id,
                language,
                new Answers(Form.answers(form)));
    }
}
