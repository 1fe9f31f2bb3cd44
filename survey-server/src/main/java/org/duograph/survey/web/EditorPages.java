package org.duograph.survey.web;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duograph.survey.editor.ConditionForm;
import org.duograph.survey.editor.KindCard;
import org.duograph.survey.editor.Mistake;
import org.duograph.survey.editor.Place;
import org.duograph.survey.editor.Sketch;
import org.duograph.survey.editor.Sketches;
import org.duograph.survey.editor.StudyEdit;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyVersion;
import org.duograph.survey.study.Study;
import org.duograph.survey.study.StudyFormatException;

/**
 * The form editor: a study in the making as a list of its parts, each part as a form, all texts
 * with their translations, and the text itself. Every change is a step of the sketch.
 */
final class EditorPages {
    private static final String CHANGED =
            "The study was changed in another window meanwhile. Open it again there, and do it once"
                    + " more.";

    private final Store store;
    private final Sketches sketches;
    private final Pages pages;

    EditorPages(Store store, Sketches sketches, Pages pages) {
        this.store = store;
        this.sketches = sketches;
        this.pages = pages;
    }

    /** Shows a study by its parts. */
    void outline(Context ctx) {
        Sketch sketch = sketch(ctx);
        Optional<StudyEdit> edit = readable(ctx, sketch);
        edit.ifPresent(
                e ->
                        render(
                                ctx,
                                "outline",
                                sketch,
                                SketchPages.title(sketch),
                                Map.of("edit", e, "published", published(sketch))));
    }

    /** Moves, copies, adds, deletes parts; undoes and redoes. */
    void change(Context ctx) {
        Sketch sketch = unchanged(ctx);
        String[] wish = (Form.one(ctx, "do") + " ").split(" ", -1);
        String id = sketch.study();
        switch (wish[0]) {
            case "undo" -> sketches.undo(id);
            case "redo" -> sketches.redo(id);
            case "discard" -> sketches.discard(id);
            default -> {
                StudyEdit edit = edit(sketch);
                Place place = Place.read(wish[1]).filter(edit::has).orElse(Place.STUDY);
                Place next = change(edit, wish, place, ctx);
                keep(sketch, edit);
                boolean added = List.of("section", "question").contains(wish[0]);
                ctx.redirect(
                        added ? SketchPages.address(id) + "/at/" + next : SketchPages.address(id),
                        HttpStatus.SEE_OTHER);
                return;
            }
        }
        boolean gone = sketches.find(id).isEmpty() && store.latest(id).isEmpty();
        ctx.redirect(gone ? "/admin/sketches" : SketchPages.address(id), HttpStatus.SEE_OTHER);
    }

    private static Place change(StudyEdit edit, String[] wish, Place place, Context ctx) {
        if (wish[0].equals("section")) {
            return edit.addSection();
        }
        if (wish[0].equals("instrument")) {
            return edit.addInstrument(Form.one(ctx, "instrument"));
        }
        if (place.isStudy()) {
            throw new Refusal(422, "There is no such part of the study any more.");
        }
        return switch (wish[0]) {
            case "question" -> edit.addQuestion(place.section(), wish[2]);
            case "up" -> edit.move(place, -1);
            case "down" -> edit.move(place, 1);
            case "copy" -> edit.copy(place);
            case "delete" -> {
                edit.delete(place);
                yield place;
            }
            default -> throw new Refusal(422, "The form asks for nothing that can be done here.");
        };
    }

    /** Shows a part as a form. */
    void part(Context ctx) {
        Sketch sketch = sketch(ctx);
        readable(ctx, sketch)
                .ifPresent(
                        edit -> {
                            Place place = place(ctx, edit);
                            String ask = Optional.ofNullable(ctx.queryParam("ask")).orElse("");
                            boolean saved = ctx.queryParam("saved") != null;
                            part(ctx, sketch, edit, place, ask, saved ? "Saved." : "");
                        });
    }

    private void part(
            Context ctx, Sketch sketch, StudyEdit edit, Place place, String ask, String notice) {
        boolean asks = edit.keys(place).contains("show_if");
        ConditionForm condition =
                asks
                        ? edit.condition(place, ask)
                        : new ConditionForm(false, List.of(), List.of(), false);
        String title = edit.title(place);
        render(
                ctx,
                "part",
                sketch,
                title.isEmpty() ? "New question" : title,
                Map.of(
                        "edit", edit,
                        "place", place,
                        "inputs", edit.inputs(place),
                        "condition", condition,
                        "notice", notice));
    }

