package org.duograph.survey.web;

import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/** The documentation, which is in the jar, and the study with all kinds of questions to copy. */
final class HelpPages {
    static final String TEMPLATE = "/studies/question-types.yaml";

    private final Pages pages;

    HelpPages(Pages pages) {
        this.pages = pages;
    }

    void list(Context ctx) {
        List<HelpLink> links =
                Manual.PAGES.stream()
                        .map(name -> new HelpLink(name, Manual.page(name).title()))
                        .toList();
        pages.render(ctx, "researcher/help.jte", "Help", Map.of("links", links));
    }

    void show(Context ctx) {
        String name = ctx.pathParam("page");
        if (!Manual.PAGES.contains(name)) {
            throw new Refusal(404, "There is no such page of the help; the page Help has a list.");
        }
        Manual.Leaf leaf = Manual.page(name);
        Map<String, String> model = Map.of("html", leaf.html());
        pages.render(ctx, "researcher/manual.jte", leaf.title(), model);
    }

    /** The text of the study that has a question of each kind. */
    void template(Context ctx) {
        ctx.contentType("text/plain; charset=utf-8").result(Manual.resource(TEMPLATE));
    }
}
