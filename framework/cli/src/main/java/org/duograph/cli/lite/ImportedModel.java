package org.duograph.cli.lite;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.zoo.Preprocessing;

/**
 * A model of any kind, as a graph of the core: all that a conversion needs, and all that the engine
 * needs to run the model as it is.
 *
 * @param graph its variables are the inputs and the weights; before any of the compiler's passes
 * @param content what a variable that is no input holds
 * @param inputs the names of the variables that are fed
 * @param types their types, in the same order
 * @param outputs the wanted names of the graph's assign table
 * @param pictures how pictures become the input; null if nobody says
 */
record ImportedModel(
        Graph graph,
        Function<String, NDArray> content,
        List<String> inputs,
        List<ArrayType> types,
        List<String> outputs,
        Preprocessing pictures) {

    /** Leaves out the inputs on which no output depends, such as labels. */
    ImportedModel {
        Set<String> read = read(graph, outputs);
        List<String> names = new ArrayList<>();
        List<ArrayType> theirs = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            if (read.contains(inputs.get(i))) {
                names.add(inputs.get(i));
                theirs.add(types.get(i));
            }
        }
        inputs = List.copyOf(names);
        types = List.copyOf(theirs);
        outputs = List.copyOf(outputs);
    }

    /** The variables on which outputs depend. */
    private static Set<String> read(Graph graph, List<String> outputs) {
        Set<Value> needed = new HashSet<>();
        outputs.forEach(output -> needed.add(graph.assigns().get(output)));
        Set<String> read = new HashSet<>();
        for (int i = graph.nodes().size() - 1; i >= 0; i--) {
            Node node = graph.nodes().get(i);
            if (node.outputs().stream().anyMatch(needed::contains)) {
                needed.addAll(node.inputs());
                if (node.isVariable()) {
                    read.add(node.name());
                }
            }
        }
        return read;
    }
}
