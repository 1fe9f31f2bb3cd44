package org.duograph.lite.convert;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.duograph.graph.Attrs;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.lite.model.OperatorCode;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** A node that is being translated: what it reads, and what the translation appends and gives. */
final class NodeSite {
    private final Translator translator;
    private final Node node;
    private final Set<LiteTensor> own = new HashSet<>();
    private int parts;

    NodeSite(Translator translator, Node node) {
        this.translator = translator;
        this.node = node;
    }

    Node node() {
        return node;
    }

    Attrs attrs() {
        return node.attrs();
    }

    int inputCount() {
        return node.inputs().size();
    }

    boolean has(int i) {
        return i < node.inputs().size() && !node.input(i).isAbsent();
    }

    Shape shape(int i) {
        return node.input(i).shape();
    }

    Shape outShape() {
        return node.output(0).shape();
    }

    /** Fails unless something holds; {@code reason} completes "Conv: ...". */
    void require(boolean ok, String reason) {
        if (!ok) {
            throw new Refused(reason);
        }
    }

    /** Whether an input's numbers are known. */
    boolean isConstant(int i) {
        return translator.constant(node.input(i)) != null;
    }

    /** The numbers of an input, which must be known: weights. */
    NDArray constant(int i) {
        NDArray known = translator.constant(node.input(i));
        require(known != null, "its " + node.op().inputName(i) + " is computed, not constant");
        return known;
    }

    float[] floats(int i) {
        return Translator.floats(constant(i));
    }

    Held held(int i) {
        return translator.held(node.input(i));
    }

    boolean isChannelsLast(int i) {
        return !isConstant(i) && held(i).isChannelsLast();
    }

    /** Input {@code i} in the graph's order. */
    LiteTensor plain(int i) {
        return translator.plain(node.input(i));
    }

    /** Whether the node takes images N x C x H x W, which stand here with the channels last. */
    boolean takesPlanes() {
        return !attrs().flag("channels_last");
    }

    /** Input {@code i}, images, as N x H x W x C. */
    LiteTensor images(int i) {
        return takesPlanes() ? translator.lastOf(node.input(i)) : plain(i);
    }

    /** Input {@code i}, which is N x C x H x W, with the channels last. */
    LiteTensor lastOf(int i) {
        return translator.lastOf(node.input(i));
    }

    /** A name for a tensor in between. */
    String name() {
        return node.name() + (parts++ == 0 ? "/part" : "/part" + parts);
    }

    /** Appends an operator, and gives its output, a float32 tensor in between. */
    LiteTensor append(OperatorCode code, List<Object> options, int[] shape, LiteTensor... inputs) {
        LiteTensor to = LiteTensor.floats(name(), shape);
        return append(code, options, to, inputs);
    }

    /** Appends an operator whose output has another element type. */
    LiteTensor append(
            OperatorCode code, List<Object> options, LiteTensor to, LiteTensor... inputs) {
        translator.append(code, to, options, inputs);
        own.add(to);
        return to;
    }

    /** Appends a RESHAPE unless the shape is right. */
    LiteTensor reshaped(LiteTensor from, int... shape) {
        if (Arrays.equals(from.shape, shape)) {
            return from;
        }
        LiteTensor to = new LiteTensor(name(), from.type, shape, null, null);
        LiteNode reshape = Translator.reshape(from, to);
        LiteTensor size = reshape.inputs().get(1);
        return append(reshape.code(), reshape.options(), to, from, size);
    }

    /** A number of the file. */
    LiteTensor number(double number) {
        return LiteTensor.constant(name(), new float[] {(float) number}, 1);
    }

    /** Gives the node's output, in the graph's order. */
    void give(LiteTensor tensor) {
        give(tensor, false);
    }

    /**
     * Gives the node's output; {@code last} if the channels stand last here and not in the graph.
     */
    void give(LiteTensor tensor, boolean last) {
        if (own.contains(tensor)) {
            tensor.name = node.output(0).name();
        }
        Held.Order order = last ? Held.Order.CHANNELS_LAST : Held.Order.PLAIN;
        translator.hold(node.output(0), tensor, order);
    }

    /** The shape of the output's tensor; {@code last} as for {@link #give(LiteTensor, boolean)}. */
    int[] outShape(boolean last) {
        int[] shape = outShape().toArray();
        return last ? Translator.channelsLast(shape) : shape;
    }

    Value input(int i) {
        return node.input(i);
    }
}
