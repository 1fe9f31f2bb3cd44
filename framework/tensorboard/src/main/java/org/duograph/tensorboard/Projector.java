package org.duograph.tensorboard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duograph.messages.FileFormatException;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * The embeddings of a run, for TensorBoard's projector: {@code projector_config.pbtxt} in the run's
 * folder names them, files beside it hold their rows and labels, separated by tabs.
 */
public final class Projector {
    /** The file that names the embeddings of a run. */
    public static final String CONFIG = "projector_config.pbtxt";

    private static final Pattern FIELD =
            Pattern.compile("(\\w+)\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");

    private Projector() {}

    /**
     * An embedding.
     *
     * @param name what it is called
     * @param rows a row for each thing, as many numbers in each
     * @param labels what each row stands for; empty if nobody said
     */
    public record Embedding(String name, NDArray rows, List<String> labels) {
        public Embedding {
            labels = List.copyOf(labels);
            if (rows.shape().rank() != 2 || !rows.dtype().isFloating()) {
                throw new IllegalArgumentException(
                        "An embedding is a matrix of numbers with a point, found " + rows.type());
            }
            if (!labels.isEmpty() && labels.size() != rows.shape().dim(0)) {
                throw new IllegalArgumentException(
                        "%d rows need as many labels or none, found %d"
                                .formatted(rows.shape().dim(0), labels.size()));
            }
        }
    }

    /** Writes the embeddings of a run, in place of those that were there. */
    public static void write(Path run, List<Embedding> embeddings) throws IOException {
        Files.createDirectories(run);
        StringBuilder config = new StringBuilder();
        for (Embedding embedding : embeddings) {
            String file = embedding.name().replaceAll("[^A-Za-z0-9._-]", "_");
            Files.writeString(run.resolve(file + ".tsv"), rows(embedding.rows()));
            config.append("embeddings {\n");
            field(config, "tensor_name", embedding.name());
            field(config, "tensor_path", file + ".tsv");
            if (!embedding.labels().isEmpty()) {
                List<String> lines =
                        embedding.labels().stream()
                                .map(s -> s.replaceAll("[\t\r\n]", " "))
                                .toList();
                Files.write(run.resolve(file + "_labels.tsv"), lines);
                field(config, "metadata_path", file + "_labels.tsv");
            }
            config.append("}\n");
        }
        Files.writeString(run.resolve(CONFIG), config.toString());
    }

    private static void field(StringBuilder config, String name, String text) {
        String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
        config.append("  ").append(name).append(": \"").append(quoted).append("\"\n");
    }

    private static String rows(NDArray rows) {
        int width = rows.shape().dim(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append(rows.getText(i)).append((i + 1) % width == 0 ? '\n' : '\t');
        }
        return text.toString();
    }

    /**
     * Reads the embeddings of a run as far as files of rows are named; what a checkpoint holds is
     * passed over.
     *
     * @throws FileFormatException if a file is not as it must be
     */
    public static List<Embedding> read(Path run) throws IOException {
        Path config = run.resolve(CONFIG);
        List<Embedding> embeddings = new ArrayList<>();
        if (Files.exists(config)) {
            for (String part : Files.readString(config).split("\\bembeddings\\s*:?\\s*\\{")) {
                String tensor = text(part, "tensor_path");
                if (!tensor.isEmpty()) {
                    NDArray rows = readRows(run.resolve(tensor));
                    embeddings.add(
                            new Embedding(
                                    text(part, "tensor_name"),
                                    rows,
                                    labels(run, text(part, "metadata_path"), rows.shape().dim(0))));
                }
            }
        }
        return embeddings;
    }

    private static String text(String part, String name) {
        Matcher field = FIELD.matcher(part);
        while (field.find()) {
            if (field.group(1).equals(name)) {
                return field.group(2).replaceAll("\\\\(.)", "$1");
            }
        }
        return "";
    }

    private static NDArray readRows(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        lines.removeIf(String::isBlank);
        int width = lines.isEmpty() ? 0 : lines.get(0).split("\t").length;
        float[] numbers = new float[lines.size() * width];
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).split("\t");
            if (words.length != width) {
                throw new FileFormatException(
                        "%s: line %d has %d numbers, and the first has %d"
                                .formatted(file, i + 1, words.length, width));
            }
            for (int k = 0; k < width; k++) {
                try {
                    numbers[i * width + k] = Float.parseFloat(words[k]);
                } catch (NumberFormatException e) {
                    throw new FileFormatException(
                            "%s: line %d has \"%s\" in place of a number"
                                    .formatted(file, i + 1, words[k]),
                            e);
                }
            }
        }
        return NDArray.of(Shape.of(lines.size(), width), numbers);
    }

    /** A line for each row; a file of several columns has their names in a line before. */
    private static List<String> labels(Path run, String name, int rows) throws IOException {
        if (name.isEmpty()) {
            return List.of();
        }
        Path file = run.resolve(name);
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> labels = lines.size() == rows + 1 ? lines.subList(1, rows + 1) : lines;
        if (labels.size() != rows) {
            throw new FileFormatException(
                    "%s: %d rows need as many labels, found %d"
                            .formatted(file, rows, labels.size()));
        }
        return labels.stream().map(line -> line.replace("\t", ", ")).toList();
    }
}
