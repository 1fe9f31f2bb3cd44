package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every function that a small plan calls fails once, at its first call, halfway and at its last:
 * the error says which it was, all that was taken is given back, and the next plan runs.
 */
class SmallPlanFailuresTest {
    private static final ArrayType TYPE = new ArrayType(DType.FLOAT32, Shape.of(3));

    /** Numbers of {@code CUresult}. */
    private static final int OUT_OF_MEMORY = 2;

    private static final int LAUNCH_FAILED = 719;
    private static final int UNKNOWN = 999;

    /** A number of {@code cudnnStatus_t}. */
    private static final int EXECUTION_FAILED = 5000;

    @BeforeEach
    void standInsAreLoaded() {
        StandInControl.require();
    }

    private static Graph rectified() {
        Graph graph = new Graph("rectified");
        Value x = graph.variable("x", TYPE);
        Value once = graph.append("once", OpCatalog.get("Relu"), Map.of(), x).output(0);
        Value y = graph.append("same", OpCatalog.get("ReluGradX"), Map.of(), once, x).output(0);
        graph.assign("y", y);
        return graph;
    }

    /** All that a program does with a GPU, from opening to closing it. */
    private static void work() {
        try (Placement placement = Placement.of(StandIn.open())) {
            workOn(placement);
        }
    }

    private static void workOn(Placement placement) {
        try (State state = new State()) {
            state.feed("x", NDArray.of(TYPE.shape(), 1f, -2, 3));
            Graph graph = Compiler.compile(rectified(), placement.target());
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                for (int i = 0; i < 4; i++) {
                    state.feed("x", NDArray.of(TYPE.shape(), i, -i, 2f * i));
                    plan.run(i);
                    assertThat(state.fetch("y").floats()).containsExactly(i, 0, 2 * i);
                }
            }
        }
    }

    /** How often the work calls each function. */
    private static Map<String, Long> calls() {
        work();
        StandInControl.tell("forget-counts");
        work();
        Map<String, Long> calls = new TreeMap<>();
        StandInControl.report()
                .forEach(
                        (name, count) -> {
                            if (name.startsWith("calls.") && count > 0) {
                                calls.put(name.substring("calls.".length()), count);
                            }
                        });
        // our own way of telling the stand-in, calls that can't fail, and those by which the
        // stand-in of cuDNN asks the driver
        calls.keySet()
                .removeAll(
                        List.of(
                                "cuDriverGetVersion",
                                "cuCtxSetCurrent",
                                "cuCtxGetCurrent",
                                "cuStreamIsCapturing"));
        calls.keySet().removeIf(name -> name.startsWith("cudnnGet"));
        // where it is giving back that fails, this is what isn't given back
        calls.keySet().removeIf(name -> name.matches(".*(Destroy|Free|FreeHost|Release|Unload)"));
        return calls;
    }

    private static int codeFor(String function) {
        if (function.startsWith("cudnn")) {
            return EXECUTION_FAILED;
        }
        return switch (function) {
            case "cuMemAlloc", "cuMemHostAlloc" -> OUT_OF_MEMORY;
            case "cuLaunchKernel", "cuGraphLaunch", "cuStreamSynchronize" -> LAUNCH_FAILED;
            default -> UNKNOWN;
        };
    }

    /** Does the work, of which a call fails. What it throws, or null. */
    private static Throwable workWith(String command) {
        StandInControl.tell(command);
        try {
            work();
            return null;
        } catch (RuntimeException | OutOfMemoryError e) {
            return e;
        } finally {
            StandInControl.reset();
        }
    }

    @Test
    void whateverCallFailsAllIsGivenBackAndTheNextProgramRuns() {
        List<String> wrong = new ArrayList<>();
        calls().forEach(
                        (function, count) -> {
                            for (long after : List.of(0L, count / 2, count - 1)) {
                                String command =
                                        "fail %s after %d with %d"
                                                .formatted(function, after, codeFor(function));
                                Throwable thrown = workWith(command);
                                if (thrown != null && !names(thrown, function)) {
                                    wrong.add(command + " was told as " + thrown);
                                }
                                if (!StandInControl.alive().isEmpty()) {
                                    wrong.add(command + " left " + StandInControl.alive());
                                }
                            }
                        });
        assertThat(wrong).isEmpty();
        work();
    }

    /** Whether an error or one beside it says which function failed. */
    private static boolean names(Throwable thrown, String function) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t.getMessage() != null && t.getMessage().contains(function)
                    || t instanceof OutOfMemoryError) {
                return true;
            }
            for (Throwable beside : t.getSuppressed()) {
                if (names(beside, function)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void aPlanForWhichMemoryLacksLeavesTheBackendAsItWas() {
        try (Placement placement = Placement.of(StandIn.open())) {
            workOn(placement); // what the backend itself keeps is there now
            Map<String, Long> before = StandInControl.alive();
            for (int n = 0; n < 3; n++) {
                StandInControl.tell("fail cuMemAlloc after %d with 2".formatted(n));
                try {
                    workOn(placement);
                } catch (OutOfMemoryError e) {
                    assertThat(e).hasMessageContaining("GPU cuda:0").hasMessageContaining("free");
                }
                StandInControl.reset();
                assertThat(StandInControl.alive()).isEqualTo(before);
                workOn(placement);
            }
        }
    }
}
