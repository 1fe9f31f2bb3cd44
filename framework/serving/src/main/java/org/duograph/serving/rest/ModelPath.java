package org.duograph.serving.rest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.serving.Refusal;
import org.duograph.serving.versions.ModelRef;

/**
 * What an address under {@code /v1/} asks for.
 *
 * @param model the model and version; null if the address names no model
 * @param verb {@code predict}, {@code classify}, {@code regress}, {@code metadata}, or empty for
 *     the status
 */
record ModelPath(ModelRef model, String verb) {
    private static final String VERSION = "(?:(?:/versions/(\\d+))|(?:/labels/([^/:]+)))?";
    private static final Pattern POST =
            Pattern.compile(
                    "/v1/models/([^/:]+)" + VERSION + ":(classify|regress|predict)",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern GET =
            Pattern.compile(
                    "/v1/models(?:/([^/:]+))?" + VERSION + "(?:/(metadata))?",
                    Pattern.CASE_INSENSITIVE);

    /**
     * Reads an address.
     *
     * @param method of the request
     * @param path as it was sent, with its escapes
     * @throws Refusal if it is no address of this interface
     */
    static ModelPath parse(String method, String path) {
        boolean post = method.equals("POST");
        Matcher found = (post ? POST : GET).matcher(path);
        boolean known = post || method.equals("GET") || method.equals("HEAD");
        if (!known || !found.matches()) {
            throw Refusal.invalid("Malformed request: " + method + " " + path);
        }
        String verb = found.group(4) == null ? "" : found.group(4).toLowerCase(Locale.ROOT);
        if (found.group(1) == null) {
            throw Refusal.invalid("Missing model name in request.");
        }
        String label = found.group(3) == null ? null : decode(found.group(3));
        return new ModelPath(
                new ModelRef(decode(found.group(1)), number(found.group(2)), label), verb);
    }

    private static Long number(String digits) {
        try {
            return digits == null ? null : Long.valueOf(digits);
        } catch (NumberFormatException e) {
            throw Refusal.invalid("Failed to convert version: " + digits + " to numeric.");
        }
    }

    /** A part of an address without its escapes; a plus is a plus. */
    private static String decode(String part) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            boolean escape = c == '%' && i + 2 < part.length();
            int high = escape ? Character.digit(part.charAt(i + 1), 16) : -1;
            int low = escape ? Character.digit(part.charAt(i + 2), 16) : -1;
            if (high >= 0 && low >= 0) {
                bytes.write(high * 16 + low);
                i += 2;
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
