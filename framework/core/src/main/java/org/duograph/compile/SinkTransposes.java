package org.duograph.compile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.ops.product.MatMul;
import org.duograph.ops.reduce.ReduceMean;
import org.duograph.ops.reduce.ReduceSum;
import org.duograph.ops.shape.Transpose;

/**
 * Moves transposes down the graph until they meet others that undo them.
 *
 * <p>A transpose is put off until somebody reads what it gives. Operators that treat each element
 * by itself work on what is not transposed yet, and their results are so in turn; sums of all
 * elements don't mind the order; products of matrices read a factor the other way round; of two
 * transposes in a row one is left, or none.
 *
 * <pre>
 * W' = transpose(transpose(W) - 0.1 * transpose(dW))   becomes   W' = W - 0.1 * dW
 * </pre>
 *
 * <p>Where fewer numbers would not have to be moved by this, the graph stays as it is.
 */
public final class SinkTransposes implements Pass {
    private static final Set<OpDef> FOLDS = Set.of(ReduceSum.OP, ReduceMean.OP);
    private static final Set<OpDef> SPREADS = Set.of(ReduceSum.GRAD_X, ReduceMean.GRAD_X);

    @Override
    public Graph apply(Graph graph) {
        if (moved(graph) == 0) {
            return graph;
        }
        Graph sunk = new Sinking(graph).run();
        return moved(sunk) < moved(graph) ? sunk : graph;
    }

    /** How many numbers all transposes of a graph move. */
    private static long moved(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> Transpose.order(node) != null)
                .mapToLong(node -> node.output(0).shape().size())
                .sum();
    }

    /** A value that is still to be made: {@code base}, a value of the new graph, transposed. */
    private record Pending(Node by, Value base, List<Long> order) {
        boolean isAlike(Pending other) {
            return order.equals(other.order);
        }
    }

    private static final class Sinking {
        private final Graph graph;
        private final Rewriter rewriter;
        private final Map<Value, Pending> pending = new LinkedHashMap<>();

        Sinking(Graph graph) {
            this.graph = graph;
            this.rewriter = new Rewriter(graph);
        }

        Graph run() {
            for (Node node : graph.nodes()) {
                if (Transpose.order(node) != null) {
                    putOff(node);
                } else if (canSinkBelow(node)) {
                    sink(node);
                } else if (foldsAll(node)) {
                    foldInOtherOrder(node);
                } else if (spreadsOne(node)) {
                    spreadInOtherOrder(node);
                } else if (isProduct(node)) {
                    turnFactors(node);
                } else {
                    node.inputs().forEach(this::make);
                    rewriter.copy(node);
                }
            }
            graph.assigns().values().forEach(this::make);
            return rewriter.finish();
        }

        /** Appends the transpose that gives a value, where that is still to be done. */
        private void make(Value value) {
            Pending late = pending.get(value);
            if (late != null && rewriter.now(value) == null) {
                Map<String, ?> order = Map.of("axes", late.order);
                Node made =
                        rewriter.to()
                                .append(
                                        late.by.name(),
                                        Transpose.OP,
                                        order,
                                        late.by.settings(),
                                        List.of(late.base));
                rewriter.replace(value, made.output(0));
            }
        }

        private void putOff(Node node) {
            List<Long> order = Transpose.order(node);
            Pending before = pending.get(node.input(0));
            Value base = before == null ? rewriter.now(node.input(0)) : before.base;
            List<Long> all =
                    before == null
                            ? order
                            : order.stream()
                                    .map(axis -> before.order.get(axis.intValue()))
                                    .toList();
            if (all.equals(LongStream.range(0, all.size()).boxed().toList())) {
                rewriter.replace(node.output(0), base);
            } else {
                pending.put(node.output(0), new Pending(node, base, all));
            }
        }

        /**
         * Whether a node treats elements by themselves, and all its arrays are still transposed.
         */
        private boolean canSinkBelow(Node node) {
            Pending first = first(node);
            return first != null
                    && node.op().isByElement()
                    && node.inputs().stream().allMatch(input -> isLike(first, input))
                    && node.outputs().stream()
                            .allMatch(output -> output.shape().rank() == first.order.size());
        }

        private Pending first(Node node) {
            return node.inputs().stream()
                    .filter(input -> input.shape().size() != 1)
                    .map(pending::get)
                    .filter(late -> late != null)
                    .findFirst()
                    .orElse(null);
        }

        private boolean isLike(Pending first, Value input) {
            Pending late = pending.get(input);
            return input.shape().size() == 1
                    || late != null
                            && late.isAlike(first)
                            && late.base.shape().equals(first.base.shape());
        }

        private void sink(Node node) {
            Pending first = first(node);
            List<Value> inputs = new ArrayList<>();
            for (Value input : node.inputs()) {
                if (input.shape().size() == 1) {
                    make(input);
                    inputs.add(rewriter.now(input));
                } else {
                    inputs.add(pending.get(input).base);
                }
            }
            Node sunk = append(node, node.attrs().given(), inputs);
            for (Value output : sunk.outputs()) {
                Pending late = new Pending(first.by, output, first.order);
                pending.put(node.output(output.index()), late);
            }
        }

        /** Whether a node folds all elements of an array to one, in an order that is its own. */
        private static boolean foldsAll(Node node) {
            return FOLDS.contains(node.op()) && namesAllAxes(node, node.input(0));
        }

        private static boolean namesAllAxes(Node node, Value array) {
            return !node.attrs().has("axes")
                    || node.attrs().ints("axes").size() == array.shape().rank();
        }

        private void foldInOtherOrder(Node node) {
            Value folded = inAnyOrder(node.input(0));
            Node sunk = append(node, node.attrs().given(), List.of(folded));
            rewriter.replace(node.output(0), sunk.output(0));
        }

        private Value inAnyOrder(Value value) {
            Pending late = pending.get(value);
            return late == null ? rewriter.now(value) : late.base;
        }

        /** Whether a node gives each element of an array what one number gives it. */
        private boolean spreadsOne(Node node) {
            return SPREADS.contains(node.op())
                    && pending.containsKey(node.input(1))
                    && namesAllAxes(node, node.input(1));
        }

        private void spreadInOtherOrder(Node node) {
            Pending late = pending.get(node.input(1));
            make(node.input(0));
            List<Value> inputs = List.of(rewriter.now(node.input(0)), late.base);
            Value sunk = append(node, node.attrs().given(), inputs).output(0);
            pending.put(node.output(0), new Pending(late.by, sunk, late.order));
        }

        private boolean isProduct(Node node) {
            return node.op() == MatMul.OP
                    && node.attrs().i("axis_a") == 1
                    && node.attrs().i("axis_b") == 1;
        }

        /** A factor that is a matrix to be transposed is read the other way round instead. */
        private void turnFactors(Node node) {
            Map<String, Object> attrs = new LinkedHashMap<>(node.attrs().given());
            List<Value> inputs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Value factor = node.input(i);
                Pending late = pending.get(factor);
                if (late != null && late.order.size() == 2) {
                    String turned = i == 0 ? "trans_a" : "trans_b";
                    attrs.put(turned, node.attrs().flag(turned) ? 0 : 1);
                    inputs.add(late.base);
                } else {
                    make(factor);
                    inputs.add(rewriter.now(factor));
                }
            }
            Node product = append(node, attrs, inputs);
            rewriter.replace(node.output(0), product.output(0));
        }

        private Node append(Node node, Map<String, ?> attrs, List<Value> inputs) {
            return rewriter.to().append(node.name(), node.op(), attrs, node.settings(), inputs);
        }
    }
}
