package org.duograph.workspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net made ready to run: nearly always one graph with its plans.
 *
 * <p>It is more than one only where an operator reads what a host operator before it fills and of
 * which nobody knows the type until then, such as what a file holds: there the net is cut, and what
 * comes after is planned when it is its turn.
 */
final class NetRunner implements AutoCloseable {
    private final NetDef net;
    private final Blobs blobs;
    private final NetPlanner planner;
    private final int mostPlans;
    private final List<Plans> sections = new ArrayList<>();

    /** For each blob that is read the last operator that does; what is outside comes after all. */
    private final Map<String, Integer> lastReaders = new HashMap<>();

    private long runs;

    /**
     * Makes a net ready; graphs are planned when they first run.
     *
     * @param net a net that was checked: {@link NetCheck}
     * @param blobs what it runs on
     * @param planner plans it
     * @param mostPlans how many plans of a section are kept
     */
    NetRunner(NetDef net, Blobs blobs, NetPlanner planner, int mostPlans) {
        this.net = net;
        this.blobs = blobs;
        this.planner = planner;
        this.mostPlans = mostPlans;
        findLastReaders();
        int start = 0;
        Set<String> late = new HashSet<>(); // filled in this section, of types nobody knows
        boolean anyLate = false;
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            if (anyLate || op.getInputList().stream().anyMatch(late::contains)) {
                addSection(start, i);
                start = i;
                late.clear();
            }
            HostOperator host = planner.hosts().operator(op.getType());
            anyLate = host != null && host.fillsOthers(op);
            if (host != null && !host.knowsTypes(op)) {
                late.addAll(op.getOutputList());
            } else {
                op.getOutputList().forEach(late::remove);
            }
        }
        addSection(start, net.getOpCount());
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

    private void addSection(int from, int to) {
        if (from < to) {
            sections.add(
                    planner.plans(
                            new NetPlanner.Section(net, from, to, blob -> isKept(blob, to)),
                            mostPlans));
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

    /** The net's message. */
    NetDef net() {
        return net;
    }

    /** Runs the net once. */
    void run() {
        for (int i = 0; i < sections.size(); i++) { // an iterator would be an object per run
            sections.get(i).run(runs);
        }
        runs++;
    }

    /** Lets random numbers continue as if the net had run {@code times} times. */
    void setRuns(long times) {
        runs = times;
    }

    /** Plans the net's graphs for blobs of the given types. */
    void prepareFor(Map<String, ArrayType> types) {
        sections.forEach(section -> section.prepareFor(types));
    }

    /** The plans of the net's graphs for the blobs as they are now. */
    List<Plan> plans() {
        return sections.stream().map(Plans::plan).toList();
    }

    /** Shows what each pass makes of the net's graphs. */
    void watchPasses(BiConsumer<String, Graph> watcher) {
        for (Plans section : sections) {
            watcher.accept("import", section.graph());
            section.watchPasses((pass, result) -> watcher.accept(pass.name(), result));
        }
    }

    @Override
    public void close() {
        sections.forEach(Plans::close);
    }
}
