package org.duograph.workspace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.host.Surroundings;
import org.duograph.workspace.proto.NetDef;

/**
 * A net made ready to run: its operators in stretches of graph operators, each with its plans, and
 * host operators in between.
 */
final class NetRunner implements AutoCloseable {
    private final NetDef net;
    private final Blobs blobs;
    private final Surroundings around;
    private final List<Part> parts = new ArrayList<>();
    private final List<Plans> plans = new ArrayList<>();

    /** For each blob that is read the last operator that does; what is outside comes after all. */
    private final Map<String, Integer> lastReaders = new HashMap<>();

    private long runs;

    /** A stretch of the net that runs as one. */
    private interface Part {
        void run(long step);
    }

    /**
     * Makes a net ready; graphs are planned when they first run.
     *
     * @param net a net that was checked: {@link NetCheck}
     * @param blobs what it runs on
     * @param around what its host operators reach
     * @param hosts host operators by type
     * @param planner plans the rest
     * @param mostPlans how many plans of a stretch are kept
     */
    NetRunner(
            NetDef net,
            Blobs blobs,
            Surroundings around,
            Map<String, HostOperator> hosts,
            NetPlanner planner,
            int mostPlans) {
        this.net = net;
        this.blobs = blobs;
        this.around = around;
        findLastReaders();
        int start = 0;
        for (int i = 0; i < net.getOpCount(); i++) {
            HostOperator host = hosts.get(net.getOp(i).getType());
            if (host != null) {
                addGraph(planner, start, i, mostPlans);
                int index = i;
                parts.add(step -> runHost(index, host));
                start = i + 1;
            }
        }
        addGraph(planner, start, net.getOpCount(), mostPlans);
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

    private void addGraph(NetPlanner planner, int from, int to, int mostPlans) {
        if (from < to) {
            Plans stretch =
                    planner.plans(
                            new NetPlanner.Stretch(net, from, to, blob -> isKept(blob, to)),
                            mostPlans);
            plans.add(stretch);
            parts.add(stretch::run);
        }
    }

    /**
     * Whether a blob that operators before {@code end} write outlives them: all do in a net that
     * declares no external outputs; otherwise the declared ones do, those that existed before, and
     * those that later operators read.
     */
    private boolean isKept(String blob, int end) {
        return net.getExternalOutputCount() == 0
                || lastReaders.getOrDefault(blob, -1) >= end
                || blobs.has(blob);
    }

    private void runHost(int index, HostOperator host) {
        try {
            host.run(new HostOperator.Call(around, net.getOp(index)));
        } catch (IOException e) {
            throw new UncheckedIOException(NetCheck.where(net, index) + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(NetCheck.where(net, index) + ": " + e.getMessage(), e);
        }
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

    /** Plans the net's graphs for blobs of the given types. */
    void prepareFor(Map<String, ArrayType> types) {
        plans.forEach(stretch -> stretch.prepareFor(types));
    }

    /** The plans of the net's graphs for the blobs as they are now. */
    List<Plan> plans() {
        return plans.stream().map(Plans::plan).toList();
    }

    /** Shows what each pass makes of the net's graphs. */
    void watchPasses(BiConsumer<String, Graph> watcher) {
        for (Plans stretch : plans) {
            watcher.accept("import", stretch.graph());
            stretch.watchPasses((pass, result) -> watcher.accept(pass.name(), result));
        }
    }

    @Override
    public void close() {
        plans.forEach(Plans::close);
    }
}