    /** Keeps a part as it was filled in. */
    void fill(Context ctx) {
        Sketch sketch = sketch(ctx);
        StudyEdit edit = edit(sketch);
        Place place = place(ctx, edit);
        edit.put(place, ctx::formParams);
        if (sketch.step() != step(ctx)) {
            ctx.status(409);
            String notice =
                    "Not saved yet: the study was changed in another window meanwhile. Look through"
                            + " what you typed, and save it again.";
            part(ctx, sketch, edit, place, "", notice);
            return;
        }
        String[] wish = (Form.one(ctx, "do") + "  ").split(" ", -1);
        Place next = place;
        if (wish[0].equals("move")) {
            int section = Place.read(Form.one(ctx, "section")).map(Place::section).orElse(-1);
            next = section < 0 ? place : edit.moveTo(place, section);
        } else if (wish[0].equals("raise") && wish[2].matches("\\d{1,4}")) {
            edit.raise(place, wish[1], Integer.parseInt(wish[2]));
        }
        keep(sketch, edit);
        String here = SketchPages.address(sketch.study());
        String to =
                switch (wish[0]) {
                    case "back" -> here;
                    case "kinds" -> here + "/add/" + Place.section(next.section());
                    case "ask" -> here + "/at/" + next + "?ask=" + query(ctx, "ask") + "#show_if";
                    default -> here + "/at/" + next + "?saved";
                };
        ctx.redirect(to, HttpStatus.SEE_OTHER);
    }

    private static String query(Context ctx, String field) {
        String name = Form.one(ctx, field);
        return name.matches("[a-z0-9_.-]{1,200}") ? name : "";
    }

    /** Shows the kinds of questions that can be added to a section. */
    void kinds(Context ctx) {
        Sketch sketch = sketch(ctx);
        readable(ctx, sketch)
                .ifPresent(
                        edit ->
                                render(
                                        ctx,
                                        "kinds",
                                        sketch,
                                        "Add a question",
                                        Map.of(
                                                "place", place(ctx, edit),
                                                "kinds", KindCard.all())));
    }

    /** Shows the text. */
    void text(Context ctx) {
        Sketch sketch = sketch(ctx);
        text(ctx, sketch, sketch.text(), ctx.queryParam("saved") != null ? "Saved." : "");
    }

    private void text(Context ctx, Sketch sketch, String yaml, String notice) {
        int line = problem(yaml).map(Trouble::line).orElse(0);
        render(
                ctx,
                "text",
                sketch,
                SketchPages.title(sketch),
                Map.of("yaml", yaml, "line", line, "notice", notice));
    }

    /** Keeps the text as it is, right or wrong. */
    void write(Context ctx) {
        Sketch sketch = sketch(ctx);
        String yaml = Form.one(ctx, "yaml").replace("\r\n", "\n").replace("\uFEFF", "");
        if (sketch.step() != step(ctx) || !sketches.keep(sketch, yaml)) {
            ctx.status(409);
            text(
                    ctx,
                    sketch,
                    yaml,
                    "Not saved yet: the study was changed in another window meanwhile. This is what"
                            + " you typed; save it again if it is to count.");
            return;
        }
        ctx.redirect(SketchPages.address(sketch.study()) + "/text?saved", HttpStatus.SEE_OTHER);
    }

    /** Shows all texts, with their languages side by side. */
    void translations(Context ctx) {
        Sketch sketch = sketch(ctx);
        readable(ctx, sketch)
                .ifPresent(
                        edit ->
                                translations(
                                        ctx,
                                        sketch,
                                        edit,
                                        ctx.queryParam("saved") != null ? "Saved." : ""));
    }

    private void translations(Context ctx, Sketch sketch, StudyEdit edit, String notice) {
        var texts = edit.translations();
        long missing =
                texts.stream()
                        .flatMap(text -> text.texts().values().stream())
                        .filter(String::isEmpty)
                        .count();
        render(
                ctx,
                "translations",
                sketch,
                SketchPages.title(sketch),
                Map.of("edit", edit, "texts", texts, "missing", missing, "notice", notice));
    }

