package org.duograph.workspace.lower;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.control.If;
import org.duograph.ops.control.While;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * Writes nodes that hold graphs as operators that hold nets: If and While, whose nets are each a Do
 * with blobs of its own, as Caffe2's builder has them.
 *
 * @param blobs the names of values
 * @param unlike makes a name that no other blob has
 * @param export writes a graph as a net
 */
record ControlExporter(
        Function<Value, String> blobs,
        UnaryOperator<String> unlike,
        Function<Graph, NetDef> export) {

    /** Whether a node holds graphs. */
    static boolean isFor(Node node) {
        return !node.subGraphs().isEmpty();
    }

    /**
     * The operators for a node.
     *
     * @throws IllegalArgumentException if no net can say it: it is a For, or a gradient needs what
     *     it has kept
     */
    List<OperatorDef> write(Node node) {
        if (node.op() == If.OP && !If.View.of(node).isKeyed()) {
            requireUnread(node, If.View.of(node).results());
            return choice(node);
        }
        if (node.op() == While.OP && !While.View.of(node).isKeyed()) {
            requireUnread(node, While.View.of(node).states());
            return loop(node);
        }
        throw refusal(node);
    }

    /** What else the node gives, for its gradient, has no name in a net. */
    private static void requireUnread(Node node, int results) {
        List<Value> others = node.outputs().subList(results, node.outputs().size());
        boolean read =
                node.graph().nodes().stream()
                        .anyMatch(n -> n.inputs().stream().anyMatch(others::contains));
        if (read || node.graph().assigns().values().stream().anyMatch(others::contains)) {
            throw refusal(node);
        }
    }

    private static IllegalArgumentException refusal(Node node) {
        return new IllegalArgumentException(
                "%s \"%s\" can't be written as a net: Caffe2 has If and While, and not what their gradients read; write the net before it is lowered, or without gradients"
                        .formatted(node.op().type(), node.name()));
    }

    private List<String> names(List<Value> values) {
        return values.stream().map(blobs).toList();
    }

    private List<OperatorDef> choice(Node node) {
        If.View view = If.View.of(node);
        List<String> captured = names(node.inputs().subList(1, node.inputs().size()));
        List<String> results = names(node.outputs().subList(0, view.results()));
        List<OperatorDef> ops = new ArrayList<>();
        Map<String, Object> args = new LinkedHashMap<>();
        List<String> scopes = List.of(scope(ops), scope(ops));
        args.put("then_net", run(view.branch(true).graph(), captured, results, scopes.get(0)));
        args.put("else_net", run(view.branch(false).graph(), captured, results, scopes.get(1)));
        List<String> read = new ArrayList<>(List.of(blobs.apply(node.input(0))));
        ops.add(Ops.operator("If", all(read, captured, scopes), all(results, scopes), args));
        return ops;
    }

    /** A loop changes blobs in place: copies of the states at the beginning. */
    private List<OperatorDef> loop(Node node) {
        While.View view = While.View.of(node);
        List<OperatorDef> ops = new ArrayList<>();
        List<String> begin = names(node.inputs().subList(0, view.states()));
        List<String> states = begin.stream().map(unlike).toList();
        copy(ops, begin, states);
        List<String> captured = names(node.inputs().subList(view.states(), node.inputs().size()));
        String goesOn = unlike.apply("goes_on");
        ops.add(
                Ops.operator(
                        "ConstantFill",
                        List.of(),
                        List.of(goesOn),
                        Ops.arg("shape", new long[0]),
                        Ops.arg("value", 0),
                        Ops.arg("dtype", 5)));
        List<String> read = all(states, captured);
        List<String> scopes = List.of(scope(ops), scope(ops));
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("loop_net", run(view.body().graph(), read, states, scopes.get(0)));
        args.put("cond_net", run(view.cond().graph(), read, List.of(goesOn), scopes.get(1)));
        if (view.isBounded()) {
            args.put("most", view.most());
        }
        List<String> truth = List.of(goesOn);
        ops.add(Ops.operator("While", all(truth, read, scopes), all(states, truth, scopes), args));
        copy(ops, states, names(node.outputs().subList(0, view.states())));
        return ops;
    }

    private static void copy(List<OperatorDef> ops, List<String> from, List<String> to) {
        for (int i = 0; i < from.size(); i++) {
            ops.add(Ops.operator("Copy", List.of(from.get(i)), List.of(to.get(i))));
        }
    }

    private String scope(List<OperatorDef> ops) {
        String scope = unlike.apply("workspace");
        ops.add(Ops.operator("CreateScope", List.of(), List.of(scope)));
        return scope;
    }

    @SafeVarargs
    private static List<String> all(List<String>... lists) {
        Set<String> all = new LinkedHashSet<>();
        for (List<String> list : lists) {
            all.addAll(list);
        }
        return List.copyOf(all);
    }

    /** A net whose one operator runs a graph, which reads and writes these blobs. */
    private NetDef run(Graph graph, List<String> reads, List<String> writes, String scope) {
        NetDef.Builder inner = export.apply(graph).toBuilder();
        List<String> bound = new ArrayList<>(graph.variables().keySet());
        Set<String> taken = new LinkedHashSet<>(bound);
        inner.getOpList().forEach(op -> taken.addAll(op.getOutputList()));
        for (String result : graph.assigns().keySet()) {
            String own = "_" + result;
            while (!taken.add(own)) {
                own = "_" + own;
            }
            inner.addOp(Ops.operator("Copy", List.of(result), List.of(own)));
            bound.add(own);
        }
        List<String> inputs = all(reads, List.of(scope));
        List<Integer> outer = new ArrayList<>();
        reads.forEach(blob -> outer.add(inputs.indexOf(blob)));
        for (int i = 0; i < writes.size(); i++) {
            outer.add(inputs.size() + i);
        }
        OperatorDef op =
                Ops.operator(
                        "Do",
                        inputs,
                        all(writes, List.of(scope)),
                        Ops.arg("net", inner.clearExternalOutput().build()),
                        Ops.arg("inner_blobs", bound),
                        Ops.arg("outer_blobs_idx", outer));
        return NetDef.newBuilder()
                .setName(graph.name() + "/do")
                .addOp(op)
                .addAllExternalInput(op.getInputList())
                .addAllExternalOutput(op.getOutputList())
                .build();
    }
}
