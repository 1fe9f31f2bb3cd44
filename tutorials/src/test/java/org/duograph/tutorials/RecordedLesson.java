package org.duograph.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.duograph.workspace.net.Net;

/**
 * Runs a lesson and compares what it prints, and the pictures it draws, with what is recorded for
 * its page.
 *
 * <p>Each part of each step is a file of its own, {@code recorded/basics/one-operator-1.txt} for
 * the first part of the step "One operator". With {@code -Dduograph.record=true} the files are
 * written instead.
 */
final class RecordedLesson {
    private static final boolean RECORD = Boolean.getBoolean("duograph.record");

    private final String name;
    private final Path recorded;

    RecordedLesson(String name) {
        this.name = name;
        this.recorded = Path.of("recorded", name);
    }

    /** A lesson's main. */
    interface Program {
        void main(String[] args) throws Exception;
    }

    /** Runs the program and gives back what it printed, as it would look from the repository. */
    String run(Program program, Path folder, String... args) throws Exception {
        Net.releaseNames();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.main(args);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8)
                .replace("\r\n", "\n")
                .replace(folder.toString(), "out/" + name)
                .replace('\\', '/');
    }

    /** Compares the parts of a transcript with the recorded ones. */
    void checkParts(String transcript, PrintedText rules) throws IOException {
        Map<String, String> parts = parts(transcript);
        if (RECORD) {
            Files.createDirectories(recorded);
            for (Path old : files(".txt").values()) {
                Files.delete(old);
            }
            for (Map.Entry<String, String> part : parts.entrySet()) {
                Files.writeString(recorded.resolve(part.getKey() + ".txt"), part.getValue());
            }
        }
        Map<String, Path> files = files(".txt");
        assertThat(parts.keySet())
                .as("parts of the lesson and files in tutorials/recorded/" + name)
                .containsExactlyInAnyOrderElementsOf(files.keySet());
        for (Map.Entry<String, String> part : parts.entrySet()) {
            rules.check(part.getKey(), part.getValue(), Files.readString(files.get(part.getKey())));
        }
    }

    /**
     * Compares a picture that the lesson drew with the recorded one: SVG as text, PNG by pixels.
     */
    void checkPicture(Path drawn) throws IOException {
        Path file = recorded.resolve(drawn.getFileName().toString());
        if (RECORD) {
            Files.write(file, Files.readAllBytes(drawn));
        }
        if (file.toString().endsWith(".png")) {
            assertThat(pixels(drawn)).as(file.toString()).isEqualTo(pixels(file));
        } else {
            assertThat(drawn).hasSameTextualContentAs(file);
        }
    }

    /** The same for an SVG whose numbers may differ a little, as those of a curve do. */
    void checkPicture(Path drawn, PrintedText rules) throws IOException {
        Path file = recorded.resolve(drawn.getFileName().toString());
        if (RECORD) {
            Files.write(file, Files.readAllBytes(drawn));
        }
        rules.check(file.toString(), Files.readString(drawn), Files.readString(file));
    }

    /**
     * The same for a PNG whose pixels follow from what was learnt, and so may differ: only its size
     * is compared.
     */
    void checkSize(Path drawn) throws IOException {
        Path file = recorded.resolve(drawn.getFileName().toString());
        if (RECORD) {
            Files.write(file, Files.readAllBytes(drawn));
        }
        BufferedImage is = ImageIO.read(drawn.toFile());
        BufferedImage was = ImageIO.read(file.toFile());
        assertThat(is.getWidth()).as("width of " + file).isEqualTo(was.getWidth());
        assertThat(is.getHeight()).as("height of " + file).isEqualTo(was.getHeight());
    }

    /** The same for a PNG file that is computed: how far pixels may be apart, on average. */
    void checkPicture(Path drawn, double apart) throws IOException {
        Path file = recorded.resolve(drawn.getFileName().toString());
        if (RECORD) {
            Files.write(file, Files.readAllBytes(drawn));
        }
        int[] are = pixels(drawn);
        int[] were = pixels(file);
        assertThat(are).as(file.toString()).hasSameSizeAs(were);
        double sum = 0;
        for (int i = 0; i < are.length; i++) {
            for (int shift = 0; shift < 24; shift += 8) {
                sum += Math.abs((are[i] >> shift & 0xff) - (were[i] >> shift & 0xff)) / 3.0;
            }
        }
        assertThat(sum / are.length).as("how far from " + file).isLessThan(apart);
    }

    private static int[] pixels(Path png) throws IOException {
        BufferedImage image = ImageIO.read(png.toFile());
        int width = image.getWidth();
        return image.getRGB(0, 0, width, image.getHeight(), null, 0, width);
    }

    /**
     * Cuts a transcript at its headings and empty lines: each part by its name in a file, {@code
     * blobs.txt}, or {@code blobs-1.txt}, {@code blobs-2.txt} where a step has several.
     */
    static Map<String, String> parts(String transcript) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String step : ("\n" + transcript).split("\n\n== ")) {
            if (step.isBlank()) {
                continue;
            }
            int end = step.indexOf('\n');
            String title = step.substring(0, end).strip().toLowerCase(Locale.ROOT);
            String name = title.replaceAll("[^a-z0-9]+", "-");
            String[] texts = step.substring(end + 1).strip().split("\n\n+");
            for (int i = 0; i < texts.length; i++) {
                String file = texts.length == 1 ? name : name + "-" + (i + 1);
                parts.put(file, texts[i].stripTrailing() + "\n");
            }
        }
        return parts;
    }

    private Map<String, Path> files(String suffix) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (var all = Files.list(recorded)) {
            all.filter(f -> f.toString().endsWith(suffix))
                    .forEach(f -> found.put(f.getFileName().toString().replace(suffix, ""), f));
        }
        return found;
    }
}
