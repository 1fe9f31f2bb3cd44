package org.duograph.tensorboard.board;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The page: one document with its styles and scripts inside, which asks nobody for anything else.
 */
public final class BoardPage {
    private static final String[] SCRIPTS = {"board.js", "curves.js", "views.js", "space.js"};

    private BoardPage() {}

    /** The page that asks a server for what there is to see. */
    static String live() {
        return page("");
    }

    /** Writes a page that has all that a board has read in it. */
    public static void export(Board board, Path file) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Files.createDirectories(parent);
        Files.writeString(file, html(board));
    }

    /** The text of that file. */
    public static String html(Board board) {
        return page(board.pieces("", 0));
    }

    private static String page(String data) {
        StringBuilder scripts = new StringBuilder();
        for (String name : SCRIPTS) {
            scripts.append(resource(name)).append('\n');
        }
        return resource("board.html")
                .replace("/*STYLE*/", resource("board.css"))
                .replace("/*SCRIPT*/", scripts)
                .replace("/*DATA*/", data);
    }

    private static String resource(String name) {
        try (InputStream in = BoardPage.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The page's part " + name + " can't be read", e);
        }
    }
}
