package org.duograph.survey.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Report;
import org.duograph.survey.results.Results;
import org.duograph.survey.results.Selection;
import org.duograph.survey.results.StudyResults;
import org.duograph.survey.results.export.Export;
import org.duograph.survey.results.export.Labels;
import org.duograph.survey.results.export.ReplicationPackage;
import org.duograph.survey.results.export.ResultsJson;
import org.duograph.survey.results.export.Workbook;
import org.duograph.survey.store.Store;

/** What researchers see of the answers: results, report and exports, all of the same selection. */
final class ResultsPages {

    private static final String CSV = "text/csv; charset=utf-8";
    private static final String JSON = "application/json; charset=utf-8";

    private static final String XLSX =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private static final Pattern LABELLED =
            Pattern.compile("(labels|package)(-anonymised)?-([a-z]{2,3}(?:-[A-Z]{2})?)(\\.[a-z]+)");

    private final Store store;
    private final StudyResults results;
    private final Pages pages;
    private final Clock clock;

    ResultsPages(Store store, Pages pages, Clock clock) {
        this.store = store;
        this.results = new StudyResults(store);
        this.pages = pages;
        this.clock = clock;
    }

    /** The results of a study; filters are in the address. */
    void show(Context ctx) {
        Selection selection = selection(ctx);
        Results shown = results.of(selection.study().id(), selection.filter());
        pages.render(
                ctx,
                "results.jte",
                "Results",
                Map.of("results", shown, "filter", FilterForm.of(selection)));
    }

    /** The same as one file. */
    void report(Context ctx) {
        Selection selection = selection(ctx);
        Results shown = results.of(selection.study().id(), selection.filter());
        download(ctx, selection, "report.html", "text/html; charset=utf-8");
        ctx.result(Report.html(shown, clock.instant()));
    }

    /** The responses as a file. */
    void export(Context ctx) throws IOException {
        Selection selection = selection(ctx);
        String file = ctx.pathParam("file");
        switch (file) {
            case "wide.csv" -> Export.of(selection).wide(csv(ctx, selection, file), false);
            case "wide-bom.csv" -> Export.of(selection).wide(csv(ctx, selection, file), true);
            case "long.csv" -> Export.of(selection).longRows(csv(ctx, selection, file), false);
            case "codebook.csv" -> Export.of(selection).codebook(csv(ctx, selection, file), false);
            case "anonymised.csv" -> {
                Export anonymised = Export.anonymised(selection);
                anonymised.wide(csv(ctx, selection, file), false);
            }
            case "responses.json" -> {
                download(ctx, selection, file, JSON);
                Export.of(selection).json(ctx.outputStream());
            }
            case "results.json" -> {
                Results shown = results.of(selection.study().id(), selection.filter());
                download(ctx, selection, file, JSON);
                ResultsJson.write(shown, ctx.outputStream());
            }
            default -> labelled(ctx, selection, file);
        }
    }

    /** Files with labels, whose names end with the language of these: {@code labels-en.csv}. */
    private void labelled(Context ctx, Selection selection, String file) throws IOException {
        Matcher named = LABELLED.matcher(file);
        if (!named.matches() || !selection.study().languages().contains(named.group(3))) {
            throw new Refusal(404, Faults.explain(404));
        }
        boolean anonymised = named.group(2) != null;
        Export export = anonymised ? Export.anonymised(selection) : Export.of(selection);
        String language = named.group(3);
        switch (named.group(1) + named.group(4)) {
            case "labels.csv" -> new Labels(export, language).csv(csv(ctx, selection, file));
            case "labels.xlsx" -> {
                download(ctx, selection, file, XLSX);
                Workbook.write(export, language, ctx.outputStream());
            }
            case "package.zip" -> {
                Map<Integer, String> texts = new TreeMap<>();
                String study = selection.study().id();
                store.versions(study).forEach(v -> texts.put(v.version(), v.yaml()));
                Results shown = results.of(study, selection.filter());
                download(ctx, selection, file, "application/zip");
                ReplicationPackage.write(export, language, texts, shown, ctx.outputStream());
            }
            default -> throw new Refusal(404, Faults.explain(404));
        }
    }

    private OutputStream csv(Context ctx, Selection selection, String file) {
        download(ctx, selection, file, CSV);
        return ctx.outputStream();
    }

    /** Says what the file is, and writes down that it was taken. */
    private void download(Context ctx, Selection selection, String file, String type) {
        String study = selection.study().id();
        store.audit(Gate.who(ctx), "exported " + file, study + selection.filter().query());
        ctx.contentType(type)
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + study + "-" + file + "\"");
    }

    private Selection selection(Context ctx) {
        try {
            return results.selection(ctx.pathParam("study"), Filter.parse(ctx.queryParamMap()));
        } catch (NoSuchElementException e) {
            throw new Refusal(404, e.getMessage() + ".");
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, e.getMessage() + ".");
        }
    }
}
