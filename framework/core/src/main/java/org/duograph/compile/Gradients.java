package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.duograph.graph.Attrs;
import org.duograph.graph.Device;
import org.duograph.graph.GradientRule;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;

/**
 * Appends the derivative of values to their graph: reverse-mode differentiation.
 *
 * <p>It walks the nodes backwards. When it comes to a node, all that is to be known about the
 * gradients of its outputs is known; it asks the operator's rule for those of the inputs. Where a
 * value has several readers, their gradients are summed.
 */
public final class Gradients {
    private final Graph graph;
    private final Map<Value, List<Value>> parts = new LinkedHashMap<>();
    private final Set<Value> reached = new LinkedHashSet<>();
    private final Set<Value> ends;

    private Gradients(Graph graph, Set<Value> ends) {
        this.graph = graph;
        this.ends = ends;
    }

    /**
     * Appends the gradients of the sum of all elements of {@code y} with respect to {@code xs}.
     *
     * @return each of {@code xs} on which {@code y} depends, with its gradient
     * @throws IllegalArgumentException if the way from {@code y} to one of {@code xs} leads through
     *     an operator without a gradient
     */
    public static Map<Value, Value> append(Graph graph, Value y, List<Value> xs) {
        Value ones = graph.constant(y.name() + "_grad", NDArray.full(y.type(), 1));
        return append(graph, Map.of(y, ones), xs);
    }

    /**
     * Appends the gradients of a weighted sum with respect to {@code xs}: of the sum over all
     * elements of all {@code seeds}' keys, each element times the one that stands for it in the
     * seed.
     *
     * @param seeds values of the graph, each with its gradient: a value of the same graph, of the
     *     same type
     * @return each of {@code xs} on which a seeded value depends, with its gradient
     * @throws IllegalArgumentException if a seed is of another type than its value, the way to one
     *     of {@code xs} leads through an operator without a gradient, or an operator's rule gives a
     *     gradient of another type than its input
     */
    public static Map<Value, Value> append(Graph graph, Map<Value, Value> seeds, List<Value> xs) {
        return append(graph, seeds, xs, Set.of());
    }

    /**
     * The same, but no gradient goes on from {@code ends} to what they are computed from, as if
     * they were constants.
     */
    public static Map<Value, Value> append(
            Graph graph, Map<Value, Value> seeds, List<Value> xs, Set<Value> ends) {
        return new Gradients(graph, ends).walk(seeds, xs);
    }

    private Map<Value, Value> walk(Map<Value, Value> seeds, List<Value> xs) {
        Set<Node> onTheWay = reachedFrom(xs);
        List<Node> forward = List.copyOf(graph.nodes());
        seeds.forEach((y, seed) -> addPart(y, seed, seed + " is "));
        for (int i = forward.size() - 1; i >= 0; i--) {
            Node node = forward.get(i);
            boolean known =
                    node.outputs().stream()
                            .anyMatch(y -> parts.containsKey(y) && !ends.contains(y));
            if (known && onTheWay.contains(node)) {
                if (node.op().gradient() == null) {
                    throw new IllegalArgumentException(
                            node
                                    + " has no gradient, but a gradient of "
                                    + seeds.keySet()
                                    + " has to go through it");
                }
                node.op().gradient().build(new Site(node));
            }
        }
        Map<Value, Value> gradients = new LinkedHashMap<>();
        for (Value x : xs) {
            Value gradient = summed(x);
            if (gradient != null) {
                gradients.put(x, gradient);
            }
        }
        return gradients;
    }

    /** The nodes whose results depend on one of {@code xs}. */
    private Set<Node> reachedFrom(List<Value> xs) {
        reached.addAll(xs);
        Set<Node> nodes = new LinkedHashSet<>();
        for (Node node : graph.nodes()) {
            if (node.inputs().stream().anyMatch(reached::contains)) {
                nodes.add(node);
                node.outputs().stream().filter(y -> !ends.contains(y)).forEach(reached::add);
            }
        }
        return nodes;
    }

    private void addPart(Value of, Value gradient, String giver) {
        if (!gradient.type().equals(of.type())) {
            throw new IllegalArgumentException(
                    "the gradient of "
                            + of
                            + " must be "
                            + of.type()
                            + ", as it is itself, but "
                            + giver
                            + gradient.type());
        }
        parts.computeIfAbsent(of, v -> new ArrayList<>()).add(gradient);
    }

    /** The gradient of {@code v}: the sum of its parts, computed once. */
    private Value summed(Value v) {
        List<Value> list = parts.get(v);
        if (list == null) {
            return null;
        }
        if (list.size() > 1) {
            List<Value> all = List.copyOf(list);
            Device device = all.get(0).node().settings().device();
            Node.Settings where = new Node.Settings(device, OptionalLong.empty(), "");
            Node sum = graph.append(v.name() + "_grad", OpCatalog.get("Sum"), Map.of(), where, all);
            list.clear();
            list.add(sum.output(0));
        }
        return list.get(0);
    }

    /** What a gradient rule sees of one node. */
    private final class Site implements GradientRule.Site {
        private final Node node;

        Site(Node node) {
            this.node = node;
        }

        @Override
        public OpDef op() {
            return node.op();
        }

        @Override
        public Attrs attrs() {
            return node.attrs();
        }

        @Override
        public int inputCount() {
            return node.inputs().size();
        }

        @Override
        public Value input(int i) {
            return node.input(i);
        }

        @Override
        public Value output(int i) {
            return node.output(i);
        }

        @Override
        public Value outputGradient(int i) {
            return ends.contains(node.output(i)) ? null : summed(node.output(i));
        }

        @Override
        public boolean wants(int i) {
            return reached.contains(node.input(i));
        }

        @Override
        public Node appendNode(OpDef op, Map<String, ?> attrs, Value... inputs) {
            String name = node.name() + "_grad";
            return graph.append(name, op, attrs, node.settings(), List.of(inputs));
        }

        @Override
        public Map<Value, Value> differentiate(
                Graph inner, Map<Value, Value> seeds, List<Value> xs) {
            return Gradients.append(inner, seeds, xs);
        }

        @Override
        public void inputGradient(int i, Value gradient) {
            addPart(node.input(i), gradient, "the gradient rule of " + node + " gives ");
        }
    }
}
