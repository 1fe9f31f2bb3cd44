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
    private final Workspace workspace;
    private final Map<String, NetRunner> nets = new LinkedHashMap<>();
    private final Map<ExecutionStep, Boolean> done = new IdentityHashMap<>();

    private PlanRunner(Workspace workspace) {
        this.workspace = workspace;
    }

    static void run(Workspace workspace, PlanDef plan) {
        try (PlanRunner runner = new PlanRunner(workspace)) {
            for (NetDef net : plan.getNetworkList()) {
                runner.nets.put(net.getName(), new NetRunner(workspace, net));
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
        return !blob.isEmpty() && workspace.fetchBlob(blob).item() != 0;
    }

    private void runNet(String name) {
        NetRunner net = nets.get(name);
        if (net != null) {
            net.run();
        } else if (workspace.nets().contains(name)) {
            workspace.runNet(name);
        } else {
            throw new NoSuchElementException(
                    "A step runs net \"%s\"; the plan has %s, the workspace %s"
                            .formatted(name, nets.keySet(), workspace.nets()));
        }
    }

    @Override
    public void close() {
        nets.values().forEach(NetRunner::close);
    }
}
