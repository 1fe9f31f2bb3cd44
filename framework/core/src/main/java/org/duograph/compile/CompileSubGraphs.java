package org.duograph.compile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.graph.Attrs;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Pass;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;

/**
 * Compiles the graphs that are attributes of nodes, such as a loop's body, each by all passes.
 *
 * <p>Parameters that a body no longer reads stay its parameters, for the node goes on to hand them
 * in.
 */
final class CompileSubGraphs implements Pass {
    private final Target target;

    CompileSubGraphs(Target target) {
        this.target = target;
    }

    @Override
    public Graph apply(Graph graph) {
        Set<Value> needed = Rewriter.needed(graph);
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.subGraphs().isEmpty()) {
                rewriter.copy(node);
            } else {
                copyCompiled(node, needed, rewriter);
            }
        }
        return rewriter.finish();
    }

    private void copyCompiled(Node node, Set<Value> needed, Rewriter rewriter) {
        Map<String, Object> attrs = new LinkedHashMap<>(node.attrs().given());
        attrs.replaceAll((name, value) -> value instanceof Graph inner ? compiled(inner) : value);
        List<ArrayType> types = node.inputs().stream().map(Value::type).toList();
        int outputs = node.op().infer(Attrs.check(node.op(), attrs), types).size();
        // A body that draws no random numbers any more gives no key: was one asked for?
        boolean complete = node.outputs().stream().skip(outputs).noneMatch(needed::contains);
        rewriter.copy(node, complete ? attrs : node.attrs().given());
    }

    private Graph compiled(Graph inner) {
        Graph compiled = Compiler.compile(inner, target);
        List<String> parameters = List.copyOf(inner.variables().keySet());
        if (List.copyOf(compiled.variables().keySet()).equals(parameters)) {
            return compiled;
        }
        Graph whole = new Graph(compiled.name());
        inner.variables().forEach((name, value) -> whole.variable(name, value.type()));
        Rewriter rewriter = new Rewriter(compiled, whole);
        compiled.nodes().forEach(rewriter::copy);
        return rewriter.finish();
    }
}
