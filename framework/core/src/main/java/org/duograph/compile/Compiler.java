package org.duograph.compile;

import java.util.List;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;

/** Makes a graph ready to be planned: the list of passes, in order. */
public final class Compiler {
    /** The passes. Each line says why it stands where it stands. */
    public static final List<Pass> PASSES =
            List.of(
                    new DropDeadNodes(), // first: nothing else spends time on what nobody reads
                    new DropIdentities(), // before fusion: a copy in between would prevent it
                    new FoldConstants(), // after identities: they hide constants
                    new FuseRelu(), // after all that could bring two nodes together
                    new MaskPooledGradients(), // any time; here it reads what is left
                    new SplitBatch(), // after fusion: fewer layers to repeat for each part
                    new DropDeadNodes(), // sweeps up what the others left behind
                    new HoistUpdates()); // last: it changes the order of what is left, no more

    private Compiler() {}

    /** Applies all passes. */
    public static Graph compile(Graph graph) {
        return compile(graph, (pass, result) -> {});
    }

    /** Applies all passes and shows {@code watcher} each pass and what it made. */
    public static Graph compile(Graph graph, BiConsumer<Pass, Graph> watcher) {
        Graph current = graph;
        for (Pass pass : PASSES) {
            current = pass.apply(current);
            watcher.accept(pass, current);
        }
        return current;
    }
}
