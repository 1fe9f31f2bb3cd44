package org.duograph.backend.cuda;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duograph.compile.Rewriter;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;

/**
 * The fewest launches with which a step could do, and the fewest bytes that they could move, if
 * convolutions and products stay calls of a library.
 *
 * <p>A convolution or a product is one launch forward, bias and Relu included, and one for each of
 * its two gradients. Poolings and batch normalisations are one forward and one backward. The loss,
 * its gradient and the accuracy are one together, and so are the number of the step, the learning
 * rate and all updates. All else is done by a launch that is there for what makes its operand or
 * reads its result: Relu, its gradient, sums, gradients of biases. Only where a library makes what
 * such a node reads and a library reads what it gives does it need a launch of its own; and what
 * belongs to none of these kinds has its own, too.
 *
 * <p>A launch reads once what others gave, and writes once what others read.
 *
 * @param launches in a step
 * @param bytes that they read and write
 */
record FewestLaunches(int launches, long bytes) {
    /** Counts what a compiled net needs. */
    static FewestLaunches of(Graph compiled) {
        return new Grouping(compiled).count();
    }

    private static final class Grouping {
        private final Graph graph;
        private final Map<Value, List<Node>> readers;
        private final Set<Value> assigned;
        private final Map<Node, Node> with = new LinkedHashMap<>(); // in whose launch it is done

        Grouping(Graph graph) {
            this.graph = graph;
            this.readers = Rewriter.readers(graph);
            this.assigned = Rewriter.assigned(graph);
            List<Node> nodes = graph.nodes().stream().filter(n -> !n.isSource()).toList();
            Node update = nodes.stream().filter(Grouping::isUpdate).findFirst().orElse(null);
            for (Node node : nodes) {
                Node other = isUpdate(node) ? update : merges(node) ? neighbour(node) : node;
                with.put(node, other == null ? node : other);
            }
        }

        /** Whether a library computes it. */
        private static boolean isCall(Node node) {
            return node.op().type().matches("(Conv|FC|ConvTranspose)(Relu|GradX|GradW)?");
        }

        private static boolean isUpdate(Node node) {
            String type = node.op().type();
            return OptimizerKernels.IN_PARTS.contains(type)
                    || type.equals("Iter")
                    || type.equals("LearningRate");
        }

        private static boolean merges(Node node) {
            return node.op()
                    .type()
                    .matches(
                            "Relu|ReluGradX|Sum|Add|ConvGradB|FCGradB|Accuracy"
                                    + "|SoftmaxWithLossGradX");
        }

        /** The node in whose launch it can be done; null if there is none. */
        private Node neighbour(Node node) {
            List<Node> made =
                    node.inputs().stream()
                            .map(Value::node)
                            .filter(n -> !n.isSource() && with.containsKey(n))
                            .toList();
            boolean forward = node.op().type().equals("Relu");
            for (int i = made.size() - 1; i >= 0; i--) {
                if ((forward || !isCall(made.get(i))) && isOperand(node, made.get(i))) {
                    return made.get(i);
                }
            }
            return node.outputs().stream()
                    .flatMap(v -> readers.getOrDefault(v, List.of()).stream())
                    .filter(reader -> !isCall(reader) && !merges(reader))
                    .filter(reader -> !isUpdate(reader))
                    .findFirst()
                    .orElse(null);
        }

        /** Of Relu's gradient, the gradient that comes in counts, not the Y by which it is cut. */
        private static boolean isOperand(Node node, Node made) {
            return !node.op().type().equals("ReluGradX") || node.input(1).node() == made;
        }

        private Node launch(Node node) {
            Node other = with.get(node);
            return other == node || with.get(other) == null ? other : launch(other);
        }

        FewestLaunches count() {
            Map<Node, List<Node>> launches = new LinkedHashMap<>();
            for (Node node : with.keySet()) {
                launches.computeIfAbsent(launch(node), n -> new ArrayList<>()).add(node);
            }
            long bytes = launches.values().stream().mapToLong(this::bytes).sum();
            return new FewestLaunches(launches.size(), bytes);
        }

        private long bytes(List<Node> launch) {
            Set<Value> moved = new LinkedHashSet<>();
            for (Node node : launch) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    if (!node.op().isShapeOnly(i) && !launch.contains(node.input(i).node())) {
                        moved.add(node.input(i));
                    }
                }
                node.outputs().stream().filter(v -> isWanted(v, launch)).forEach(moved::add);
            }
            return moved.stream().filter(Objects::nonNull).mapToLong(v -> v.type().bytes()).sum();
        }

        private boolean isWanted(Value value, List<Node> launch) {
            return assigned.contains(value)
                    || readers.getOrDefault(value, List.of()).stream()
                            .anyMatch(reader -> !launch.contains(reader));
        }
    }
}
