package org.duograph.survey.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** Headers that every response carries, error pages included. */
final class Headers {
    /**
     * Everything comes from this server and forms go to it; nothing runs inside a page's text.
     * Browsers do not refresh, frame or re-base a page.
     */
    private static final String CONTENT_POLICY =
            "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self';"
                    + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                    + " frame-ancestors 'none'; object-src 'none'";

    private Headers() {}

    /**
     * @param encrypted whether browsers reach the server by HTTPS and are told never to do
     *     otherwise
     */
    static Map<String, String> of(boolean encrypted) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Security-Policy", CONTENT_POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        // Not no-referrer: with that, browsers hide from us where our own forms come from.
        headers.put("Referrer-Policy", "same-origin");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("X-Frame-Options", "DENY");
        headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        headers.put("Cache-Control", "no-store");
        if (encrypted) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        return headers;
    }
}
