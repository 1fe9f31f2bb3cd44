package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ObjIntConsumer;
import org.duograph.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever of the driver or of cuDNN fails, and whenever: the error says what failed, everything is
 * given back, and the process goes on with the next net. Or nothing of it is seen, where there is
 * another way to the same numbers.
 */
class FailuresTest {
    private static final TrainedNet NET = TrainedNet.leNet(2);
    private static final int STEPS = 3; // launched one by one, recorded, launched as a graph
    private static final int NO_MEMORY = 2;
    private static final int UNKNOWN = 999;

    /** A number of {@code cudnnStatus_t}. */
    private static final int EXECUTION_FAILED = 5000;

    /** After these a GPU's context is lost: all that is called in it gives the error again. */
    private static final Map<Integer, String> LASTING =
            Map.of(
                    700, "CUDA_ERROR_ILLEGAL_ADDRESS (700)",
                    719, "CUDA_ERROR_LAUNCH_FAILED (719)");

    /** What gives things back can't fail usefully: whatever led there has been told already. */
    private static final String GIVES_BACK = ".*(Free|Destroy|Unload|Release).*";

    /** What answers with words or a version, and what only cuDNN itself calls or a start does. */
    private static final String NOT_OURS =
            ".*(GetError|Version).*|cuCtxGetCurrent|cuInit|cuDeviceGetCount|cuDeviceGetName";

    private List<Double> expected;

    @BeforeEach
    void losses() {
        StandInControl.require();
        expected = train();
        assertThat(StandInControl.alive()).isEmpty();
    }

    @AfterEach
    void mend() {
        StandInControl.reset();
    }

    private static List<Double> train(String... commands) {
        return train((workspace, step) -> {}, commands);
    }

    /** Trains, and looks after each step. */
    private static List<Double> train(ObjIntConsumer<Workspace> look, String... commands) {
        List<Double> losses = new ArrayList<>();
        StandInControl.tell("forget-counts");
        StandInControl.tell(commands);
        try (Workspace workspace = new Workspace("cuda", 7)) {
            NET.prepare(workspace);
            for (int step = 0; step < STEPS; step++) {
                NET.step(workspace, step);
                losses.add(workspace.fetchBlob("loss").item());
                look.accept(workspace, step);
            }
        }
        return losses;
    }

    /**
     * Trains while something fails.
     *
     * @return the error, or nothing where the numbers are right all the same
     */
    private Optional<Throwable> failure(String command) {
        Optional<Throwable> failure = Optional.empty();
        try {
            requireLosses(command, train(command));
        } catch (RuntimeException | OutOfMemoryError e) {
            failure = Optional.of(e);
        }
        StandInControl.reset();
        assertThat(StandInControl.alive()).as("left after " + command).isEmpty();
        return failure;
    }

    /** Another algorithm, in the place of one that fails, may round the last bit otherwise. */
    private void requireLosses(String after, List<Double> losses) {
        assertThat(losses).as(after).hasSameSizeAs(expected);
        for (int i = 0; i < losses.size(); i++) {
            assertThat(losses.get(i)).as(after).isCloseTo(expected.get(i), within(1e-5));
        }
    }

    private void theNextNetRuns() {
        requireLosses("the next net", train());
    }

    @Test
    void aGpuWithoutMemoryForAnyOneOfTheAllocationsSaysHowMuchWasAskedFor() {
        for (String function : List.of("cuMemAlloc", "cuMemHostAlloc")) {
            long calls = StandInControl.count("calls." + function);
            assertThat(calls).as(function).isPositive();
            for (long n = 0;
                    n < calls;
                    n += 1 + n / 8) { // all of the first, and some of the others
                String command = "fail %s after %d with %d".formatted(function, n, NO_MEMORY);
                failure(command)
                        .ifPresent(
                                e ->
                                        assertThat(e)
                                                .as(command)
                                                .hasMessageContaining("were asked for")
                                                .hasMessageContaining("are held here"));
            }
        }
        theNextNetRuns();
    }

    /** How often training calls each function that can fail usefully. */
    private static Map<String, Long> calls() {
        Map<String, Long> calls = new TreeMap<>();
        StandInControl.report()
                .forEach(
                        (name, count) -> {
                            String function = name.replaceFirst("^calls\\.", "");
                            boolean ours =
                                    !function.equals(name)
                                            && !function.matches(GIVES_BACK)
                                            && !function.matches(NOT_OURS);
                            if (ours && count > 0) {
                                calls.put(function, count);
                            }
                        });
        return calls;
    }

