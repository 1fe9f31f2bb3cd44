package org.duograph.survey.study;

import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One value in a YAML text, and the line where it stands, so that errors can name it. Only text,
 * lists and maps are read: tags, anchors and aliases are not needed in a study, and dangerous in a
 * file that somebody uploads.
 */
final class Entry {
    private final Node node;

    private Entry(Node node) {
        this.node = node;
    }

    static Entry parse(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(20);
        try {
            // composed only: no Java object is constructed from the text
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(yaml));
            if (node == null) {
                throw new StudyFormatException(
                        1, "the file is empty; a study begins with study: ID");
            }
            return new Entry(node);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new StudyFormatException(line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new StudyFormatException(1, "not YAML: " + e.getMessage());
        }
    }

    StudyFormatException error(String message) {
        return new StudyFormatException(line(), message);
    }

    int line() {
        return node.getStartMark().getLine() + 1;
    }

    /** All texts in it, with their own places. */
    List<Entry> texts() {
        if (node instanceof ScalarNode) {
            return List.of(this);
        }
        List<Entry> parts = isList() ? list() : List.copyOf(map().values());
        return parts.stream().flatMap(part -> part.texts().stream()).toList();
    }

    /** The text as it stands there; empty if it is none. */
    String raw() {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    boolean isMap() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** The entries of a map, in the file's order; each key once. */
    Map<String, Entry> map() {
        if (!(node instanceof MappingNode)) {
            throw error("expected keys with values, found " + describe());
        }
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            Entry key = new Entry(tuple.getKeyNode());
            if (entries.put(key.text(), new Entry(tuple.getValueNode())) != null) {
                throw key.error("'" + key.text() + "' is given twice; keep one");
            }
        }
        return entries;
    }

    /** Rejects keys other than {@code known}: a misspelt one would silently do nothing. */
    Entry only(Collection<String> known) {
        for (String key : map().keySet()) {
            if (!known.contains(key)) {
                throw error("unknown key '" + key + "'; known here: " + sorted(known));
            }
        }
        return this;
    }

    Optional<Entry> find(String key) {
        return Optional.ofNullable(map().get(key));
    }

    Entry get(String key) {
        return find(key).orElseThrow(() -> error("'" + key + "' is missing"));
    }

    /** A list with this many entries at least. */
    List<Entry> list(int fewest) {
        List<Entry> list = list();
        if (list.size() < fewest) {
            throw error(
                    "expected a list with at least " + fewest + " entries, found " + list.size());
        }
        return list;
    }

    List<Entry> list() {
        if (!(node instanceof SequenceNode)) {
            throw error("expected a list, found " + describe());
        }
        return ((SequenceNode) node).getValue().stream().map(Entry::new).toList();
    }

    /** A list, or one value as a list of one. */
    List<Entry> listOrOne() {
        return isList() ? list() : List.of(this);
    }

    String text() {
        if (!(node instanceof ScalarNode)) {
            throw error("expected a text, found " + describe());
        }
        String text = ((ScalarNode) node).getValue().strip();
        if (text.isEmpty()) {
            throw error("expected a text, found nothing");
        }
        return text;
    }

    /** A text that can stand in names of fields and in addresses. */
    String code() {
        String text = text();
        if (!text.matches("[a-z0-9][a-z0-9_-]{0,39}")) {
            throw error(
                    "'"
                            + text
                            + "' is no code: write lower-case letters, digits, _ and -, 40 at most");
        }
        return text;
    }

    boolean flag() {
        return switch (text()) {
            case "true", "yes" -> true;
            case "false", "no" -> false;
            default -> throw error("expected true or false, found '" + text() + "'");
        };
    }

    BigDecimal number() {
        if (!text().matches("-?\\d{1,9}(\\.\\d{1,6})?")) {
            throw error("expected a number, found '" + text() + "'");
        }
        return new BigDecimal(text());
    }

    LocalDate day() {
        try {
            return LocalDate.parse(text());
        } catch (DateTimeParseException e) {
            throw error("expected a day such as 2026-12-31, found '" + text() + "'");
        }
    }

    int whole(int min, int max) {
        BigDecimal number = number();
        if (number.scale() > 0 || number.intValue() < min || number.intValue() > max) {
            throw error("expected a whole number from " + min + " to " + max + ", found " + text());
        }
        return number.intValue();
    }

    /** One of {@code values} by its name in lower case. */
    <E extends Enum<E>> E oneOf(E[] values) {
        for (E value : values) {
            if (nameOf(value).equals(text())) {
                return value;
            }
        }
        List<String> names = List.of(values).stream().map(Entry::nameOf).toList();
        throw error("'" + text() + "' is not known; write one of " + sorted(names));
    }

    private static String nameOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String sorted(Collection<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }

    private String describe() {
        if (node instanceof MappingNode) {
            return "keys with values";
        }
        return node instanceof SequenceNode ? "a list" : "'" + ((ScalarNode) node).getValue() + "'";
    }
}
