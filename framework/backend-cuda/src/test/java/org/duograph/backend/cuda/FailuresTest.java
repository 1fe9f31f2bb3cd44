package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private static final int ILLEGAL_ADDRESS = 700;

    /** What gives things back can't fail usefully: whatever led there has been told already. */
    private static final String GIVES_BACK = ".*(Free|Destroy|Unload|Release).*";

    /** What answers with words or a version, and what only cuDNN itself calls or a start does. */
    private static final String NOT_OURS =
            ".*(GetError|Version).*|cuCtxGetCurrent|cuInit|cuDeviceGetCount|cuDeviceGetName";

    private List<Double> expected;

    @BeforeEach
    void losses() {
        StandInControl.require();
        StandInControl.tell("forget-counts");
        expected = train();
        assertThat(StandInControl.alive()).isEmpty();
    }

    @AfterEach
    void mend() {
        StandInControl.reset();
    }

    private static List<Double> train(String... commands) {
        List<Double> losses = new ArrayList<>();
        StandInControl.tell(commands);
        try (Workspace workspace = new Workspace("cuda", 7)) {
            NET.prepare(workspace);
            for (int step = 0; step < STEPS; step++) {
                NET.step(workspace, step);
                losses.add(workspace.fetchBlob("loss").item());
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

    @Test
    void everyCallThatAStepMakesMayFailAndIsNamed() {
        Set<String> functions = new TreeSet<>();
        StandInControl.report().keySet().stream()
                .filter(name -> name.startsWith("calls."))
                .map(name -> name.substring("calls.".length()))
                .filter(name -> !name.matches(GIVES_BACK) && !name.matches(NOT_OURS))
                .forEach(functions::add);
        assertThat(functions).contains("cuLaunchKernel", "cudnnConvolutionForward");
        for (String function : functions) {
            int code =
                    function.startsWith("cudnn") ? 5000 : UNKNOWN; // CUDNN_STATUS_EXECUTION_FAILED
            String command = "fail %s with %d".formatted(function, code);
            failure(command)
                    .ifPresent(e -> assertThat(e).as(command).hasStackTraceContaining(function));
        }
        theNextNetRuns();
    }

    @Test
    void aKernelThatFailsIsToldByTheNextRead() {
        for (String kernel : List.of("momentum", "cudnnConvolutionForward")) {
            for (int n : new int[] {0, 3, 20}) {
                String command = "break %s after %d with %d".formatted(kernel, n, ILLEGAL_ADDRESS);
                Optional<Throwable> failure = failure(command);
                failure.ifPresent(
                        e ->
                                assertThat(e)
                                        .as(command)
                                        .hasStackTraceContaining(
                                                "CUDA_ERROR_ILLEGAL_ADDRESS (700)"));
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
