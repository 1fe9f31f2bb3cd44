package org.duograph.survey.editor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Writes a changed tree into the text that it was read from. A part that says what it said keeps
 * its letters. Of a map or list with lines for each entry, entries are kept, changed, moved, left
 * out or put in one by one, each with the comment right above it; what stands in braces or brackets
 * is written anew as a whole if anything in it changed.
 */
final class YamlMerge {
    private final Marks marks;
    private final YamlWriter writer = new YamlWriter();
    private final Map<Object, Node> origins;

    /** Where each map or list with lines for its entries begins. */
    private final Map<Node, Integer> begins = new IdentityHashMap<>();

    /** Those entries as they were, by the key or the item, and where they began. */
    private final Map<Node, YamlEntry> entries = new IdentityHashMap<>();

    private final Map<Node, Integer> places = new IdentityHashMap<>();

    /**
     * @param origins where maps and lists of the tree stood, by identity
     */
    YamlMerge(String source, Map<Object, Node> origins) {
        this.marks = new Marks(source);
        this.origins = origins;
    }

    /** The whole text: what comes before and after the root stays. */
    String whole(Node root, Object tree) {
        int start = marks.start(root);
        collect(root, start);
        String text =
                isKept(root, tree)
                        ? merged(root, tree)
                        : writer.block(tree, 0) + marks.between(marks.end(root), end(root));
        return marks.between(0, start) + text + marks.from(end(root));
    }

    private void collect(Node node, int from) {
        if (!Marks.isBlock(node)) {
            return;
        }
        begins.put(node, from);
        int last = from;
        if (node instanceof MappingNode) {
            for (NodeTuple tuple : ((MappingNode) node).getValue()) {
                Node key = tuple.getKeyNode();
                Node value = tuple.getValueNode();
                note(key, last, marks.start(key), end(value));
                collect(value, marks.begin(marks.end(key), value));
                last = end(value);
            }
        } else {
            for (Node item : ((SequenceNode) node).getValue()) {
                int dash = marks.dash(last);
                note(item, last, dash, end(item));
                collect(item, marks.begin(dash + 1, item));
                last = end(item);
            }
        }
    }

    private void note(Node node, int last, int start, int end) {
        entries.put(node, YamlEntry.after(marks.between(last, start), marks.between(start, end)));
        places.put(node, start);
    }

    /** Whether a changed part is written entry by entry. */
    private static boolean isKept(Node old, Object part) {
        boolean map = old instanceof MappingNode && part instanceof Map;
        boolean list = old instanceof SequenceNode && part instanceof List;
        return Marks.isBlock(old)
                && (map && !((Map<?, ?>) part).isEmpty() || list && !((List<?>) part).isEmpty());
    }

    /** The text of a kept map or list, from where it begins to the end of its last line. */
    private String merged(Node old, Object part) {
        int column = marks.column(marks.start(old));
        boolean inline = begins.get(old) == marks.start(old);
        List<String> rest = new ArrayList<>();
        List<YamlEntry> kept =
                old instanceof MappingNode
                        ? map((MappingNode) old, (Map<?, ?>) part, column, rest)
                        : list((SequenceNode) old, (List<?>) part, column, rest);
        return YamlEntry.join(kept, column, inline, rest);
    }

    private List<YamlEntry> map(MappingNode old, Map<?, ?> part, int column, List<String> carried) {
        Map<String, YamlEntry> known = new HashMap<>();
        for (NodeTuple tuple : old.getValue()) {
            Node key = tuple.getKeyNode();
            String name = ((ScalarNode) key).getValue();
            YamlEntry entry = entries.get(key);
            carried.addAll(entry.free());
            if (part.containsKey(name)) {
                Object value = part.get(name);
                String head = marks.between(marks.start(key), marks.end(key)) + ":";
                Supplier<String> fresh = () -> head + writer.afterKey(value, column);
                known.put(
                        name,
                        changed(key, tuple.getValueNode(), value, fresh)
                                .withFree(List.copyOf(carried)));
                carried.clear();
            }
        }
        List<YamlEntry> all = new ArrayList<>();
        part.forEach(
                (key, value) -> {
                    String name = (String) key;
                    YamlEntry entry = known.get(name);
                    all.add(
                            entry != null
                                    ? entry
                                    : YamlEntry.fresh(writer.entry(name, value, column)));
                });
        return all;
    }

