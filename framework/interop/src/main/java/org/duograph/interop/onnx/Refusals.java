package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duograph.interop.onnx.proto.FunctionProto;
import org.duograph.interop.onnx.proto.NodeProto;

/** What is common to all graphs of a model that is lowered: its functions, and what was refused. */
final class Refusals {
    /** The most nodes, with loops that are unrolled and functions at each of their calls. */
    private static final int MOST_NODES = 1_000_000;

    private static final int DEEPEST = 50;

    private final OnnxModel model;
    private final Map<String, FunctionProto> functions;
    private final List<String> unsupported = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int nodes;
    private int depth;

    Refusals(OnnxModel model) {
        this.model = model;
        this.functions = model.functions();
    }

    OnnxModel model() {
        return model;
    }

    /** The function of that name that the model brings, or null. */
    FunctionProto function(String key) {
        return functions.get(key);
    }

    /** Counts a node. */
    void count() {
        if (++nodes > MOST_NODES) {
            throw new IllegalStateException(
                    "The model has more than %,d nodes once its loops are unrolled and its functions written out"
                            .formatted(MOST_NODES));
        }
    }

    /** Goes into a function. */
    void enter(String function) {
        if (++depth > DEEPEST) {
            throw new IllegalStateException(
                    "Function \"%s\" is called more than %d functions deep; does it call itself?"
                            .formatted(function, DEEPEST));
        }
    }

    /** Comes back from it. */
    void leave() {
        depth--;
    }

    /** Notes what is not offered here. */
    void unsupported(String where, RuntimeException why) {
        unsupported.add(where + ": " + why.getMessage());
    }

    /** Notes what can't be right. */
    void wrong(String where, Exception why) {
        wrong.add(where + ": " + why.getMessage());
    }

    /** How many notes there are. */
    int size() {
        return unsupported.size() + wrong.size();
    }

    /** How many notes there are of each kind. */
    int[] sizes() {
        return new int[] {unsupported.size(), wrong.size()};
    }

    /** Forgets all notes but the first ones, so many of each kind. */
    void cut(int[] sizes) {
        unsupported.subList(sizes[0], unsupported.size()).clear();
        wrong.subList(sizes[1], wrong.size()).clear();
    }

    /**
     * Fails if something was noted; the message lists it all.
     *
     * @throws IllegalArgumentException if something in the model can't be right
     * @throws UnsupportedModelException if the model asks only for what is not offered
     */
    void check() {
        String name = model.graph().getName();
        if (!wrong.isEmpty()) {
            List<String> all = new ArrayList<>(wrong);
            all.addAll(unsupported);
            throw new IllegalArgumentException(
                    "Model \"%s\" can't be imported:%n  %s"
                            .formatted(name, String.join("%n  ".formatted(), all)));
        }
        if (!unsupported.isEmpty()) {
            throw new UnsupportedModelException(
                    "Model \"%s\" asks for what is not offered:%n  %s"
                            .formatted(name, String.join("%n  ".formatted(), unsupported)));
        }
    }

    /** A node as messages call it. */
    static String describe(NodeProto node) {
        String type = OnnxModel.key(node.getDomain(), node.getOpType());
        String name = node.getName();
        if (name.isEmpty() && node.getOutputCount() > 0) {
            name = node.getOutput(0);
        }
        return name.isEmpty() ? type : type + " \"" + name + "\"";
    }
}
