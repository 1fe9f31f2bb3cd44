package org.duograph.survey.editor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duograph.survey.files.OwnersOnly;

/**
 * The studies that are being edited: a folder for each, and in it a file for each step, {@code
 * 000001.yaml} and on. The last one counts; steps that were undone end in {@code .undone}. Files
 * appear whole or not at all, and only the user of the server may read them.
 */
public final class Sketches {
    /** More steps than anybody undoes. */
    private static final int MOST_STEPS = 100;

    private static final Pattern STEP = Pattern.compile("(\\d{6})\\.(yaml|undone)");
    private static final String ID = "[a-z0-9][a-z0-9_-]{0,39}";

    private final Path folder;

    /**
     * @param folder made with the first sketch
     */
    public Sketches(Path folder) {
        this.folder = folder;
    }

    /** What is wrong with the beginnings of a study; its name may be left empty. */
    public static Optional<String> problem(String title, List<String> languages, String id) {
        if (title.isEmpty()) {
            return Optional.of("Give the study a title.");
        }
        boolean tags = languages.stream().allMatch(l -> l.matches("[a-z]{2,3}(-[A-Z]{2})?"));
        if (!tags || Set.copyOf(languages).size() < languages.size()) {
            return Optional.of("Name each language once, by its tag, such as: en de ar");
        }
        return id.isEmpty() || id.matches(ID)
                ? Optional.empty()
                : Optional.of(
                        "'%s' cannot stand in addresses: write lower-case letters, digits, _ and -, 40 at most."
                                .formatted(id));
    }

    /** The name of a study: as given, or else made from its title. */
    public static String id(String title, String given) {
        return given.isEmpty() ? Codes.make(title, "study", List.of()).replace('_', '-') : given;
    }

    /** The text that a new study begins with. */
    public static String beginning(String id, String title, List<String> languages) {
        YamlWriter writer = new YamlWriter();
        Map<String, Object> study = new LinkedHashMap<>();
        study.put("study", id);
        study.put("version", 1);
        study.put("languages", languages);
        study.put("title", Map.of(languages.get(0), title));
        study.put("sections", List.of());
        return writer.block(study, 0) + "\n";
    }

    /** The studies that are being edited, by name. */
    public synchronized List<String> studies() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(path -> path.getFileName().toString())
                    .filter(name -> name.matches(ID) && find(name).isPresent())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sketch of a study as it is now. */
    public synchronized Optional<Sketch> find(String study) {
        TreeSet<Integer> steps = steps(study, "yaml");
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        int last = steps.last();
        String text = read(file(study, last, "yaml"));
        boolean redo = !steps(study, "undone").isEmpty();
        return Optional.of(new Sketch(study, text, last, steps.size() > 1, redo));
    }

    /** Begins a sketch, unless there is one of this name. */
    public synchronized boolean begin(String study, String text) {
        boolean free = find(study).isEmpty();
        if (free) write(study, 1, text);
        return free;
    }

    /**
     * Keeps a text as the step after a sketch; what was undone is forgotten. A study that was only
     * published so far becomes the first step itself.
     *
     * @return whether it was kept: not, if another change came between
     */
    public synchronized boolean keep(Sketch before, String text) {
        String study = before.study();
        int last = find(study).map(Sketch::step).orElse(0);
        if (last != before.step()) {
            return false;
        }
        if (last == 0) {
            write(study, ++last, before.text());
        }
        write(study, last + 1, text);
        steps(study, "undone").forEach(number -> delete(file(study, number, "undone")));
        TreeSet<Integer> steps = steps(study, "yaml");
        while (steps.size() > MOST_STEPS) {
            delete(file(study, steps.pollFirst(), "yaml"));
        }
        return true;
    }

    /** Goes back by one step, if there is one before. */
    public synchronized void undo(String study) {
        find(study)
                .filter(Sketch::undo)
                .ifPresent(
                        sketch ->
                                move(
                                        file(study, sketch.step(), "yaml"),
                                        file(study, sketch.step(), "undone")));
    }

    /** Takes the last undoing back. */
    public synchronized void redo(String study) {
        steps(study, "undone").stream()
                .findFirst()
                .ifPresent(step -> move(file(study, step, "undone"), file(study, step, "yaml")));
    }

    /** Forgets a sketch and all of its steps. What was published stays. */
    public synchronized void discard(String study) {
        for (String ending : List.of("undone", "yaml")) {
            steps(study, ending).forEach(step -> delete(file(study, step, ending)));
        }
        if (Files.isDirectory(folder(study))) delete(folder(study));
    }

    private TreeSet<Integer> steps(String study, String ending) {
        TreeSet<Integer> steps = new TreeSet<>();
        if (!Files.isDirectory(folder(study))) {
            return steps;
        }
        try (Stream<Path> files = Files.list(folder(study))) {
            files.map(file -> STEP.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .filter(match -> match.group(2).equals(ending))
                    .forEach(match -> steps.add(Integer.valueOf(match.group(1))));
            return steps;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String study, int step, String text) {
        Path partial = folder(study).resolve("partial");
        try {
            OwnersOnly.createFolder(folder(study));
            Files.deleteIfExists(partial);
            try (FileChannel channel =
                    OwnersOnly.open(
                            partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.force(true);
            }
            move(partial, file(study, step, "yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            if (Files.isDirectory(file)) Files.deleteIfExists(file.resolve("partial"));
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String study, int step, String ending) {
        return folder(study).resolve("%06d.%s".formatted(step, ending));
    }

    private Path folder(String study) {
        if (!study.matches(ID)) {
            throw new IllegalArgumentException("'" + study + "' is no name of a study");
        }
        return folder.resolve(study);
    }
}
