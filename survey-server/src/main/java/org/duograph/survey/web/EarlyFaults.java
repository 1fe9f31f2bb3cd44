package org.duograph.survey.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * The same pages as {@link Faults} for requests that Jetty turns away before any route sees them:
 * too large, malformed.
 */
final class EarlyFaults extends ErrorHandler {
    private final Pages pages;
    private final Map<String, String> headers;

    EarlyFaults(Pages pages, Map<String, String> headers) {
        this.pages = pages;
        this.headers = headers;
    }

    private static String language(Request request) {
        boolean researcher = Request.getPathInContext(request).startsWith("/admin");
        return researcher
                ? "en"
                : Languages.spoken(Languages.asked(request.getHeaders().get("Accept-Language")));
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int code,
            String message,
            Throwable cause,
            Callback callback) {
        headers.forEach(response.getHeaders()::put);
        response.getHeaders().put("Content-Type", "text/html; charset=utf-8");
        byte[] page = pages.fault(code, language(request)).getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(page), callback);
    }
}
