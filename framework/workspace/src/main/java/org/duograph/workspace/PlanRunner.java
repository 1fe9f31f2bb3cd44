package org.duograph.workspace;

import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.PlanDef;

/**
 * Runs a PlanDef: nets, and steps that say which net to run how often and when to stop.
 *
 * <p>Substeps run one after the other, also where {@code concurrent_substeps} allows otherwise.
 */
final class PlanRunner implements AutoCloseable {
    private final Nets created;
    private final Map<String, NetRunner> own = new LinkedHashMap<>();
    private final Map<ExecutionStep, Boolean> done = new IdentityHashMap<>();

    private PlanRunner(Nets created) {
        this.created = created;
    }

    /** Runs all steps, over nets of the plan and those that were created before. */
    static void run(Nets created, PlanDef plan) {
        try (PlanRunner runner = new PlanRunner(created)) {
            for (NetDef net : plan.getNetworkList()) {
                runner.own.put(net.getName(), created.ready(net));
            }
            for (ExecutionStep step : plan.getExecutionStepList()) {
                runner.run(step);
            }
        }
    }

    private void run(ExecutionStep step) {
        if (step.getOnlyOnce() && done.put(step, true) != null) {
            return;
        }
        long times = step.hasNumIter() ? step.getNumIter() : 1;
        boolean untilStopped = !step.hasNumIter() && !step.getShouldStopBlob().isEmpty();
        for (long i = 0; untilStopped || i < times; i++) {
            step.getSubstepList().forEach(this::run);
            step.getNetworkList().forEach(this::runNet);
            boolean report = step.getReportInterval() > 0 && i % step.getReportInterval() == 0;
            if (report && !step.getReportNet().isEmpty()) {
                runNet(step.getReportNet());
            }
            if (shouldStop(step)) {
                return;
            }
        }
    }

    private boolean shouldStop(ExecutionStep step) {
        String blob = step.getShouldStopBlob();
        return !blob.isEmpty() && created.blobs().fetch(blob).item() != 0;
    }

    private void runNet(String name) {
        NetRunner net = own.get(name);
        if (net != null) {
            net.run();
        } else if (created.names().contains(name)) {
            created.get(name).run();
        } else {
            throw new NoSuchElementException(
                    "A step runs net \"%s\"; the plan has %s, the workspace %s"
                            .formatted(name, own.keySet(), created.names()));
        }
    }

    @Override
    public void close() {
        own.values().forEach(NetRunner::close);
    }
}
