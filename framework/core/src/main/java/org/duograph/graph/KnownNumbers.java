package org.duograph.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;

/**
 * Numbers of a graph that are known before it runs: constants, what variables hold now, and what is
 * computed from those and from shapes alone. A few at most; it is for shapes, lengths and axes that
 * are operands.
 */
public final class KnownNumbers {
    private static final int DEEPEST = 500; // nodes in a row; a graph's length may be anything

    private final Function<String, NDArray> contents;
    private final Map<String, NDArray> looked = new LinkedHashMap<>();
    private final Map<Value, NDArray> computed = new LinkedHashMap<>();
    private int depth;

    /**
     * Starts with nothing looked at.
     *
     * @param contents what a variable holds, or null where nobody knows
     */
    public KnownNumbers(Function<String, NDArray> contents) {
        this.contents = contents;
    }

    /** The numbers of {@code value}, or null if they are known only while the graph runs. */
    public NDArray of(Value value) {
        Node node = value.node();
        if (node.isConstant()) {
            return node.constant();
        }
        if (value.shape().size() > Node.MOST_AHEAD) {
            return null;
        }
        NDArray told = node.op().foreseen(value);
        if (told != null) {
            return told;
        }
        if (node.isVariable()) {
            return content(node);
        }
        if (!computed.containsKey(value)) {
            depth++;
            try {
                compute(node);
            } finally {
                depth--;
            }
        }
        return computed.get(value);
    }

    /**
     * The same, but where {@code value} is a variable it may hold as much as it likes: for what
     * says how large other arrays are, such as the lengths of all sequences.
     */
    public NDArray ofAnySize(Value value) {
        return value.node().isVariable() ? content(value.node()) : of(value);
    }

    private NDArray content(Node variable) {
        NDArray content = contents.apply(variable.name());
        boolean fits = content != null && content.type().equals(variable.output(0).type());
        if (fits) {
            looked.put(variable.name(), content);
        }
        return fits ? content : null;
    }

    private void compute(Node node) {
        node.outputs().forEach(output -> computed.put(output, null));
        if (!node.isComputableAhead() || depth > DEEPEST) {
            return;
        }
        List<NDArray> inputs = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean shapeOnly = node.op().isShapeOnly(i);
            NDArray numbers = shapeOnly ? null : of(node.input(i));
            if (numbers == null && !shapeOnly) {
                return;
            }
            inputs.add(numbers);
        }
        Philox none = Philox.of(0, node.name(), 0);
        List<NDArray> outputs = ReferenceCall.run(node, inputs, none);
        for (int i = 0; i < outputs.size(); i++) {
            computed.put(node.output(i), outputs.get(i));
        }
    }

    /** What was looked at: the answers hold as long as these variables hold the same. */
    public Map<String, NDArray> looked() {
        return looked;
    }
}
