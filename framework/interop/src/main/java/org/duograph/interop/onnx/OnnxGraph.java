package org.duograph.interop.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.tensor.NDArray;

/**
 * A model as a graph of the core. What is fed are variables of the inputs' names; what the model
 * gives is assigned to variables of the outputs' names, with {@code "given "} in front where that
 * is an input's name too. The elements of a sequence are variables {@code name[0]}, {@code
 * name[1]}, and so on.
 *
 * @param graph the graph
 * @param inputs what is to be fed, in order
 * @param outputs of each output the variables that hold it
 */
public record OnnxGraph(Graph graph, Map<String, OnnxForm> inputs, Map<String, Result> outputs) {
    /** Copies the maps. */
    public OnnxGraph {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    }

    /** Where one result stands when the graph has run. */
    public sealed interface Result {
        /**
         * An array.
         *
         * @param variable the variable that holds it
         */
        record Array(String variable) implements Result {}

        /**
         * A sequence.
         *
         * @param elements where its elements stand
         */
        record Sequence(List<Result> elements) implements Result {
            /** Copies the list. */
            public Sequence {
                elements = List.copyOf(elements);
            }
        }

        /** Nothing. */
        record Nothing() implements Result {}

        /** What it is, where {@code content} tells what variables hold. */
        default OnnxData read(java.util.function.Function<String, NDArray> content) {
            if (this instanceof Array array) {
                return new OnnxData.Array(content.apply(array.variable));
            }
            if (this instanceof Sequence sequence) {
                return new OnnxData.Sequence(
                        sequence.elements.stream().map(e -> e.read(content)).toList());
            }
            return new OnnxData.Nothing();
        }
    }

    /** Assigns what the names of the outputs stand for. */
    static OnnxGraph of(Graph graph, Map<String, OnnxForm> inputs, Map<String, Item> outputs) {
        Map<String, Result> results = new LinkedHashMap<>();
        outputs.forEach((name, item) -> results.put(name, assign(graph, name, item)));
        return new OnnxGraph(graph, inputs, results);
    }

    private static Result assign(Graph graph, String name, Item item) {
        if (item instanceof Item.Array array) {
            String variable = graph.variables().containsKey(name) ? "given " + name : name;
            graph.assign(variable, array.value());
            return new Result.Array(variable);
        }
        if (item instanceof Item.Sequence sequence) {
            List<Result> elements = new ArrayList<>();
            for (Item element : sequence.elements()) {
                elements.add(assign(graph, OnnxForm.element(name, elements.size()), element));
            }
            return new Result.Sequence(elements);
        }
        return new Result.Nothing();
    }
}
