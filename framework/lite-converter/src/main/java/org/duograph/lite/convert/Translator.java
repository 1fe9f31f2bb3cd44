package org.duograph.lite.convert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.lite.model.ElementType;
import org.duograph.lite.model.OperatorCode;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/**
 * Translates a graph, node by node, to TensorFlow Lite's operators.
 *
 * <p>These take images N x H x W x C. Where the graph has N x C x H x W, values are held with the
 * channels last from the input on, and come back in the graph's order only where an operator asks
 * for it.
 */
final class Translator {
    private final Graph graph;
    private final List<LiteNode> nodes = new ArrayList<>();
    private final List<LiteTensor> inputs = new ArrayList<>();
    private final Map<Value, Held> held = new HashMap<>();
    private final Map<Value, NDArray> constants = new HashMap<>();
    private final Map<LiteTensor, LiteTensor> plain = new HashMap<>();
    private final Map<LiteTensor, LiteTensor> turned = new HashMap<>();
    private final Map<String, Integer> refused = new LinkedHashMap<>();
    private final Map<Value, List<Node>> readers = new HashMap<>();

    Translator(Graph graph) {
        this.graph = graph;
        for (Node node : graph.nodes()) {
            node.inputs()
                    .forEach(x -> readers.computeIfAbsent(x, v -> new ArrayList<>()).add(node));
        }
    }

    /**
     * The model of the graph, whose outputs are its assign table, in its order.
     *
     * @throws UnsupportedOperationException listing all operators that can't be translated
     */
    LiteGraph translate() {
        for (Node node : graph.nodes()) {
            try {
                add(node);
            } catch (Refused e) {
                refused.merge(node.op().type() + ": " + e.getMessage(), 1, Integer::sum);
            }
        }
        if (!refused.isEmpty()) {
            StringBuilder text = new StringBuilder();
            refused.forEach(
                    (what, often) ->
                            text.append(
                                    "%n  %s%s"
                                            .formatted(
                                                    what,
                                                    often > 1 ? " (" + often + " times)" : "")));
            throw new UnsupportedOperationException(
                    "TensorFlow Lite's operators, as Duograph writes them, can't say this of graph \"%s\":%s"
                            .formatted(graph.name(), text));
        }
        List<LiteTensor> outputs = new ArrayList<>();
        graph.assigns().forEach((name, value) -> outputs.add(output(name, value)));
        return new LiteGraph(List.copyOf(inputs), outputs, nodes).withoutDead();
    }

    /** The inputs and outputs whose channels stand last in the model, but not in the graph. */
    Set<LiteTensor> turned() {
        Set<LiteTensor> all = new HashSet<>();
        for (Held now : held.values()) {
            if (now.isChannelsLast()) {
                all.add(now.tensor());
            }
        }
        return all;
    }

    private void add(Node node) {
        if (node.isVariable()) {
            addInput(node.output(0));
        } else if (node.isConstant()) {
            constants.put(node.output(0), node.constant());
        } else if (isKnown(node)) {
            List<NDArray> known = node.inputs().stream().map(constants::get).toList();
            List<NDArray> results = ReferenceCall.run(node.op(), node.attrs().given(), known);
            for (int i = 0; i < results.size(); i++) {
                constants.put(node.output(i), results.get(i));
            }
        } else if (node.inputs().stream().allMatch(this::isThere)) {
            Translation translation = Translations.of(node.op().type());
            if (translation == null) {
                throw new Refused("there is no such operator");
            }
            translation.translate(new NodeSite(this, node));
        } // else it reads what was refused
    }

    private boolean isThere(Value value) {
        return constants.containsKey(value) || held.containsKey(value);
    }

    private boolean isKnown(Node node) {
        return !node.op().isHost()
                && !node.hasEffect()
                && !node.isRandom()
                && node.subGraphs().isEmpty()
                && node.inputs().stream().allMatch(constants::containsKey);
    }

    private void addInput(Value value) {
        boolean turn = value.shape().rank() == 4 && isReadAsPlanes(value);
        int[] shape = turn ? channelsLast(value.shape().toArray()) : value.shape().toArray();
        LiteTensor tensor = new LiteTensor(value.name(), type(value.type()), shape, null, null);
        inputs.add(tensor);
        held.put(value, new Held(tensor, turn ? Held.Order.CHANNELS_LAST : Held.Order.PLAIN));
    }

    /**
     * Whether an operator that takes N x C x H x W reads it, or what others make of each number.
     */
    private boolean isReadAsPlanes(Value value) {
        for (Node reader : readers.getOrDefault(value, List.of())) {
            String type = reader.op().type();
            if (Translations.TAKES_IMAGES.contains(type)) {
                if (!reader.attrs().flag("channels_last")) {
                    return true;
                }
            } else if (Translations.BY_ELEMENT.contains(type)
                    && reader.output(0).shape().equals(value.shape())
                    && isReadAsPlanes(reader.output(0))) {
                return true;
            }
        }
        return false;
    }

