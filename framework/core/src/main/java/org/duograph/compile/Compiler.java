package org.duograph.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.graph.Pass;

/** Makes a graph ready to be planned: the list of passes, in order. */
public final class Compiler {
    private Compiler() {}

    /** The passes for {@code target}. Each line says why it stands where it stands. */
    public static List<Pass> passes(Target target) {
        List<Pass> all = new ArrayList<>();
        all.add(new DropDeadNodes()); // first: nothing else spends time on what nobody reads
        all.add(new DropUnreadStarts()); // after dead gradients, which read what loops keep
        all.add(new CompileSubGraphs(target)); // a body is a graph, ready before its node is
        all.add(new DropIdentities()); // before fusion: a copy in between would prevent it
        all.add(new FoldConstants()); // after identities: they hide constants
        all.add(new MultiplyEinsums()); // before transposes sink: it makes some
        all.add(new SinkTransposes()); // before fusion too: it brings nodes together
        all.add(new FuseRelu(target)); // after all that could bring two nodes together
        all.add(new MaskPooledGradients()); // any time; here it reads what is left
        all.add(new FuseReluGradient(target)); // after the gradients that become pooled ones
        all.addAll(target.passes()); // after fusion: what a backend reads are its own kernels
        all.add(new DropDeadNodes()); // sweeps up what the others left behind
        all.add(new HoistUpdates()); // late: it changes the order of what is left, no more
        all.addAll(target.ordering()); // after the order that helps everywhere
        all.add(new GroupByDevice()); // last: it changes the order once more, by larger parts
        return all;
    }

    /** Applies the passes that help everywhere: {@link Target#ANY}. */
    public static Graph compile(Graph graph) {
        return compile(graph, Target.ANY);
    }

    /** Applies all passes for {@code target}. */
    public static Graph compile(Graph graph, Target target) {
        return compile(graph, target, (pass, result) -> {});
    }

    /** Applies all passes and shows {@code watcher} each pass and what it made. */
    public static Graph compile(Graph graph, Target target, BiConsumer<Pass, Graph> watcher) {
        Graph current = graph;
        for (Pass pass : passes(target)) {
            current = pass.apply(current);
            watcher.accept(pass, current);
        }
        return current;
    }
}
