package org.duograph.survey.editor;

import java.util.List;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Where the nodes of a YAML text begin and end in it. */
final class Marks {
    private final String source;

    /** Where each character begins: marks count characters, some of which take two places. */
    private final int[] places;

    Marks(String source) {
        this.source = source;
        this.places = new int[source.codePointCount(0, source.length()) + 1];
        for (int i = 0, place = 0; place < source.length(); i++) {
            place += Character.charCount(source.codePointAt(place));
            places[i + 1] = place;
        }
    }

    /** Whether a map or list has lines for each entry, rather than braces or brackets. */
    static boolean isBlock(Node node) {
        return node instanceof CollectionNode
                && ((CollectionNode<?>) node).getFlowStyle() == FlowStyle.BLOCK;
    }

    int start(Node node) {
        return place(node.getStartMark());
    }

    /** Behind the last letter; of maps and lists, that of their last part. */
    int end(Node node) {
        if (isBlock(node) && node instanceof MappingNode) {
            var tuples = ((MappingNode) node).getValue();
            return end(tuples.get(tuples.size() - 1).getValueNode());
        }
        if (isBlock(node)) {
            List<Node> items = ((SequenceNode) node).getValue();
            return end(items.get(items.size() - 1));
        }
        int end = place(node.getEndMark());
        if (node instanceof ScalarNode && hasLines((ScalarNode) node)) {
            while (Character.isWhitespace(source.charAt(end - 1))) end--;
        }
        return end;
    }

    private static boolean hasLines(ScalarNode node) {
        ScalarStyle style = node.getScalarStyle();
        return style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
    }

    /** The end of the line in which a node ends: a comment behind it belongs to it. */
    int lineEnd(Node node) {
        int end = source.indexOf('\n', end(node));
        return end < 0 ? source.length() : end;
    }

    /** How many letters stand before a place in its line. */
    int column(int place) {
        return place - (source.lastIndexOf('\n', place - 1) + 1);
    }

    /** The first dash from here on that is not in a comment. */
    int dash(int from) {
        int place = from;
        while (source.charAt(place) != '-') {
            place = source.charAt(place) == '#' ? source.indexOf('\n', place) : place + 1;
        }
        return place;
    }

    /**
     * Where the lines of a value begin: behind the line of its key or dash, or, where it begins in
     * the same line, at its own first letter.
     *
     * @param from behind the key or dash
     */
    int begin(int from, Node value) {
        int line = source.indexOf('\n', from);
        int start = start(value);
        return line >= 0 && line < start ? line : start;
    }

    String between(int from, int to) {
        return source.substring(from, to);
    }

    String from(int place) {
        return source.substring(place);
    }

    private int place(Mark mark) {
        return places[mark.getIndex()];
    }
}
