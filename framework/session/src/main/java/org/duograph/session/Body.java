package org.duograph.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A branch, the body or the condition of a loop: a graph of its own that an operation runs as a
 * function. It sees nothing of the graph around it: what it uses of that comes in as parameters. In
 * files it is a {@code FunctionDef}.
 *
 * @param name its name, which is unique among the bodies of a graph
 * @param graph its operations
 * @param parameters what it is given
 * @param results what it gives, which may be parameters
 * @param resultNames what the results are called, in files
 */
public record Body(
        String name,
        Graph graph,
        List<Tensor> parameters,
        List<Tensor> results,
        List<String> resultNames) {

    /** Copies the lists. */
    public Body {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
        resultNames = List.copyOf(resultNames);
    }

    /**
     * What runs whenever it does, inputs first: what the results need, and operations that do more
     * than to compute something.
     */
    public List<Operation> operations() {
        Set<Operation> wanted = new LinkedHashSet<>();
        results.forEach(result -> wanted.add(result.operation()));
        graph.operations().stream().filter(op -> op.operator().isStateful()).forEach(wanted::add);
        Set<Operation> given = new LinkedHashSet<>();
        parameters.forEach(parameter -> given.add(parameter.operation()));
        return new Needed(wanted, Set.copyOf(parameters))
                .inOrder().stream().filter(op -> !given.contains(op)).toList();
    }

    /** Whether two runs that are given the same may differ, in results or effects. */
    public boolean isStateful() {
        return operations().stream().anyMatch(op -> op.operator().isStateful());
    }

    /** The number of the parameter that result {@code k} is, unchanged; -1 if it is computed. */
    public int handedOn(int k) {
        Tensor at = results.get(k);
        while (at.operation().type().equals("Identity") && !parameters.contains(at)) {
            at = at.operation().input(0);
        }
        return parameters.indexOf(at);
    }
}
