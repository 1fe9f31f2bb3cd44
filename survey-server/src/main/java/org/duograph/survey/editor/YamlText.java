package org.duograph.survey.editor;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * A YAML text and the tree that it says: maps, lists and texts, all of which may be changed. {@link
 * #text} writes what they have become, and leaves alone what they have not.
 */
public final class YamlText {
    private final String source;
    private final Node root;

    /** Where the tree's maps and lists stand in the source, by identity: parts may be moved. */
    private final Map<Object, Node> origins = new IdentityHashMap<>();

    private final Object tree;

    private YamlText(String source, Node root) {
        this.source = source;
        this.root = root;
        this.tree = read(root);
    }

    /**
     * Reads a text whose lines end in {@code \n}.
     *
     * @throws Mistake if it is not YAML, or no map
     */
    public static YamlText read(String source) {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(20);
        try {
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(source));
            if (!(root instanceof MappingNode)) {
                throw new Mistake(1, "a study is a text of keys with values, such as study: ID");
            }
            return new YamlText(source, root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new Mistake(line, "not YAML: " + e.getProblem());
        } catch (YAMLException e) {
            throw new Mistake(1, "not YAML: " + e.getMessage());
        }
    }

    /**
     * The tree: {@code Map<String, Object>}, {@code List<Object>} and {@code String}. Truth values
     * and numbers may be put in, too: those are written without quotes.
     */
    @SuppressWarnings("unchecked") // the root is a map, and keys are texts
    public Map<String, Object> tree() {
        return (Map<String, Object>) tree;
    }

    /** The text of the tree as it is now. */
    public String text() {
        return new YamlMerge(source, origins).whole(root, tree);
    }

    /** The line where a map or list of the tree stood when it was read, counted from 1. */
    public int line(Object part) {
        Node node = origins.get(part);
        return node == null ? 0 : node.getStartMark().getLine() + 1;
    }

    private Object read(Node node) {
        if (node instanceof ScalarNode) {
            return ((ScalarNode) node).getValue();
        }
        Object part = node instanceof SequenceNode ? list((SequenceNode) node) : map(node);
        origins.put(part, node);
        return part;
    }

    private List<Object> list(SequenceNode node) {
        List<Object> list = new ArrayList<>();
        node.getValue().forEach(item -> list.add(read(item)));
        return list;
    }

    private Map<String, Object> map(Node node) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (NodeTuple tuple : ((MappingNode) node).getValue()) {
            int line = tuple.getKeyNode().getStartMark().getLine() + 1;
            if (!(tuple.getKeyNode() instanceof ScalarNode)) {
                throw new Mistake(line, "a key is a word, not a list or keys with values");
            }
            String key = ((ScalarNode) tuple.getKeyNode()).getValue();
            if (map.put(key, read(tuple.getValueNode())) != null) {
                throw new Mistake(line, "'" + key + "' is given twice; keep one");
            }
        }
        return map;
    }
}