    /** Its tensor under the name of what it is for the model's users, in the graph's order. */
    private LiteTensor output(String name, Value value) {
        if (constants.containsKey(value)) {
            throw new IllegalArgumentException(
                    "Output \"%s\" does not depend on any input".formatted(name));
        }
        Held now = held.get(value);
        LiteTensor tensor = now.tensor();
        boolean written = nodes.stream().anyMatch(n -> n.output() == tensor);
        if (tensor.name.equals(name) && written) {
            return tensor;
        }
        LiteTensor named = new LiteTensor(name, tensor.type, tensor.shape, null, null);
        for (int i = 0; i < nodes.size() && written; i++) {
            LiteNode node = nodes.get(i);
            List<LiteTensor> read = new ArrayList<>(node.inputs());
            read.replaceAll(t -> t == tensor ? named : t);
            nodes.set(i, node.with(read, node.output() == tensor ? named : node.output()));
        }
        if (!written) { // an input that is an output as well
            nodes.add(reshape(tensor, named));
        }
        held.replaceAll((v, h) -> h.tensor() == tensor ? new Held(named, h.order()) : h);
        return named;
    }

    static LiteNode reshape(LiteTensor from, LiteTensor to) {
        LiteTensor shape = LiteTensor.constant(to.name + "/shape", to.shape);
        List<Object> options = new ArrayList<>();
        options.add(to.shape);
        return new LiteNode(OperatorCode.RESHAPE, List.of(from, shape), to, options);
    }

    /** The format's element type. */
    static ElementType type(ArrayType type) {
        return switch (type.dtype()) {
            case FLOAT32 -> ElementType.FLOAT32;
            case INT32 -> ElementType.INT32;
            case INT64 -> ElementType.INT64;
            case UINT8 -> ElementType.UINT8;
            case INT8 -> ElementType.INT8;
            case BOOL -> ElementType.BOOL;
            default -> throw new Refused("it has numbers of type " + type.dtype().lowerName());
        };
    }

    /** N, C, H, W as N, H, W, C. */
    static int[] channelsLast(int[] shape) {
        return new int[] {shape[0], shape[2], shape[3], shape[1]};
    }

    /** Appends a node. */
    void append(OperatorCode code, LiteTensor output, List<Object> options, LiteTensor... inputs) {
        nodes.add(new LiteNode(code, Arrays.asList(inputs), output, options));
    }

    NDArray constant(Value value) {
        return constants.get(value);
    }

    /** How a value is held; a constant becomes a tensor of the file. */
    Held held(Value value) {
        return held.computeIfAbsent(value, v -> new Held(fileTensor(v), Held.Order.PLAIN));
    }

    private LiteTensor fileTensor(Value value) {
        NDArray numbers = constants.get(value);
        if (numbers.dtype() != DType.FLOAT32 && !numbers.dtype().isFloating()) {
            throw new Refused("it computes with constants of type " + numbers.dtype().lowerName());
        }
        return LiteTensor.constant(value.name(), floats(numbers), numbers.shape().toArray());
    }

    static float[] floats(NDArray numbers) {
        return numbers.cast(DType.FLOAT32).floats();
    }

    void hold(Value value, LiteTensor tensor, Held.Order order) {
        held.put(value, new Held(tensor, order));
    }

    /** The tensor in the graph's own order. */
    LiteTensor plain(Value value) {
        Held now = held(value);
        return now.isChannelsLast()
                ? plain.computeIfAbsent(now.tensor(), t -> transposed(t, "/nchw", 0, 3, 1, 2))
                : now.tensor();
    }

    /** The tensor of images N x C x H x W, as N x H x W x C. */
    LiteTensor lastOf(Value value) {
        Held now = held(value);
        return now.isChannelsLast()
                ? now.tensor()
                : turned.computeIfAbsent(now.tensor(), t -> transposed(t, "/nhwc", 0, 2, 3, 1));
    }

    private LiteTensor transposed(LiteTensor from, String suffix, int... order) {
        int[] shape = new int[4];
        for (int i = 0; i < 4; i++) {
            shape[i] = from.shape[order[i]];
        }
        LiteTensor to = new LiteTensor(from.name + suffix, from.type, shape, null, null);
        boolean same =
                order[1] == 3
                        ? from.shape[3] == 1 || from.shape[1] * from.shape[2] == 1
                        : from.shape[1] == 1 || from.shape[2] * from.shape[3] == 1;
        if (same) {
            nodes.add(reshape(from, to));
        } else {
            append(
                    OperatorCode.TRANSPOSE,
                    to,
                    List.of(),
                    from,
                    LiteTensor.constant(to.name + "/order", order));
        }
        return to;
    }
}