    private static String fail(String function, long after) {
        int code = function.startsWith("cudnn") ? EXECUTION_FAILED : UNKNOWN;
        return "fail %s after %d with %d".formatted(function, after, code);
    }

    @Test
    void everyCallThatTrainingMakesMayFailTheFirstAMiddleAndTheLastTimeAndIsNamed() {
        Map<String, Long> calls = calls();
        assertThat(calls).containsKeys("cuLaunchKernel", "cudnnConvolutionForward");
        calls.forEach(
                (function, count) -> {
                    for (long after : new TreeSet<>(List.of(0L, count / 2, count - 1))) {
                        String command = fail(function, after);
                        failure(command)
                                .ifPresent(
                                        e ->
                                                assertThat(e)
                                                        .as(command)
                                                        .hasStackTraceContaining(function));
                    }
                });
        theNextNetRuns();
    }

    @Test
    void aCallThatFailsWhileAStepIsRecordedLeavesKernelsThatAreLaunchedOneByOneWithTheSameBits() {
        Map<String, Long> before = new HashMap<>();
        Map<String, Long> after = new HashMap<>();
        train(
                (workspace, step) -> {
                    if (step < 2) { // launched one by one, recorded
                        (step == 0 ? before : after).putAll(calls());
                    }
                });
        after.keySet().removeIf(name -> !name.matches("cudnn.*|cuLaunchKernel"));
        assertThat(after).containsKeys("cuLaunchKernel", "cudnnConvolutionBackwardFilter");
        after.forEach(
                (function, last) -> {
                    long first = before.getOrDefault(function, 0L);
                    if (first == last) {
                        return; // recording does not call it
                    }
                    for (long n : new TreeSet<>(List.of(first, (first + last) / 2, last - 1))) {
                        List<String> plans = new ArrayList<>();
                        List<Double> losses =
                                train(
                                        (workspace, step) -> plans.add(plan(workspace)),
                                        fail(function, n));
                        StandInControl.reset();
                        assertThat(losses).as(fail(function, n)).isEqualTo(expected);
                        assertThat(plans.get(STEPS - 1))
                                .as(fail(function, n))
                                .contains("launched one by one")
                                .doesNotContain("one CUDA graph");
                    }
                });
    }

    private static String plan(Workspace workspace) {
        return workspace.plans(NET.name()).get(0).toString();
    }

    @Test
    void aKernelThatFailsIsToldByTheNextRead() {
        for (String kernel : List.of("momentum", "cudnnConvolutionForward")) {
            for (int n : new int[] {0, 3, 20}) {
                LASTING.forEach(
                        (code, words) -> {
                            String command = "break %s after %d with %d".formatted(kernel, n, code);
                            failure(command)
                                    .ifPresent(
                                            e ->
                                                    assertThat(e)
                                                            .as(command)
                                                            .hasStackTraceContaining(words));
                        });
            }
        }
        theNextNetRuns();
    }

    @Test
    void aLostDeviceIsToldAndAnotherNetRunsWhenItIsBack() {
        for (int n : new int[] {0, 1, 10, 30, 100, 300, 1000}) {
            String command = "lost-device 0 after %d with %d".formatted(n, UNKNOWN);
            failure(command)
                    .ifPresent(
                            e ->
                                    assertThat(e)
                                            .as(command)
                                            .hasMessageMatching(
                                                    "(?s).*(CUDA_ERROR_|CUDNN_STATUS_|jcudnn).*"));
            theNextNetRuns();
        }
    }

    @Test
    void whatCannotBeRecordedIsLaunchedOneByOneWithTheSameBits() {
        Map<String, Integer> failures =
                Map.of(
                        "cuStreamBeginCapture", UNKNOWN,
                        "cuStreamEndCapture", UNKNOWN,
                        "cuGraphInstantiate", NO_MEMORY,
                        "cuGraphUpload", UNKNOWN);
        failures.forEach(
                (function, code) ->
                        assertThat(failure("fail %s with %d".formatted(function, code)))
                                .as(function)
                                .isEmpty());
    }
}
