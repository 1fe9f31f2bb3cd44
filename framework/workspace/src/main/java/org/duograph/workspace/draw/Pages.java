package org.duograph.workspace.draw;

import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Pages that show one picture and ask nobody for anything else: the frame, the styles and the
 * scripts that all of them have in common, and how a program shows one.
 */
final class Pages {
    private Pages() {}

    /**
     * Puts a page together.
     *
     * @param parts what stands at the marks of {@code page.html} ({@code TITLE}, {@code PICTURES},
     *     ...)
     * @param script the script of this kind of page, a resource
     */
    static String page(Map<String, String> parts, String style, String script) {
        String page =
                resource("page.html")
                        .replace("/*STYLE*/", resource("page.css") + style)
                        .replace(
                                "/*SCRIPT*/",
                                resource("camera.js") + resource("frame.js") + resource(script));
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int at = page.indexOf("/*"); at >= 0; at = page.indexOf("/*", from)) {
            int end = page.indexOf("*/", at) + 2;
            String part = parts.get(page.substring(at + 2, end - 2));
            text.append(page, from, at).append(part == null ? page.substring(at, end) : part);
            from = end;
        }
        return text.append(page, from, page.length()).toString();
    }

    /** The squares of a legend, in the colours of the families. */
    static String legend(Iterable<Family> families) {
        StringBuilder legend = new StringBuilder();
        for (Family family : families) {
            legend.append("<span><svg class=\"").append(family.css());
            legend.append("\"><rect width=\"11\" height=\"11\" rx=\"2\"/></svg>");
            legend.append(Labels.xml(family.words)).append("</span>\n");
        }
        return legend.toString();
    }

    /**
     * Writes a page into a temporary file and opens it in the browser, where there is a desktop.
     *
     * @return the file
     */
    static Path show(String name, String page) throws IOException {
        String safe = name.replaceAll("[^A-Za-z0-9_-]+", "-");
        Path file = Files.createTempFile("duograph-" + safe + "-", ".html");
        Files.writeString(file, page);
        boolean desktop = !GraphicsEnvironment.isHeadless() && Desktop.isDesktopSupported();
        if (desktop && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
            Desktop.getDesktop().browse(file.toUri());
        }
        return file;
    }

    private static String resource(String name) {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The page's part " + name + " can't be read", e);
        }
    }
}
