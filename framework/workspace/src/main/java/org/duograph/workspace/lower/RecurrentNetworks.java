package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.lower.RecurrentLoop.Lowered;

/**
 * Lowers Caffe2's {@code RecurrentNetwork} and its gradient.
 *
 * <p>Forward it is a {@code For} whose states are the states and whose sequence is the input
 * ({@link RecurrentLoop}). The gradient is that of the loop: the argument {@code
 * backward_step_net}, in which Caffe2 has the gradient of the step, is not read, for it follows
 * from {@code step_net}. The operators that Caffe2 puts into both nets when it runs them ({@code
 * rnn_internal_apply_link}, {@code rnn_internal_accumulate_gradient_input}) are never in a file.
 *
 * <p>The last output, {@code step_workspaces}, in which Caffe2 keeps what the gradient reads, holds
 * no numbers here: the gradient finds the loop itself, or runs it again where it is in another
 * graph.
 */
final class RecurrentNetworks {
    private final LoweringSite site;
    private final List<Value> inputs;

    RecurrentNetworks(LoweringSite site, List<Value> inputs) {
        this.site = site;
        this.inputs = inputs;
    }

    /** Appends the operator of the site, forward or gradient; returns the values of its outputs. */
    List<Value> append() {
        return site.op().getType().endsWith("Gradient") ? backward() : forward();
    }

    private List<Value> forward() {
        Lowered lowered = new RecurrentLoop(site, site.op().getOutputList(), inputs, null).lower();
        List<Value> there = new ArrayList<>();
        Map<Value, Value> values = copy(lowered.graph(), parameters(lowered, inputs), false);
        lowered.results().forEach(result -> there.add(values.get(result)));
        return there;
    }

    /**
     * Its inputs are the gradients of the outputs that have some, then the inputs and the outputs
     * forward; its outputs the gradients of the sequence, the parameters and the first states.
     */
    private List<Value> backward() {
        Args args = Args.of(site.op());
        long[] given = args.ints("outputs_with_grads");
        List<Long> wanted = new ArrayList<>(List.of(0L));
        Arrays.stream(args.ints("param")).forEach(wanted::add);
        Arrays.stream(args.ints("initial_recurrent_state_ids")).forEach(wanted::add);
        int outputs = args.strings("alias_dst").size() + 1;
        int count = inputs.size() - given.length - outputs;
        if (count < 1 || wanted.stream().anyMatch(i -> i < 0 || i >= count)) {
            throw site.error(
                    "it must read the gradients of outputs %s, then all inputs and outputs of its RecurrentNetwork; found %d blobs"
                            .formatted(Arrays.toString(given), inputs.size()));
        }
        List<Value> x = inputs.subList(given.length, given.length + count);
        List<String> names = site.op().getInputList().subList(given.length + count, inputs.size());
        Node loop = loopBehind(inputs.subList(given.length + count, inputs.size() - 1));
        Lowered lowered = new RecurrentLoop(site, names, x, loop).lower();
        Graph graph = lowered.graph();
        Map<Value, Value> arguments = parameters(lowered, x);
        Map<Value, Value> seeds = new LinkedHashMap<>();
        for (int i = 0; i < given.length; i++) {
            Value y = result(lowered, given[i]);
            Value dY = inputs.get(i);
            if (!dY.type().equals(y.type())) {
                throw site.error(
                        "the gradient of output %d must have its type %s, found %s"
                                .formatted(given[i], y.type(), dY.type()));
            }
            Value seed = graph.variable("gradient of output " + given[i], dY.type());
            seeds.merge(y, seed, (a, b) -> sum(graph, a, b));
            arguments.put(seed, dY);
        }
        List<Value> xs = wanted.stream().map(i -> lowered.inputs().get(i.intValue())).toList();
        Map<Value, Value> gradients = Gradients.append(graph, seeds, xs);
        Map<Value, Value> there = copy(graph, arguments, true);
        return xs.stream().map(v -> there.getOrDefault(gradients.get(v), zeros(v))).toList();
    }

    private static Value sum(Graph graph, Value a, Value b) {
        return graph.append("sum", OpCatalog.get("Add"), Map.of(), a, b).output(0);
    }

    private Value result(Lowered lowered, long i) {
        if (i < 0 || i >= lowered.results().size() - 1) {
            throw site.error("outputs_with_grads names output %d, which is not there".formatted(i));
        }
        return lowered.results().get((int) i);
    }

    /** The loop that computed these outputs, or null if it is in another graph. */
    private static Node loopBehind(List<Value> outputs) {
        for (Value output : outputs) {
            Node node = output.node();
            while (List.of("Reshape", "Slice").contains(node.op().type())) {
                node = node.input(0).node();
            }
            if (node.op().type().equals("For")) {
                return node;
            }
        }
        return null;
    }

    private static Map<Value, Value> parameters(Lowered lowered, List<Value> arguments) {
        Map<Value, Value> map = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            map.put(lowered.inputs().get(i), arguments.get(i));
        }
        return map;
    }

    /**
     * Copies the nodes of a graph to the site's.
     *
     * @param arguments for each variable of {@code from} the value there
     * @param reuse whether nodes that are there already, with the same inputs, serve as well
     * @return for each value of {@code from} the one there
     */
    private Map<Value, Value> copy(Graph from, Map<Value, Value> arguments, boolean reuse) {
        Map<Value, Value> there = new LinkedHashMap<>(arguments);
        for (Node node : from.nodes()) {
            if (!node.isVariable()) {
                List<Value> operands = node.inputs().stream().map(there::get).toList();
                Node same = reuse && !operands.isEmpty() ? same(node, operands) : null;
                Node copy = same != null ? same : site.graph().appendCopy(node, operands);
                node.outputs().forEach(y -> there.put(y, copy.output(y.index())));
            }
        }
        return there;
    }

    private Node same(Node node, List<Value> operands) {
        for (Node reader : site.blobs().readersOf(operands.get(0))) {
            if (reader.op() == node.op()
                    && reader.inputs().equals(operands)
                    && reader.attrs().given().equals(node.attrs().given())) {
                return reader;
            }
        }
        return null;
    }

    private Value zeros(Value like) {
        Map<String, ?> attrs = Map.of("shape", like.shape().toList(), "dtype", like.type().dtype());
        return site.append("zeros", OpCatalog.get("ConstantFill"), attrs, List.of()).output(0);
    }
}
