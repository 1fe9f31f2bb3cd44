package org.duograph.keras;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.keras.layer.Application;
import org.duograph.keras.layer.Calling;
import org.duograph.keras.layer.Home;
import org.duograph.keras.layer.InputLayer;
import org.duograph.keras.layer.KerasTensor;
import org.duograph.keras.layer.Layer;
import org.duograph.session.Scope;
import org.duograph.session.Tensor;

/** Layers between inputs and outputs, in Keras' order: the farthest from the outputs first. */
final class Network {
    private final List<KerasTensor> inputs;
    private final List<KerasTensor> outputs;
    private final List<Application> order = new ArrayList<>(); // inputs before what reads them
    private final List<Layer> layers;
    private final Map<Application, Integer> depths = new HashMap<>(); // from the outputs
    private final Home home;
    private List<Tensor> placeholders;
    private List<Tensor> used; // the outputs of the net that is used
    private Calling using;

    Network(List<KerasTensor> inputs, List<KerasTensor> outputs) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        requireInputs();
        Map<Layer, Integer> met = new LinkedHashMap<>();
        Set<Application> seen = new HashSet<>();
        outputs.forEach(output -> visit(output.source(), met, seen));
        inputs.forEach(input -> visit(input.source(), met, seen)); // unread ones, too
        Map<Layer, Integer> depth = layerDepths();
        layers = new ArrayList<>(met.keySet());
        layers.sort(Comparator.<Layer>comparingInt(l -> -depth.get(l)).thenComparingInt(met::get));
        home = commonHome();
        layers.forEach(layer -> layer.moveTo(home));
    }

    private void requireInputs() {
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new IllegalArgumentException(
                    "A model needs inputs and outputs; found %d and %d"
                            .formatted(inputs.size(), outputs.size()));
        }
        for (KerasTensor input : inputs) {
            if (!(input.source().layer() instanceof InputLayer)) {
                throw new IllegalArgumentException(
                        "A model's inputs are made by input(...); found " + input);
            }
        }
    }

    /** Puts a use, and before it what it reads, into the order; layers are counted as met. */
    private void visit(Application last, Map<Layer, Integer> met, Set<Application> seen) {
        Deque<Application> way = new ArrayDeque<>(); // not by recursion: nets may be deep
        Map<Application, Integer> next = new HashMap<>(); // which of its inputs is looked at next
        enter(last, way, met, seen);
        while (!way.isEmpty()) {
            Application use = way.peek();
            int i = next.merge(use, 1, Integer::sum) - 1;
            if (i < use.inputs().size()) {
                enter(use.inputs().get(i).source(), way, met, seen);
            } else {
                order.add(way.pop());
            }
        }
    }

    private void enter(
            Application use,
            Deque<Application> way,
            Map<Layer, Integer> met,
            Set<Application> seen) {
        if (!seen.add(use)) {
            return;
        }
        met.putIfAbsent(use.layer(), met.size());
        boolean isInput = use.layer() instanceof InputLayer;
        if (isInput && inputs.stream().noneMatch(input -> input.source() == use)) {
            throw new IllegalArgumentException(
                    "The outputs depend on %s, which is none of the model's inputs; add it to them"
                            .formatted(use.layer()));
        }
        way.push(use);
    }

    /** How far each layer is from the outputs: its farthest use. */
    private Map<Layer, Integer> layerDepths() {
        Map<Layer, Integer> ofLayers = new HashMap<>();
        for (int i = order.size() - 1; i >= 0; i--) {
            Application use = order.get(i);
            int before = ofLayers.getOrDefault(use.layer(), 0);
            int depth = Math.max(depths.getOrDefault(use, 0), before);
            depths.put(use, depth);
            ofLayers.put(use.layer(), depth);
            use.inputs().forEach(input -> depths.merge(input.source(), depth + 1, Math::max));
        }
        return ofLayers;
    }

    private Home commonHome() {
        Home found = null;
        for (Layer layer : layers) {
            if (found != null && layer.home() != null && layer.home() != found) {
                throw new IllegalArgumentException(
                        "%s belongs to another model than the layers beside it; models share layers only if one is made of layers of the other and new ones"
                                .formatted(layer));
            }
            found = layer.home() == null ? found : layer.home();
        }
        return found == null ? new Home() : found;
    }

    List<KerasTensor> inputs() {
        return inputs;
    }

    List<KerasTensor> outputs() {
        return outputs;
    }

    List<Layer> layers() {
        return layers;
    }

    /** All uses of layers, inputs before what reads them. */
    List<Application> order() {
        return order;
    }

    Home home() {
        return home;
    }

    /** Whether each layer only reads the one before. */
    boolean isChain() {
        return order.size() == layers.size()
                && depths.values().stream().distinct().count() == order.size();
    }

    /** The name of an output: that of its layer. */
    static String name(KerasTensor tensor) {
        return tensor.source().layer().name();
    }

    /** Makes the weights, if they aren't there. */
    void makeWeights() {
        home.makeWeights(layers);
    }

    /** What the net is fed. */
    List<Tensor> placeholders() {
        if (placeholders == null) {
            placeholders = new ArrayList<>();
            for (KerasTensor input : inputs) {
                placeholders.add(
                        home.graph().placeholder(name(input), input.dtype(), batch(input.shape())));
            }
        }
        return placeholders;
    }

    static int[] batch(int... sample) {
        int[] dims = new int[sample.length + 1];
        dims[0] = -1;
        System.arraycopy(sample, 0, dims, 1, sample.length);
        return dims;
    }

    /** The outputs of the net that is used; appended the first time. */
    List<Tensor> used() {
        if (used == null) {
            makeWeights();
            using = new Calling(home.graph(), false);
            used = append(using);
        }
        return used;
    }

    /** How the net that is used was appended. */
    Calling using() {
        used();
        return using;
    }

    /** Appends the net. */
    @SuppressWarnings("try") // scopes are only to be closed
    List<Tensor> append(Calling calling) {
        makeWeights();
        Map<Application, Tensor> made = new IdentityHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            made.put(inputs.get(i).source(), placeholders().get(i));
        }
        for (Application use : order) {
            if (!made.containsKey(use)) {
                List<Tensor> given = use.inputs().stream().map(x -> made.get(x.source())).toList();
                try (Scope scope = home.graph().nameScope(use.layer().name())) {
                    made.put(use, use.layer().append(calling, given));
                }
            }
        }
        return outputs.stream().map(output -> made.get(output.source())).toList();
    }
}
