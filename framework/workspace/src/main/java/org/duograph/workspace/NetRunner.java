package org.duograph.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.duograph.compile.Compiler;
import org.duograph.compile.Target;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Suggestion;
import org.duograph.plan.Plan;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net that was created in a workspace: its operators in runs of graph operators, each compiled
 * into plans, and host operators in between.
 */
final class NetRunner implements AutoCloseable {
    private static final Set<String> TYPES =
            Set.of(
                    "",
                    "simple",
                    "dag",
                    "async_simple",
                    "async_dag",
                    "async_polling",
                    "async_scheduling",
                    "singlethread_async");

    private final Workspace workspace;
    private final NetDef net;
    private final List<Part> parts = new ArrayList<>();

    /** For each blob that is read the last operator that does; what is outside comes after all. */
    private final Map<String, Integer> lastReaders = new HashMap<>();

    private long runs;

    /** A stretch of the net that runs as one. */
    private interface Part extends AutoCloseable {
        void run(long step);

        @Override
        default void close() {}
    }

    /**
     * Checks a net: types of operators, and that every blob that is read is written before, exists
     * in the workspace, or is declared as an external input.
     *
     * @throws IllegalArgumentException naming net, operator and blob
     */
    NetRunner(Workspace workspace, NetDef net) {
        this.workspace = workspace;
        this.net = net;
        if (!TYPES.contains(net.getType())) {
            throw new IllegalArgumentException(
                    "Net \"%s\" has the unknown type \"%s\"; known: %s"
                            .formatted(net.getName(), net.getType(), new TreeSet<>(TYPES)));
        }
        check();
        findLastReaders();
        List<OperatorDef> ops = net.getOpList();
        int start = 0;
        for (int i = 0; i < ops.size(); i++) {
            HostOperator host = workspace.hostOperator(ops.get(i).getType());
            if (host != null) {
                addGraph(start, i);
                int index = i;
                parts.add(step -> runHost(index, host));
                start = i + 1;
            }
        }
        addGraph(start, ops.size());
    }

    private void check() {
        workspace.inspect().requireKnownOperators(net);
        Set<String> defined = new LinkedHashSet<>(net.getExternalInputList());
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            for (String input : op.getInputList()) {
                if (!defined.contains(input) && !workspace.hasBlob(input)) {
                    Set<String> near = new LinkedHashSet<>(defined);
                    near.addAll(workspace.blobs());
                    throw new IllegalArgumentException(
                            where(i)
                                    + " reads blob \""
                                    + input
                                    + "\", which no operator before it writes and which does not exist"
                                    + Suggestion.among(input, near)
                                    + " (feed it, run the net that fills it, or declare it as external_input)");
                }
            }
            defined.addAll(op.getOutputList());
        }
        for (String output : net.getExternalOutputList()) {
            if (!defined.contains(output) && !workspace.hasBlob(output)) {
                throw new IllegalArgumentException(
                        "net \"%s\" declares the external_output \"%s\", which none of its operators writes and which does not exist%s"
                                .formatted(
                                        net.getName(), output, Suggestion.among(output, defined)));
            }
        }
    }

    private void findLastReaders() {
        for (int i = 0; i < net.getOpCount(); i++) {
            for (String blob : net.getOp(i).getInputList()) {
                lastReaders.put(blob, i);
            }
        }
        net.getExternalInputList().forEach(blob -> lastReaders.put(blob, net.getOpCount()));
        net.getExternalOutputList().forEach(blob -> lastReaders.put(blob, net.getOpCount()));
    }

    private void addGraph(int from, int to) {
        if (from < to) {
            parts.add(new GraphPart(from, to));
        }
    }

    private void runHost(int index, HostOperator host) {
        try {
            host.run(new HostOperator.Call(workspace, net.getOp(index)));
        } catch (IOException e) {
            throw new UncheckedIOException(where(index) + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(where(index) + ": " + e.getMessage(), e);
        }
    }

    private String where(int index) {
        return "operator %d (%s) of net \"%s\""
                .formatted(index, net.getOp(index).getType(), net.getName());
    }

    /** The net's message. */
    NetDef net() {
        return net;
    }

    /** Runs the net once. */
    void run() {
        for (int i = 0; i < parts.size(); i++) { // an iterator would be an object per run
            parts.get(i).run(runs);
        }
        runs++;
    }

    /** Lets random numbers continue as if the net had run {@code times} times. */
    void setRuns(long times) {
        runs = times;
    }

    /** The plans of the net's graphs for the blobs as they are now. */
    List<Plan> plans() {
        List<Plan> plans = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof GraphPart graph) {
                plans.add(graph.plan());
            }
        }
        return plans;
    }

    /** Shows what each pass makes of the net's graphs. */
    void watchPasses(BiConsumer<String, Graph> watcher) {
        for (Part part : parts) {
            if (part instanceof GraphPart stretch) {
                stretch.watchPasses(watcher);
            }
        }
    }

    @Override
    public void close() {
        parts.forEach(Part::close);
    }

    /** A plan, and the blobs whose numbers it took for granted: shapes that are operands. */
    private record Planned(Plan plan, Map<String, NDArray> granted) {
        boolean fits(Workspace workspace) {
            return plan.fits()
                    && (granted.isEmpty()
                            || granted.entrySet().stream()
                                    .allMatch(
                                            e ->
                                                    e.getValue()
                                                            .equals(
                                                                    workspace
                                                                            .inspect()
                                                                            .content(e.getKey()))));
        }
    }

    /** Operators {@code from} to {@code to - 1}: plans of their graph, one per types of inputs. */
    private final class GraphPart implements Part {
        private static final int MOST_PLANS = 4;

        private final int from;
        private final int to;
        private final List<Planned> plans = new ArrayList<>();

        GraphPart(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public void run(long step) {
            plan().run(step);
        }

        /** The plan that fits the blobs' types; the one used last stands first. */
        Plan plan() {
            for (int i = 0; i < plans.size(); i++) {
                if (plans.get(i).fits(workspace)) {
                    if (i > 0) {
                        plans.add(0, plans.remove(i));
                    }
                    return plans.get(0).plan;
                }
            }
            if (plans.size() == MOST_PLANS) {
                plans.remove(MOST_PLANS - 1).plan.close();
            }
            KnownNumbers known = new KnownNumbers(workspace.inspect()::content);
            Plan plan = workspace.plan(net, from, to, this::isKept, known);
            plans.add(0, new Planned(plan, known.looked()));
            return plan;
        }

        private void watchPasses(BiConsumer<String, Graph> watcher) {
            Graph graph = workspace.inspect().importGraph(net, from, to, this::isKept);
            watcher.accept("import", graph);
            Target target = workspace.placement().target();
            Compiler.compile(graph, target, (pass, g) -> watcher.accept(pass.name(), g));
        }

        /**
         * Whether a blob that these operators write outlives them: all do in a net that declares no
         * external outputs; otherwise the declared ones do, those that existed before, and those
         * that later operators read.
         */
        private boolean isKept(String blob) {
            return net.getExternalOutputCount() == 0
                    || lastReaders.getOrDefault(blob, -1) >= to
                    || workspace.hasBlob(blob);
        }

        @Override
        public void close() {
            plans.forEach(planned -> planned.plan.close());
            plans.clear();
        }
    }
}
