package org.duograph.interop.onnx;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.NDArray;

/**
 * If: the branch that is known to be taken stands in its place; else there is a node with two
 * graphs. Loops are in {@link LoopRules}.
 */
final class ControlRules {
    static final Map<String, Rule> RULES =
            Map.ofEntries(
                    entry("If", ControlRules::choice),
                    entry("Loop", LoopRules::loop),
                    entry("Scan", ScanRules::scan));

    private ControlRules() {}

    private static void choice(NodeSite site) {
        GraphProto yes = site.subGraph("then_branch");
        GraphProto no = site.subGraph("else_branch");
        site.require(
                yes.getOutputCount() == no.getOutputCount(),
                "its branches give %d and %d results",
                yes.getOutputCount(),
                no.getOutputCount());
        GraphLowerer around = site.lowerer();
        NDArray fixed = around.fixed(site.in(0)); // a matter of the model, not of what is fed
        if (fixed != null) {
            inline(site, fixed.getWhole(0) != 0 ? yes : no);
            return;
        }
        Node node = around.attempt(() -> node(site, yes, no));
        if (node == null) { // no node says it; perhaps it is known after all which branch is taken
            NDArray known = around.known(site.in(0));
            if (known == null) {
                node(site, yes, no);
            } else {
                inline(site, known.getWhole(0) != 0 ? yes : no);
            }
            return;
        }
        for (int i = 0; i < yes.getOutputCount(); i++) {
            site.give(node.output(i));
        }
    }

    /** A node with two graphs. */
    private static Node node(NodeSite site, GraphProto yes, GraphProto no) {
        Body.Captured captured = Body.Captured.by(site.lowerer(), yes, no);
        Graph then = branch(site, yes, captured);
        Graph other = branch(site, no, captured);
        if (!types(then).equals(types(other))) {
            throw site.refuse(
                    "its branches give %s and %s; a graph has one type for each value",
                    types(then), types(other));
        }
        Map<String, Object> attrs = new LinkedHashMap<>();
        attrs.put("then", then);
        attrs.put("else", other);
        List<Value> inputs = new ArrayList<>();
        inputs.add(new Formula(site).reshape(site.in(0), List.of()));
        inputs.addAll(captured.arguments());
        return site.append(OpCatalog.get("If"), attrs, inputs);
    }

    private static void inline(NodeSite site, GraphProto branch) {
        Body.results(site.lowerer().inside(), branch).forEach(site::give);
    }

    private static Graph branch(NodeSite site, GraphProto proto, Body.Captured captured) {
        GraphLowerer body =
                site.lowerer().body(proto.getName().isEmpty() ? "branch" : proto.getName());
        captured.into(body);
        List<Value> results = Body.arrays(Body.results(body, proto));
        for (int i = 0; i < results.size(); i++) {
            body.graph().assign("result " + i, results.get(i));
        }
        return body.graph();
    }

    private static List<String> types(Graph graph) {
        return graph.assigns().values().stream().map(v -> v.type().toString()).toList();
    }
}
