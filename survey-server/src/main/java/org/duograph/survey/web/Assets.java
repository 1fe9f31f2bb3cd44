package org.duograph.survey.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The few files that pages need besides their text. */
final class Assets {
    private static final Map<String, String> TYPES =
            Map.of(
                    "style.css", "text/css; charset=utf-8",
                    "live.js", "text/javascript; charset=utf-8",
                    "slider.js", "text/javascript; charset=utf-8",
                    "answer.js", "text/javascript; charset=utf-8",
                    "icon.svg", "image/svg+xml; charset=utf-8");

    void send(Context ctx) {
        String name = ctx.pathParam("name");
        String type = TYPES.get(name);
        if (type == null) {
            throw new Refusal(404, Faults.explain(404));
        }
        ctx.header("Cache-Control", "public, max-age=3600").contentType(type).result(read(name));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
