package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.function.IntFunction;
import org.duograph.backend.cuda.TrainedNet.Outcome;
import org.duograph.backend.cuda.library.CudaNatives;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Nets learn on the GPU as they do on the processor, step by step; and the same bits come out
 * however often, on whichever device, and in whatever way kernels are launched.
 */
class TrainingEquivalenceTest {
    private static final int STEPS = 4;

    /** Of a loss, and of a parameter as a share of its largest number: rounding of a few steps. */
    private static final double TOLERANCE = 1e-4;

    /** The library may take algorithms that sum in another order each time, unless told not to. */
    private static final String GPU = "cuda,deterministic=true";

    @BeforeEach
    void needsAGpuOrItsStandIn() {
        StandIn.require();
    }

    @Test
    void leNetLearnsAsOnTheProcessor() {
        agree(TrainedNet.leNet(4));
    }

    @Test
    void theSixLayersLearnAsOnTheProcessor() {
        agree(TrainedNet.sixLayers(2));
    }

    @Test
    void batchNormalisationAndDropoutLearnAsOnTheProcessor() {
        TrainedNet net = TrainedNet.withDropout(8);
        agree(net);
        NDArray expected = net.train("onednn", STEPS).blobs().get("dropped");
        NDArray actual = net.train(GPU, STEPS).blobs().get("dropped");
        int dropped = 0;
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i) == 0).as("dropped[%d]", i).isEqualTo(expected.get(i) == 0);
            dropped += expected.get(i) == 0 ? 1 : 0;
        }
        assertThat(dropped).isBetween(expected.size() / 3, expected.size() * 2 / 3);
    }

    private static void agree(TrainedNet net) {
        Outcome expected = net.train("onednn", STEPS);
        Outcome actual = net.train(GPU, STEPS);
        for (int step = 0; step < STEPS; step++) {
            double loss = expected.losses().get(step);
            assertThat(actual.losses().get(step))
                    .as("loss of step %d", step)
                    .isCloseTo(loss, within(TOLERANCE * loss));
        }
        for (String name : net.parameters()) {
            assertClose(name, actual.blobs().get(name), expected.blobs().get(name));
        }
    }

    private static void assertClose(String name, NDArray actual, NDArray expected) {
        double largest = 1e-3;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
        }
        for (int i = 0; i < expected.size(); i++) {
            double difference = Math.abs(actual.get(i) - expected.get(i));
            if (!(difference <= TOLERANCE * largest)) { // an assertion for each number takes long
                throw new AssertionError(
                        "%s[%d] is %s, expected %s"
                                .formatted(name, i, actual.get(i), expected.get(i)));
            }
        }
    }

    @Test
    void nothingOfATrainingStepLeavesTheGpu() {
        staysOnTheGpu(TrainedNet::leNet);
        staysOnTheGpu(TrainedNet::sixLayers);
        staysOnTheGpu(TrainedNet::withDropout);
    }

    private static void staysOnTheGpu(IntFunction<TrainedNet> net) {
        Outcome outcome = net.apply(2).train(GPU, 1);
        assertThat(outcome.labels()).as(outcome.plan()).noneMatch(s -> s.startsWith("Copy"));
        assertThat(outcome.placements()).as(outcome.plan()).allMatch(s -> s.endsWith(": cuda"));
    }

    @Test
    void aWholeStepIsOneCudaGraphAndGivesTheSameBitsAsKernelByKernel() {
        TrainedNet net = TrainedNet.withDropout(4);
        Outcome captured = net.train(GPU, STEPS);
        Outcome eager = net.train(GPU + ",graphs=false", STEPS);
        assertThat(captured.plan()).containsPattern("one CUDA graph of \\d+ nodes");
        assertThat(eager.plan()).doesNotContain("CUDA graph");
        assertThat(eager.losses()).isEqualTo(captured.losses());
        assertThat(eager.blobs()).isEqualTo(captured.blobs());
    }

    @Test
    void theSameStepsGiveTheSameBits() {
        TrainedNet net = TrainedNet.leNet(4);
        Outcome first = net.train(GPU, STEPS);
        Outcome second = net.train(GPU, STEPS);
        assertThat(second.losses()).isEqualTo(first.losses());
        assertThat(second.blobs()).isEqualTo(first.blobs());
    }

    @Test
    void twoDevicesGiveTheSameBits() {
        assumeTrue(CudaNatives.devices() > 1, "needs two devices");
        TrainedNet net = TrainedNet.withDropout(4);
        Outcome first = net.train("cuda:0,deterministic=true", STEPS);
        Outcome second = net.train("cuda:1,deterministic=true", STEPS);
        assertThat(second.placements()).allMatch(s -> s.endsWith(": cuda:1"));
        assertThat(second.losses()).isEqualTo(first.losses());
        assertThat(second.blobs()).isEqualTo(first.blobs());
    }
}
