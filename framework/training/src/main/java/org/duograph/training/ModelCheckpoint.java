package org.duograph.training;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Saves the learner after each epoch, or after those that are the best so far. Names may have
 * numbers in them: {@code "w.{epoch:02d}-{val_loss:.2f}"}, where epochs count from 1.
 */
public final class ModelCheckpoint implements Listener {
    private static final Pattern FIELD = Pattern.compile("\\{(\\w+)(?::([^}]*))?\\}");
    private static final Pattern FORMAT = Pattern.compile("(0?\\d*)(?:\\.(\\d+))?([dfeg]?)");

    private final String path;
    private final Monitor monitor; // null: after each epoch

    /** Saves after each epoch. */
    public ModelCheckpoint(String path) {
        this(path, null);
    }

    private ModelCheckpoint(String path, Monitor monitor) {
        if (FIELD.matcher(path).replaceAll("").matches(".*[{}].*")) {
            throw new IllegalArgumentException(
                    "The name \"%s\" has a brace without its other; numbers are written {epoch:02d}"
                            .formatted(path));
        }
        this.path = path;
        this.monitor = monitor;
    }

    /** The same, saving only when this number is better than it ever was. */
    public ModelCheckpoint saveBestOnly(String monitor) {
        return new ModelCheckpoint(path, new Monitor(monitor, 0));
    }

    @Override
    public void epochEnd(Training training, int epoch, Map<String, Double> numbers) {
        if (monitor != null && !monitor.improves(monitor.of(numbers, "The model checkpoint"))) {
            return;
        }
        Path file = Path.of(filled(path, epoch, numbers));
        try {
            training.learner().save(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The model can't be saved to " + file + ": " + e.getMessage(), e);
        }
    }

    /** The name with its numbers filled in. */
    static String filled(String path, int epoch, Map<String, Double> numbers) {
        Map<String, Double> known = new LinkedHashMap<>(numbers);
        known.put("epoch", epoch + 1.0);
        Matcher field = FIELD.matcher(path);
        StringBuilder filled = new StringBuilder();
        while (field.find()) {
            Double number = known.get(field.group(1));
            if (number == null) {
                throw new IllegalArgumentException(
                        "The name \"%s\" asks for %s, but an epoch has only %s"
                                .formatted(path, field.group(), known.keySet()));
            }
            String format = field.group(2) == null ? "" : field.group(2);
            field.appendReplacement(filled, Matcher.quoteReplacement(text(number, format, path)));
        }
        return field.appendTail(filled).toString();
    }

    private static String text(double number, String format, String path) {
        Matcher m = FORMAT.matcher(format);
        if (!m.matches() || m.group(2) != null && m.group(3).equals("d")) {
            throw new IllegalArgumentException(
                    "\"%s\" in \"%s\" is no format of a number; write 02d for a whole number, .2f for another"
                            .formatted(format, path));
        }
        boolean whole = m.group(3).equals("d") || format.isEmpty() && number == Math.rint(number);
        String width = m.group(1).equals("0") ? "" : m.group(1);
        if (whole) {
            return String.format(Locale.ROOT, "%" + width + "d", Math.round(number));
        }
        String digits = m.group(2) == null ? "" : "." + m.group(2);
        String kind = m.group(3).isEmpty() ? "f" : m.group(3);
        return String.format(Locale.ROOT, "%" + width + digits + kind, number);
    }
}
