package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Memory, streams, events, modules, graphs, handles and descriptors are all given back, and do not
 * pile up: the stand-ins have counted them.
 */
class LeakTest {
    private Map<String, Long> before;

    @BeforeEach
    void count() {
        StandInControl.require();
        before = StandInControl.alive();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(StandInControl.alive()).isEqualTo(before);
    }

    @Test
    void trainingLeavesNothing() {
        TrainedNet.leNet(2).train("cuda", 3);
        TrainedNet.withDropout(2).train("cuda", 3);
        TrainedNet.withDropout(2).train("cuda,graphs=false", 1);
        try (CudaBackend backend = StandIn.open()) {
            assertThat(backend.liveBytes()).isZero();
        }
    }

    @Test
    void netsMadeAndDeletedAgainAndAgainPileNothingUp() {
        TrainedNet net = TrainedNet.withDropout(2);
        Map<String, Long> settled = null;
        try (Workspace workspace = new Workspace("cuda", 7)) {
            for (int cycle = 0; cycle < 20; cycle++) {
                net.prepare(workspace);
                for (int step = 0; step < 3; step++) {
                    net.step(workspace, step);
                }
                workspace.deleteNet(net.name());
                if (cycle == 1) {
                    settled = StandInControl.alive();
                }
            }
            assertThat(StandInControl.alive()).isEqualTo(settled);
        }
    }
}
