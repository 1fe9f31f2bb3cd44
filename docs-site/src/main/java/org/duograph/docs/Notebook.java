package org.duograph.docs;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A Jupyter notebook for a Java kernel: cells of words and cells of code. */
final class Notebook {
    private final List<Map<String, Object>> cells = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();

    /** Adds a paragraph to the words since the last code. */
    void words(String markdown) {
        if (!markdown.isBlank()) {
            words.append(words.isEmpty() ? "" : "\n\n").append(markdown);
        }
    }

    /** Adds a cell of code. */
    void code(String java) {
        endWords();
        Map<String, Object> cell = cell("code", java);
        cell.put("execution_count", null);
        cell.put("outputs", List.of());
    }

    private void endWords() {
        if (!words.isEmpty()) {
            cell("markdown", words.toString());
            words.setLength(0);
        }
    }

    private Map<String, Object> cell(String type, String source) {
        Map<String, Object> cell = new LinkedHashMap<>();
        cell.put("cell_type", type);
        cell.put("id", type + "-" + (cells.size() + 1));
        cell.put("metadata", Map.of());
        cell.put("source", source.lines().map(line -> line + "\n").toList());
        cells.add(cell);
        return cell;
    }

    /** The text of the file. */
    String toJson() {
        endWords();
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("cells", cells);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(
                "kernelspec",
                new TreeMap<>(Map.of("name", "java", "display_name", "Java", "language", "java")));
        metadata.put(
                "language_info",
                new TreeMap<>(Map.of("name", "java", "file_extension", ".jshell")));
        file.put("metadata", metadata);
        file.put("nbformat", 4);
        file.put("nbformat_minor", 5);
        try {
            return JSON.std
                    .with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES)
                    .asString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e); // nothing is written but a text
        }
    }
}
