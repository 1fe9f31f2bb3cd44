package org.duograph.data;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * What a folder of CIFAR-10 format files says of itself, in {@code dataset.properties} beside them.
 *
 * <p>The official archive has no such file; the data sets that this package writes do. Without one
 * the files must have the official counts.
 *
 * @param name the name of the data set
 * @param source what the images are, or null to tell from the checksums
 * @param train the number of training images over all training files
 * @param test the number of test images
 * @param sha256 the checksum of the contents, or null if not stated
 */
record DataSheet(String name, String source, int train, int test, String sha256) {
    private static final String FILE = "dataset.properties";
    private static final String CLASSES = "batches.meta.txt";
    private static final DataSheet OFFICIAL = new DataSheet("CIFAR-10", null, 50_000, 10_000, null);

    static DataSheet of(DataSet data) {
        return new DataSheet(
                data.name(),
                data.source(),
                data.train().count(),
                data.test().count(),
                data.sha256());
    }

    /** The sheet in {@code folder}, or the official counts if it has none. */
    static DataSheet read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return OFFICIAL;
        }
        Properties p = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            p.load(in);
            return new DataSheet(
                    p.getProperty("name", "CIFAR-10 format"),
                    p.getProperty("source"),
                    count(file, p, "train"),
                    count(file, p, "test"),
                    p.getProperty("sha256"));
        } catch (IllegalArgumentException e) { // a broken \\u escape
            throw DataException.of(file, "a properties file", e.getMessage(), fix());
        }
    }

    private static int count(Path file, Properties p, String key) throws DataException {
        String text = p.getProperty(key, "").strip();
        if (!text.matches("[0-9]{1,6}")) {
            throw DataException.of(
                    file,
                    "a number of images from 0 to 999999 under '" + key + "'",
                    text.isEmpty() ? "nothing" : "'" + text + "'",
                    fix());
        }
        return Integer.parseInt(text);
    }

    private static String fix() {
        return "Delete this file if the folder holds CIFAR-10, else write the folder anew.";
    }

    void write(Path folder, List<String> classNames) throws IOException {
        String text =
                """
                # Data set in the CIFAR-10 binary format
                name=%s
                source=%s
                train=%d
                test=%d
                sha256=%s
                """
                        .formatted(name, source, train, test, sha256);
        Files.writeString(folder.resolve(FILE), text);
        Files.writeString(folder.resolve(CLASSES), String.join("\n", classNames) + "\n");
    }

    /** Fails if the contents of the files have another checksum than the sheet states. */
    void check(Path folder, String found) throws DataException {
        if (sha256 != null && !sha256.equals(found)) {
            throw DataException.of(
                    folder,
                    "contents with SHA-256 " + sha256,
                    found,
                    "A file was changed or damaged: delete the folder, it is made anew.");
        }
    }

    /** The class names listed in {@code folder}, else CIFAR-10's. */
    static List<String> classNames(Path folder) throws IOException {
        Path file = folder.resolve(CLASSES);
        if (!Files.exists(file)) {
            return Cifar10.CLASS_NAMES;
        }
        List<String> names =
                Files.readAllLines(file).stream()
                        .map(String::strip)
                        .filter(n -> !n.isEmpty())
                        .toList();
        if (names.size() != Cifar10.CLASSES) {
            throw DataException.of(
                    file,
                    Cifar10.CLASSES + " class names, one a line",
                    names.size() + " of them",
                    "Take the file from the official archive, or delete it.");
        }
        return names;
    }
}