    /** Lines between entries keep their place; those before one left out go to the next. */
    private List<YamlEntry> list(SequenceNode old, List<?> part, int column, List<String> carried) {
        List<Node> wanted = matched(old.getValue(), part);
        List<List<String>> free = new ArrayList<>();
        for (Node item : old.getValue()) {
            carried.addAll(entries.get(item).free());
            if (wanted.contains(item)) {
                free.add(List.copyOf(carried));
                carried.clear();
            }
        }
        List<String> usual = usualGap(old.getValue());
        Iterator<List<String>> gaps = free.iterator();
        List<YamlEntry> all = new ArrayList<>();
        for (int i = 0; i < part.size(); i++) {
            Node item = wanted.get(i);
            List<String> gap = item != null ? gaps.next() : List.of();
            YamlEntry entry =
                    entry(item != null ? item : origins.get(part.get(i)), part.get(i), column);
            all.add(entry.withFree(gap.isEmpty() && i > 0 ? usual : gap));
        }
        return all;
    }

    /** An item that stood somewhere, or a new one. */
    private YamlEntry entry(Node old, Object part, int column) {
        if (old == null || !entries.containsKey(old)) {
            return YamlEntry.fresh(writer.item(part, column));
        }
        YamlEntry entry = changed(old, old, part, () -> writer.item(part, column));
        int by = column - marks.column(places.get(old));
        return entry.withBody(shifted(entry.body(), by));
    }

    /**
     * An entry with its value as it is now.
     *
     * @param key the key, or the item itself
     * @param written the entry, should it have to be written anew
     */
    private YamlEntry changed(Node key, Node old, Object value, Supplier<String> written) {
        YamlEntry entry = entries.get(key);
        if (says(old, value)) {
            return entry;
        }
        if (isKept(old, value)) {
            return entry.withBody(
                    marks.between(places.get(key), begins.get(old)) + merged(old, value));
        }
        String fresh = written.get();
        String behind = marks.between(marks.end(old), end(old));
        if (behind.isBlank() || !fresh.contains("\n")) {
            return entry.withBody(fresh + behind);
        }
        List<String> comment = new ArrayList<>(entry.comment());
        comment.add(behind.strip());
        return new YamlEntry(entry.free(), comment, fresh);
    }

    private int end(Node node) {
        return marks.lineEnd(node);
    }

    /** Blank lines, if the second item has some before it. */
    private List<String> usualGap(List<Node> items) {
        List<String> gap = items.size() > 1 ? entries.get(items.get(1)).free() : List.of();
        return gap.stream().filter(String::isBlank).limit(1).toList();
    }

    /** For each part of a list, the item that it was; null for new ones. */
    private List<Node> matched(List<Node> items, List<?> part) {
        List<Node> left = new ArrayList<>(items);
        List<Node> matched = new ArrayList<>();
        for (Object wanted : part) {
            Node found =
                    left.stream()
                            .filter(
                                    item ->
                                            item == origins.get(wanted)
                                                    || item instanceof ScalarNode
                                                            && says(item, wanted))
                            .findFirst()
                            .orElse(null);
            left.remove(found);
            matched.add(found);
        }
        return matched;
    }

    /** Whether a node says exactly this, keys in the same order. */
    private static boolean says(Node node, Object part) {
        if (node instanceof ScalarNode) {
            return ((ScalarNode) node).getValue().equals(String.valueOf(part));
        }
        if (node instanceof SequenceNode && part instanceof List) {
            Iterator<?> parts = ((List<?>) part).iterator();
            List<Node> items = ((SequenceNode) node).getValue();
            return items.size() == ((List<?>) part).size()
                    && items.stream().allMatch(item -> says(item, parts.next()));
        }
        if (node instanceof MappingNode && part instanceof Map) {
            Iterator<? extends Map.Entry<?, ?>> parts = ((Map<?, ?>) part).entrySet().iterator();
            List<NodeTuple> tuples = ((MappingNode) node).getValue();
            return tuples.size() == ((Map<?, ?>) part).size()
                    && tuples.stream().allMatch(tuple -> says(tuple, parts.next()));
        }
        return false;
    }

    private static boolean says(NodeTuple tuple, Map.Entry<?, ?> entry) {
        return says(tuple.getKeyNode(), entry.getKey())
                && says(tuple.getValueNode(), entry.getValue());
    }

    /** A text of which all lines but the first move to the right, or left if negative. */
    private static String shifted(String text, int by) {
        if (by == 0) {
            return text;
        }
        return text.lines()
                .map(line -> line.isBlank() ? line : margin(line, by) + line.stripLeading())
                .collect(Collectors.joining("\n"))
                .stripLeading();
    }

    private static String margin(String line, int by) {
        int blanks = line.length() - line.stripLeading().length();
        return " ".repeat(Math.max(0, blanks + by));
    }
}
