package org.duograph.experiments.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** What other programs of the machine tell. */
public final class Programs {
    private static final int SECONDS = 10;

    private Programs() {}

    /** What a program prints; empty where there is none, or it fails. */
    public static String answer(Path folder, String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(folder.toAbsolutePath().toFile())
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            String text = new String(process.getInputStream().readAllBytes()).strip();
            boolean good = process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
            return good ? text : "";
        } catch (IOException e) { // there is no such program
            return "";
        }
    }

    /** The commit of the source below a folder, or "unknown". */
    public static String commit(Path root) throws InterruptedException {
        String name = answer(root, "git", "describe", "--always", "--dirty", "--abbrev=12");
        Path carried = root.resolve("version"); // where there is no repository, but a pack
        try {
            String packed = Files.exists(carried) ? Files.readString(carried).strip() : "unknown";
            return name.isEmpty() ? packed : name;
        } catch (IOException e) {
            return "unknown";
        }
    }
}
