package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a step of training asks of the driver once it has been recorded. */
class StepCallsTest {
    private static final int WARM = 2; // launched one by one, recorded
    private static final int STEPS = 5;

    @BeforeEach
    void standInsAreLoaded() {
        StandInControl.require();
    }

    /** Calls of the driver and of cuDNN during some steps, and how often the host waited. */
    private static Map<String, Long> during(TrainedNet net, boolean fed) {
        try (Workspace workspace = new Workspace("cuda", 7)) {
            net.prepare(workspace);
            for (int step = 0; step < WARM; step++) {
                net.step(workspace, step);
            }
            workspace.fetchBlob("loss"); // waits
            StandInControl.tell("forget-counts");
            for (int step = WARM; step < WARM + STEPS; step++) {
                if (fed) {
                    net.step(workspace, step);
                } else {
                    workspace.runNet(net.name());
                }
            }
            Map<String, Long> counts = new TreeMap<>(StandInControl.report());
            counts.keySet().removeIf(name -> !name.startsWith("calls.") && !name.equals("waits"));
            counts.keySet().remove("calls.cuDriverGetVersion"); // asks for the counts
            counts.values().removeIf(count -> count == 0);
            return counts;
        }
    }

    @Test
    void everyStepIsOneLaunchOfAGraphAndNoWait() {
        assertThat(during(TrainedNet.withDropout(2), false))
                .containsEntry("calls.cuGraphLaunch", (long) STEPS)
                .doesNotContainKeys("waits", "calls.cuLaunchKernel", "calls.cuMemAlloc")
                .allSatisfy((name, count) -> assertThat(name).doesNotContain("Synchronize"))
                .allSatisfy((name, count) -> assertThat(name).doesNotContain("cudnn"));
    }

    /** Images and labels: each waits only for what was fed two feeds ago from the same memory. */
    @Test
    void whatIsFedIsNotWaitedFor() {
        long feeds = 2L * STEPS;
        assertThat(during(TrainedNet.withDropout(2), true))
                .containsEntry("calls.cuGraphLaunch", (long) STEPS)
                .containsEntry("calls.cuMemcpyHtoDAsync", feeds)
                .containsEntry("calls.cuEventSynchronize", feeds)
                .containsEntry("waits", feeds)
                .doesNotContainKeys(
                        "calls.cuStreamSynchronize",
                        "calls.cuCtxSynchronize",
                        "calls.cuLaunchKernel",
                        "calls.cuMemAlloc",
                        "calls.cuMemHostAlloc");
    }
}
