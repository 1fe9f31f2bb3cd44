package org.duograph.workspace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import org.duograph.workspace.proto.ExecutionStep;
import org.duograph.workspace.proto.NetDef;
import org.duograph.workspace.proto.PlanDef;

/**
 * Runs a PlanDef: nets, and steps that say which nets to run how often and when to stop.
 *
 * <p>Whether to stop is looked at after each substep and each net. A step that names a blob for it
 * goes on until then, with {@code only_once} through one iteration at most, with {@code num_iter}
 * through as many; one that names none has {@code num_iter} iterations, or one.
 *
 * <p>What may run at the same time ({@code concurrent_substeps}, {@code num_concurrent_instances},
 * what runs every so many milliseconds, and reports, every so many seconds) has threads of its own.
 * They take turns, net by net, for blobs are for one thread at a time: so none waits for ever for
 * what another is yet to do.
 */
final class PlanRunner {
    private final PlanDef plan;

    /** Whoever has it runs a net or looks at a blob. */
    private final ReentrantLock turn = new ReentrantLock(true);

    private final StepThreads threads = new StepThreads();

    private PlanRunner(PlanDef plan) {
        this.plan = plan;
    }

    /** Runs all steps, over nets of the plan and those that were created before. */
    static void run(Nets created, PlanDef plan) {
        PlanRunner runner = new PlanRunner(plan);
        try (Place place = runner.new Place(created, null)) {
            for (ExecutionStep step : plan.getExecutionStepList()) {
                runner.run(step, place);
            }
        }
    }

    /** Where steps run: blobs, and the plan's nets on them. */
    private final class Place implements AutoCloseable {
        private final Nets created;
        private final InnerBlobs inner;
        private final Map<String, NetRunner> own = new LinkedHashMap<>();

        /** The place of {@code created}; closed with it is {@code inner}, if it is one of these. */
        Place(Nets created, InnerBlobs inner) {
            this.created = created;
            this.inner = inner;
            for (NetDef net : plan.getNetworkList()) {
                own.put(net.getName(), created.ready(net));
            }
        }

        /** A place that has the tensors of this one, and other blobs of its own. */
        Place over() {
            turn.lock();
            try {
                InnerBlobs blobs = InnerBlobs.over(created.planner());
                Nets nets = new Nets(blobs.blobs(), blobs.planner());
                nets.likeThoseOf(created);
                return new Place(nets, blobs);
            } finally {
                turn.unlock();
            }
        }

        void runNet(String name) {
            turn.lock();
            try {
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
            } finally {
                turn.unlock();
            }
        }

        boolean isTrue(String blob) {
            turn.lock();
            try {
                return created.blobs().fetch(blob).item() != 0;
            } finally {
                turn.unlock();
            }
        }

        @Override
        public void close() {
            turn.lock();
            try {
                own.values().forEach(NetRunner::close);
                if (inner != null) {
                    inner.close();
                }
            } finally {
                turn.unlock();
            }
        }
    }

    private void run(ExecutionStep step, Place place) {
        int instances = Math.max(1, step.getNumConcurrentInstances());
        List<Runnable> all = new ArrayList<>();
        for (int i = 0; i < instances; i++) {
            all.add(() -> runInstance(step, place));
        }
        threads.runAll(all);
    }

    private void runInstance(ExecutionStep step, Place place) {
        if (!step.getCreateWorkspace()) {
            repeat(step, place);
            return;
        }
        try (Place own = place.over()) {
            repeat(step, own);
        }
    }

    private void repeat(ExecutionStep step, Place place) {
        List<ExecutionStep> steps = new ArrayList<>();
        try (StepThreads.Timers timers = threads.timers()) {
            if (!step.getReportNet().isEmpty()) {
                timers.start(
                        1000L * step.getReportInterval(), () -> place.runNet(step.getReportNet()));
            }
            for (ExecutionStep substep : step.getSubstepList()) {
                if (substep.hasRunEveryMs()) {
                    timers.start(substep.getRunEveryMs(), () -> run(substep, place));
                } else {
                    steps.add(substep);
                }
            }
            boolean stopped = false;
            for (long i = 0; !stopped && threads.areFine() && goesOn(step, i); i++) {
                stopped = runOnce(step, steps, place);
            }
        }
        threads.rethrow(); // what one of the timers failed with
    }

    private static boolean goesOn(ExecutionStep step, long iteration) {
        if (step.hasNumIter()) {
            return iteration < step.getNumIter();
        }
        boolean untilStopped = !step.getShouldStopBlob().isEmpty() && !step.getOnlyOnce();
        return untilStopped || iteration < 1;
    }

    /** One iteration; returns whether it is the last. */
    private boolean runOnce(ExecutionStep step, List<ExecutionStep> substeps, Place place) {
        if (step.getConcurrentSubsteps()) {
            threads.runAll(substeps.stream().map(s -> (Runnable) () -> run(s, place)).toList());
            if (!substeps.isEmpty() && shouldStop(step, place)) {
                return true;
            }
        } else {
            for (ExecutionStep substep : substeps) {
                run(substep, place);
                if (shouldStop(step, place)) {
                    return true;
                }
            }
        }
        for (String net : step.getNetworkList()) {
            place.runNet(net);
            if (shouldStop(step, place)) {
                return true;
            }
        }
        return false;
    }

    private static boolean shouldStop(ExecutionStep step, Place place) {
        String blob = step.getShouldStopBlob();
        return !blob.isEmpty() && place.isTrue(blob);
    }
}
