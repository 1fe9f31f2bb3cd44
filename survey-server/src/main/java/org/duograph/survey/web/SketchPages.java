package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.editor.Mistake;
import org.duograph.survey.editor.Place;
import org.duograph.survey.editor.Sketch;
import org.duograph.survey.editor.Sketches;
import org.duograph.survey.editor.StudyEdit;
import org.duograph.survey.store.Store;

/** The list of studies in the making, and the beginning of one. */
final class SketchPages {
    private final Store store;
    private final Sketches sketches;
    private final Pages pages;

    SketchPages(Store store, Sketches sketches, Pages pages) {
        this.store = store;
        this.sketches = sketches;
        this.pages = pages;
    }

    /** Lists studies in the making, and offers to begin one. */
    void list(Context ctx) {
        list(ctx, "");
    }

    private void list(Context ctx, String problem) {
        Map<String, String> titles = new LinkedHashMap<>();
        for (String id : sketches.studies()) {
            titles.put(id, sketches.find(id).map(SketchPages::title).orElse(id));
        }
        List<String> published =
                store.studies().stream().filter(id -> !titles.containsKey(id)).toList();
        pages.render(
                ctx,
                "editor/list.jte",
                "Studies in the making",
                Map.of(
                        "sketches", titles,
                        "published", published,
                        "problem", problem,
                        "typed", Form.typed(ctx)));
    }

    /** Begins a study with a title and its languages. */
    void begin(Context ctx) {
        String title = Form.one(ctx, "title").strip();
        List<String> languages = List.of(Form.one(ctx, "languages").strip().split("[\\s,;]+"));
        Optional<String> problem = Sketches.problem(title, languages, Form.one(ctx, "id").strip());
        if (problem.isPresent()) {
            ctx.status(422);
            list(ctx, problem.get());
            return;
        }
        String id = Sketches.id(title, Form.one(ctx, "id").strip());
        boolean taken = store.latest(id).isPresent() || sketches.find(id).isPresent();
        if (taken || !sketches.begin(id, Sketches.beginning(id, title, languages))) {
            ctx.status(409);
            list(ctx, "There is a study named " + id + " already. Give this one another name.");
            return;
        }
        ctx.redirect(address(id) + "/at/study", HttpStatus.SEE_OTHER);
    }

    /** What a study is called, as far as its text can be read. */
    static String title(Sketch sketch) {
        try {
            String title = StudyEdit.read(sketch.text()).title(Place.STUDY);
            return title.isEmpty() ? sketch.study() : title;
        } catch (Mistake e) {
            return sketch.study();
        }
    }

    /** Where a study is edited. */
    static String address(String study) {
        return "/admin/sketches/" + study;
    }
}
