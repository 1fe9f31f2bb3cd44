package org.duograph.serving.page;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedMap;
import org.duograph.serving.Refusal;
import org.duograph.serving.json.JsonWriter;
import org.duograph.serving.model.Pictures;
import org.duograph.serving.model.Port;
import org.duograph.serving.versions.Catalog;
import org.duograph.serving.versions.ModelRef;
import org.duograph.serving.versions.ModelVersion;
import org.duograph.serving.versions.ModelVersion.State;
import org.duograph.serving.versions.VersionedModel;

/**
 * {@code /}: the models, what each takes, and a form that asks it by the REST interface. The page's
 * script gets what it shows from {@code /page/models.json}.
 */
public final class TryPage {
    private static final String POLICY =
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private final Catalog catalog;

    /** A page about some models. */
    public TryPage(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Adds its addresses. */
    public void add(RoutesConfig routes) {
        routes.get("/", ctx -> file(ctx, "page.html", "text/html"));
        routes.get("/page/page.css", ctx -> file(ctx, "page.css", "text/css"));
        routes.get("/page/page.js", ctx -> file(ctx, "page.js", "text/javascript"));
        routes.get(
                "/page/models.json",
                ctx -> {
                    headers(ctx);
                    ctx.contentType("application/json").result(models().bytes());
                });
    }

    private static void headers(Context ctx) {
        ctx.header("Content-Security-Policy", POLICY);
        ctx.header("X-Content-Type-Options", "nosniff");
        ctx.header("Cache-Control", "no-store");
    }

    private static void file(Context ctx, String name, String type) {
        headers(ctx);
        try (InputStream in = TryPage.class.getResourceAsStream(name)) {
            ctx.contentType(type + "; charset=utf-8").result(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonWriter models() {
        JsonWriter json = new JsonWriter().beginArray();
        for (VersionedModel model : catalog.models()) {
            json.beginObject().name("name").text(model.name());
            json.name("versions").beginArray();
            for (ModelVersion version : model.versions()) {
                json.beginObject();
                json.name("version").text(Long.toString(version.number()));
                json.name("state").text(version.state().name());
                json.name("error").text(version.error()).endObject();
            }
            json.endArray();
            describe(json, model);
            json.endObject();
        }
        return json.endArray();
    }

    /** Adds what the latest version takes and gives, if it is loaded. */
    private void describe(JsonWriter json, VersionedModel model) {
        boolean loaded = model.versions().stream().anyMatch(v -> v.state() == State.AVAILABLE);
        if (!loaded) {
            return;
        }
        ModelVersion version;
        try {
            version = catalog.use(ModelRef.latest(model.name()));
        } catch (Refusal e) {
            return; // it has just gone
        }
        try {
            json.name("latest").text(Long.toString(version.number()));
            json.name("format").text(version.format());
            json.name("signatures").beginArray();
            version.signatures()
                    .forEach(
                            (name, signature) -> {
                                json.beginObject().name("name").text(name);
                                json.name("method").text(signature.method());
                                json.name("inputs");
                                ports(json, signature.inputs());
                                json.name("outputs");
                                ports(json, signature.outputs());
                                json.endObject();
                            });
            json.endArray();
            version.pictures().ifPresent(pictures -> pictures(json, pictures));
        } finally {
            version.release();
        }
    }

    private static void ports(JsonWriter json, SortedMap<String, Port> ports) {
        json.beginArray();
        ports.forEach(
                (name, port) -> {
                    json.beginObject().name("name").text(name);
                    json.name("dtype").text(port.dtype().lowerName());
                    json.name("shape");
                    if (port.shape() == null) {
                        json.raw("null");
                    } else {
                        json.beginArray();
                        port.shape().forEach(json::number);
                        json.endArray();
                    }
                    json.endObject();
                });
        json.endArray();
    }

    private static void pictures(JsonWriter json, Pictures pictures) {
        json.name("pictures").beginObject();
        json.name("input").text(pictures.input());
        json.name("output").text(pictures.output());
        json.name("channels").text(pictures.channels());
        json.name("height").number((long) pictures.height());
        json.name("width").number((long) pictures.width());
        json.name("scale").number(pictures.scale());
        json.name("mean").beginArray();
        pictures.mean().forEach(json::number);
        json.endArray().name("classes").beginArray();
        for (String name : List.copyOf(pictures.classes())) {
            json.text(name);
        }
        json.endArray().endObject();
    }
}
