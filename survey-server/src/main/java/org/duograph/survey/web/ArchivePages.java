package org.duograph.survey.web;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duograph.survey.results.Filter;
import org.duograph.survey.results.Selection;
import org.duograph.survey.results.StudyResults;
import org.duograph.survey.results.export.Export;
import org.duograph.survey.store.Store;
import org.duograph.survey.store.StudyVersion;

/** A study to take along: the text of every version, the responses, and what the columns mean. */
final class ArchivePages {
    private final Store store;
    private final StudyResults results;

    ArchivePages(Store store) {
        this.store = store;
        this.results = new StudyResults(store);
    }

    private interface Part {
        void write(OutputStream out) throws IOException;
    }

    void send(Context ctx) throws IOException {
        String study = Form.found(store.latest(ctx.pathParam("study"))).study();
        Selection selection = results.selection(study, Filter.parse(Map.of()));
        store.audit(Gate.who(ctx), "exported study.zip", study);
        ctx.contentType("application/zip")
                .header("Content-Disposition", "attachment; filename=\"" + study + ".zip\"");
        try (ZipOutputStream zip = new ZipOutputStream(ctx.outputStream())) {
            for (StudyVersion version : store.versions(study)) {
                byte[] text = version.yaml().getBytes(StandardCharsets.UTF_8);
                add(zip, study + "-" + version.version() + ".yaml", out -> out.write(text));
            }
            add(zip, "wide.csv", out -> Export.of(selection).wide(out, false));
            add(zip, "long.csv", out -> Export.of(selection).longRows(out, false));
            add(zip, "responses.json", out -> Export.of(selection).json(out));
            add(zip, "codebook.csv", out -> Export.of(selection).codebook(out, false));
        }
    }

    /** Writers of files close what they write to; the archive goes on. */
    private static void add(ZipOutputStream zip, String name, Part part) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        part.write(bytes);
        zip.putNextEntry(new ZipEntry(name));
        bytes.writeTo(zip);
        zip.closeEntry();
    }
}
