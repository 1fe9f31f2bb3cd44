package org.duograph.workspace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.duograph.graph.Graph;
import org.duograph.measure.Trace;
import org.duograph.plan.Plan;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.host.Scope;
import org.duograph.workspace.io.Args;
import org.duograph.workspace.net.ControlOperators;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.OperatorDef;

/**
 * An operator that runs nets and can't be part of its net's graph, such as one with a database
 * reader in it, or a loop that lets a blob grow. It is run as Caffe2 does: the condition is looked
 * at, and then a net is run.
 *
 * <p>A Do runs on blobs of its own, into which those that are bound are copied, and from which they
 * are copied back. Its scope keeps them for its gradient.
 */
final class ControlRunner implements Section {
    /** Makes a net ready on blobs. */
    @FunctionalInterface
    interface Ready {
        Section net(NetDef net, Blobs blobs, NetPlanner planner);
    }

    private final OperatorDef op;
    private final Blobs blobs;
    private final NetPlanner planner;
    private final Ready ready;
    private final Map<String, Section> nets = new LinkedHashMap<>();
    private long innerRuns;

    /**
     * Makes an operator ready.
     *
     * @param op the operator, which runs nets
     * @param blobs what it runs on
     * @param planner plans nets on these
     * @param ready makes the operator's nets ready
     */
    ControlRunner(OperatorDef op, Blobs blobs, NetPlanner planner, Ready ready) {
        this.op = op;
        this.blobs = blobs;
        this.planner = planner;
        this.ready = ready;
    }

    @Override
    public void run(long step) {
        switch (op.getType()) {
            case "If" -> runNet(holds() ? "then_net" : "else_net");
            case "While" -> {
                runNet("cond_net");
                long most = Args.of(op).i("most", Long.MAX_VALUE);
                for (long done = 0; done < most && holds(); done++) {
                    runNet("loop_net");
                    runNet("cond_net");
                }
            }
            default -> runInside();
        }
    }

    /** What runs inside is known only when it does, and is left out. */
    @Override
    public void record(long step, Trace.Recording into) {
        run(step);
    }

    private boolean holds() {
        String blob = ControlOperators.condition(op);
        NDArray condition = blobs.fetch(blob);
        if (condition.dtype() != DType.BOOL || condition.size() != 1) {
            throw new IllegalArgumentException(
                    "The condition \"%s\" of %s must be one bool, found %s"
                            .formatted(blob, op.getType(), condition.type()));
        }
        return condition.get(0) != 0;
    }

    /** Runs one of the operator's nets, if it has it. */
    private void runNet(String argument) {
        NetDef net = ControlOperators.nets(op).get(argument);
        if (net != null) {
            nets.computeIfAbsent(argument, a -> ready.net(keepingAll(net), blobs, planner))
                    .run(innerRuns++);
        }
    }

    /** What a net inside another writes, others may read. */
    private static NetDef keepingAll(NetDef net) {
        return net.toBuilder().clearExternalOutput().build();
    }

    private void runInside() {
        String name = ControlOperators.scope(op);
        boolean gradient = Args.of(op).flag("is_gradient_op", op.getIsGradientOp());
        boolean again = Args.of(op).flag("reuse_workspace", false);
        Scope scope = name == null ? new Scope() : scope(name);
        InnerBlobs kept = (InnerBlobs) (gradient ? scope.pop() : again ? scope.peek() : null);
        if (gradient && kept == null) {
            throw new IllegalStateException(
                    "This Do is a gradient, but scope \"%s\" keeps the blobs of no run forward"
                            .formatted(name));
        }
        InnerBlobs inside = kept == null ? InnerBlobs.apart(planner) : kept;
        runOn(inside);
        if (gradient || name == null) {
            inside.close();
        } else if (kept == null) {
            scope.push(inside);
        }
    }

    private void runOn(InnerBlobs inside) {
        Map<String, String> bindings = ControlOperators.bindings(op);
        bindings.forEach(
                (inner, outer) -> {
                    if (blobs.has(outer)) {
                        inside.feedObject(inner, blobs.fetchAny(outer));
                    }
                });
        NetDef net = keepingAll(ControlOperators.nets(op).get("net"));
        try (Section section = ready.net(net, inside.blobs(), inside.planner())) {
            section.run(innerRuns++);
        }
        bindings.forEach(
                (inner, outer) -> {
                    if (op.getOutputList().contains(outer) && inside.blobs().has(inner)) {
                        blobs.feedObject(outer, inside.blobs().fetchAny(inner));
                    }
                    if (!inside.blobs().state().has(inner)) {
                        inside.blobs().leave(inner);
                    }
                });
    }

    private Scope scope(String name) {
        if (!blobs.has(name)) {
            blobs.feedObject(name, new Scope());
        }
        return blobs.fetch(name, Scope.class);
    }

    @Override
    public void prepareFor(Map<String, ArrayType> types) {
        // which of its nets run, and on what, is known only when they do
    }

    @Override
    public List<Plan> plans() {
        return nets.values().stream().flatMap(net -> net.plans().stream()).toList();
    }

    @Override
    public void watch(BiConsumer<String, Graph> watcher) {
        nets.values().forEach(net -> net.watch(watcher));
    }

    @Override
    public void close() {
        nets.values().forEach(Section::close);
    }
}
