package org.duograph.workspace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.measure.Trace;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.workspace.host.HostOperator;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.lower.LateNumbersException;
import org.duograph.workspace.lower.NoGraphException;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * A net made ready to run: one graph with its plans.
 *
 * <p>It is more than one, its sections, only where host operators leave no choice: user code that
 * does not say the types of what it fills begins a section, and so does what reads that; and where
 * an operator must look at a file or a reader to know types, and one before it in the net makes
 * that (a Load of what a Save writes), it begins a section. Each is planned when it is its turn. An
 * operator that runs nets and can be no part of a graph is a section by itself.
 */
final class NetRunner implements Section {
    private final NetDef net;
    private final Blobs blobs;
    private final NetPlanner planner;
    private final int mostPlans;
    private final List<Section> sections = new ArrayList<>();

    /** For each blob that is read the last operator that does; what is outside comes after all. */
    private final Map<String, Integer> lastReaders = new HashMap<>();

    /** The outputs of all operators; host operators may fill more. */
    private final Set<String> outputs = new HashSet<>();

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
        Set<String> made = new HashSet<>(); // blobs and files that host code of this section makes
        for (int i = 0; i < net.getOpCount(); i++) {
            OperatorDef op = net.getOp(i);
            HostOperator host = planner.hosts().operator(op.getType());
            if (runsApart(op)) {
                addSection(start, i);
                sections.add(apart(op));
                start = i + 1;
                late.clear();
                made.clear();
                continue;
            }
            if (begins(op, host, late, made)) {
                addSection(start, i);
                start = i;
                late.clear();
                made.clear();
            }
            if (host != null) {
                made.addAll(host.makes(op));
            }
            if (host != null && !host.knowsTypes(op)) {
                late.addAll(op.getOutputList());
            } else {
                op.getOutputList().forEach(late::remove);
            }
        }
        addSection(start, net.getOpCount());
    }

    private ControlRunner apart(OperatorDef op) {
        return new ControlRunner(
                op, blobs, planner, (inner, on, by) -> new NetRunner(inner, on, by, mostPlans));
    }

    /**
     * Whether an operator that runs nets can be no part of a graph: because of user code in it that
     * does not say its types, or of objects that are no tensors; or because what its scope keeps is
     * asked for by an operator that only Caffe2's own nets have.
     */
    private boolean runsApart(OperatorDef op) {
        if (!ControlOperators.RUNNING.contains(op.getType())) {
            return false;
        }
        boolean keeps = keepsScopes(net);
        for (NetDef inside : ControlOperators.nets(op).values()) {
            keeps |= holdsObjects(inside);
        }
        return keeps || isBackward(op);
    }

    private static boolean keepsScopes(NetDef net) {
        for (OperatorDef op : net.getOpList()) {
            if (op.getType().equals("HasScope") || isBackward(op)) {
                return true;
            }
            for (NetDef inside : ControlOperators.nets(op).values()) {
                if (keepsScopes(inside)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether an operator is a Do that runs on the blobs of an earlier one. */
    private static boolean isBackward(OperatorDef op) {
        return op.getType().equals("Do")
                && Args.of(op).flag("is_gradient_op", op.getIsGradientOp());
    }

    private boolean holdsObjects(NetDef net) {
        for (OperatorDef op : net.getOpList()) {
            HostOperator host = planner.hosts().operator(op.getType());
            boolean scope = op.getType().equals("CreateScope");
            if (host != null && !scope && (!host.knowsTypes(op) || host.holdsObjects())) {
                return true;
            }
            for (NetDef inside : ControlOperators.nets(op).values()) {
                if (holdsObjects(inside)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether an operator can't stand in one graph with those before it: because it fills blobs
     * itself, while theirs are there only when the graph has run; because it reads what one of them
     * fills so; or because it tells types by a look at what one of them makes.
     */
    private static boolean begins(
            OperatorDef op, HostOperator host, Set<String> late, Set<String> made) {
        if (host == null) {
            return ControlOperators.reads(op).stream().anyMatch(late::contains);
        }
        boolean readsLate = op.getInputList().stream().anyMatch(late::contains);
        return !host.knowsTypes(op)
                || (readsLate && op.getOutputCount() > 0)
                || host.looksAt(op).stream().anyMatch(made::contains);
    }

    private void findLastReaders() {
        for (int i = 0; i < net.getOpCount(); i++) {
            outputs.addAll(net.getOp(i).getOutputList());
            for (String blob : ControlOperators.reads(net.getOp(i))) {
                lastReaders.put(blob, i);
            }
        }
        net.getExternalInputList().forEach(blob -> lastReaders.put(blob, net.getOpCount()));
        net.getExternalOutputList().forEach(blob -> lastReaders.put(blob, net.getOpCount()));
    }

    private void addSection(int from, int to) {
        addSection(sections.size(), from, to);
    }

    private void addSection(int at, int from, int to) {
        if (from < to) {
            sections.add(
                    at,
                    new Section.Planned(
                            from,
                            to,
                            planner.plans(
                                    new NetPlanner.Part(net, from, to, blob -> isKept(blob, to)),
                                    mostPlans)));
        }
    }

    /**
     * Whether a blob that operators before {@code end} write outlives them: all do in a net that
     * declares no external outputs; otherwise the declared ones do, those that existed before,
     * those that later operators read, and those that a host operator fills unnamed.
     */
    private boolean isKept(String blob, int end) {
        return net.getExternalOutputCount() == 0
                || lastReaders.getOrDefault(blob, -1) >= end
                || blobs.has(blob)
                || !outputs.contains(blob);
    }

    /** The net's message. */
    NetDef net() {
        return net;
    }

    /** Runs the net once. */
    void run() {
        run(null);
    }

    /** Runs the net once; {@code into} is null where nobody wants to know when its steps ran. */
    void run(Trace.Recording into) {
        for (int i = 0; i < sections.size(); i++) { // an iterator would be an object per run
            try {
                if (into == null) {
                    sections.get(i).run(runs);
                } else {
                    sections.get(i).record(runs, into);
                }
            } catch (NoGraphException e) { // thrown while it is planned: nothing has run
                cut(i--, e.operator());
            } catch (LateNumbersException e) { // likewise
                cutBefore(i--, e);
            }
        }
        runs++;
    }

    /** Lets an operator run apart that turns out to be no part of a graph. */
    private void cut(int section, int operator) {
        Section.Planned whole = (Section.Planned) sections.remove(section);
        whole.close();
        addSection(section, operator + 1, whole.to());
        sections.add(section, apart(net.getOp(operator)));
        addSection(section, whole.from(), operator);
    }

    /** Lets an operator be planned when those before it have run: its size follows from theirs. */
    private void cutBefore(int section, LateNumbersException e) {
        boolean first =
                !(sections.get(section) instanceof Section.Planned planned)
                        || planned.from() == e.operator();
        if (first) {
            throw e;
        }
        Section.Planned whole = (Section.Planned) sections.remove(section);
        whole.close();
        addSection(section, e.operator(), whole.to());
        addSection(section, whole.from(), e.operator());
    }

    @Override
    public void run(long step) {
        setRuns(step);
        run();
    }

    @Override
    public void record(long step, Trace.Recording into) {
        setRuns(step);
        run(into);
    }

    /** Lets random numbers continue as if the net had run {@code times} times. */
    void setRuns(long times) {
        runs = times;
    }

    /** Plans the net's graphs for blobs of the given types. */
    @Override
    public void prepareFor(Map<String, ArrayType> types) {
        sections.forEach(section -> section.prepareFor(types));
    }

    /** The plans of the net's graphs for the blobs as they are now. */
    @Override
    public List<Plan> plans() {
        return sections.stream().flatMap(section -> section.plans().stream()).toList();
    }

    /** Shows what each pass makes of the net's graphs. */
    @Override
    public void watch(BiConsumer<String, Graph> watcher) {
        sections.forEach(section -> section.watch(watcher));
    }

    @Override
    public void close() {
        sections.forEach(Section::close);
    }
}