    /** Keeps translations. */
    void translate(Context ctx) {
        Sketch sketch = sketch(ctx);
        StudyEdit edit = edit(sketch);
        edit.translate(ctx::formParam);
        if (sketch.step() != step(ctx)) {
            ctx.status(409);
            translations(
                    ctx,
                    sketch,
                    edit,
                    "Not saved yet: the study was changed in another window meanwhile. Look through"
                            + " what you typed, and save it again.");
            return;
        }
        keep(sketch, edit);
        ctx.redirect(
                SketchPages.address(sketch.study()) + "/translations?saved", HttpStatus.SEE_OTHER);
    }

    /** The sketch that the address names, or else the study as it was published. */
    private Sketch sketch(Context ctx) {
        String id = ctx.pathParam("study");
        Optional<Sketch> sketch =
                id.matches("[a-z0-9][a-z0-9_-]{0,39}") ? sketches.find(id) : Optional.empty();
        return Form.found(
                sketch.or(
                        () ->
                                store.latest(id)
                                        .map(v -> new Sketch(id, v.yaml(), 0, false, false))));
    }

    /** The sketch, if it is still as it was when the form was made. */
    private Sketch unchanged(Context ctx) {
        Sketch sketch = sketch(ctx);
        if (sketch.step() != step(ctx)) {
            throw new Refusal(409, CHANGED);
        }
        return sketch;
    }

    private static int step(Context ctx) {
        // Not "step", which is a key of questions.
        String step = Form.one(ctx, "sketch");
        return step.matches("\\d{1,6}") ? Integer.parseInt(step) : -1;
    }

    /** A sketch as parts; where the text cannot be read, the text is shown with its mistake. */
    private Optional<StudyEdit> readable(Context ctx, Sketch sketch) {
        try {
            return Optional.of(StudyEdit.read(sketch.text()));
        } catch (Mistake e) {
            text(ctx, sketch, sketch.text(), "The form is back when the text can be read again.");
            return Optional.empty();
        }
    }

    private static StudyEdit edit(Sketch sketch) {
        try {
            return StudyEdit.read(sketch.text());
        } catch (Mistake e) {
            throw new Refusal(409, CHANGED);
        }
    }

    /** Keeps a changed sketch, as the next version if this one was published. */
    private void keep(Sketch sketch, StudyEdit edit) {
        if (edit.text().equals(sketch.text())) {
            return;
        }
        int latest = store.latest(sketch.study()).map(StudyVersion::version).orElse(0);
        boolean free = edit.version().matches("\\d{1,6}") && version(edit) > latest;
        if (!free) {
            edit.setVersion(latest + 1);
        }
        if (!sketches.keep(sketch, edit.text())) {
            throw new Refusal(409, CHANGED);
        }
    }

    private static int version(StudyEdit edit) {
        return Integer.parseInt(edit.version());
    }

    private String published(Sketch sketch) {
        Optional<StudyVersion> latest = store.latest(sketch.study());
        if (latest.isEmpty()) {
            return "Not published yet. Every change is kept here as you make it.";
        }
        int version = latest.get().version();
        return latest.get().yaml().equals(sketch.text())
                ? "Published as version " + version + ". What you change becomes the next version."
                : "Version " + version + " is published; your changes since are kept here.";
    }

    private static Place place(Context ctx, StudyEdit edit) {
        return Form.found(Place.read(ctx.pathParam("place")).filter(edit::has));
    }

    /** What is wrong with a text, and where. */
    private record Trouble(int line, String message) {}

    private static Optional<Trouble> problem(String yaml) {
        try {
            StudyEdit.read(yaml);
            Study.proofread(yaml);
            return Optional.empty();
        } catch (Mistake e) {
            return Optional.of(new Trouble(e.line(), e.getMessage()));
        } catch (StudyFormatException e) {
            return Optional.of(new Trouble(e.line(), e.getMessage()));
        }
    }

    private void render(
            Context ctx, String template, Sketch sketch, String title, Map<String, ?> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("sketch", sketch);
        if (!template.equals("kinds") && !template.equals("translations")) {
            String yaml = (String) all.getOrDefault("yaml", sketch.text());
            Optional<Trouble> problem = problem(yaml);
            all.put("problem", problem.map(Trouble::message).orElse(""));
            if (!template.equals("text")) {
                StudyEdit edit = StudyEdit.read(sketch.text());
                all.put("problemAt", problem.map(p -> "at/" + edit.at(p.line())).orElse(""));
            }
        }
        pages.render(ctx, "editor/" + template + ".jte", title, all);
    }
}
