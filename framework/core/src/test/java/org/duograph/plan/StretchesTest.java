package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.backend.Backend;
import org.duograph.backend.Kernel;
import org.duograph.backend.Lane;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.junit.jupiter.api.Test;

class StretchesTest {
    private final List<String> ran = new ArrayList<>();
    private final Graph graph = new Graph("net");
    private final JavaBackend first = new JavaBackend();
    private final JavaBackend second = new JavaBackend(1);

    /** Two steps on the first device, two on the second, one on the first: and two Copies. */
    private Steps steps() {
        Value v = graph.variable("x", ArrayType.float32(2));
        int[] devices = {0, 0, 1, 1, 0};
        for (int device : devices) {
            v = tanh(v, device);
        }
        graph.assign("y", v);
        return Steps.of(graph, Placement.of(first, second), new State(), Plan.Options.DEFAULT);
    }

    private Stretches stretches(Steps steps, Kernel... instead) {
        Kernel[] kernels = new Kernel[steps.all().size()];
        for (int i = 0; i < kernels.length; i++) {
            int at = i;
            kernels[i] = () -> ran.add("" + at);
        }
        System.arraycopy(instead, 0, kernels, kernels.length - instead.length, instead.length);
        return Stretches.of(steps, backend -> Lane.ofCaller(), kernels, 1);
    }

    @Test
    void stepsInARowOnOneLaneRunAsOneAndCopiesAlone() {
        Stretches stretches = stretches(steps());
        assertThat(stretches.toString().replace("\r", ""))
                .isEqualTo("lane java: steps 0-1, 5, 6\nlane java:1: steps 2, 3-4\n");
        stretches.run();
        assertThat(ran).containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(stretches.time().nanos()).hasSize(7);
        assertThat(ran).hasSize(14);
    }

    @Test
    void aKernelThatFailsInTheMiddleOfAStretchIsNamedByItsStep() {
        Kernel broken =
                () -> {
                    throw new IllegalStateException("broken on purpose");
                };
        Kernel good = () -> ran.add("good");
        Stretches stretches = stretches(steps(), broken, good, good);
        assertThatThrownBy(stretches::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 4, Tanh \"r_3\" on java:1: broken on purpose");
        assertThat(ran).containsExactly("0", "1", "2", "3");
        assertThatThrownBy(stretches::time)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("step 4, Tanh \"r_3\" on java:1: broken on purpose");
    }

    private Value tanh(Value x, int device) {
        Node.Settings wish =
                new Node.Settings(new Device("java", device), OptionalLong.empty(), "");
        return graph.append("r", OpCatalog.get("Tanh"), Map.of(), wish, List.of(x)).output(0);
    }

    @Test
    void whereALaneCannotTellWhichKernelFailedTheStepsAreNamed() {
        Steps steps = steps();
        Lane failing =
                new Lane() {
                    @Override
                    public void finish() {
                        throw new IllegalStateException("launch failed");
                    }

                    @Override
                    public void close() {}
                };
        Kernel[] kernels = new Kernel[steps.all().size()];
        Arrays.fill(kernels, (Kernel) () -> {});
        assertThatThrownBy(Stretches.of(steps, backend -> failing, kernels, 1)::run)
                .hasMessage("steps 0-1 on java: launch failed");
    }

    /** Two steps on each of some devices, none of which reads what another has. */
    private Steps apart(int devices) {
        List<JavaBackend> backends = new ArrayList<>();
        for (int device = 0; device < devices; device++) {
            backends.add(new JavaBackend(device));
            Value v = graph.variable("x" + device, ArrayType.float32(2));
            graph.assign("y" + device, tanh(tanh(v, device), device));
        }
        Placement placement = Placement.of(backends.toArray(Backend[]::new));
        return Steps.of(graph, placement, new State(), Plan.Options.DEFAULT);
    }

    private static Stretches on(Steps steps, int processors, Kernel... kernels) {
        Map<Backend, Lane> lanes = new HashMap<>();
        return Stretches.of(
                steps,
                backend -> lanes.computeIfAbsent(backend, b -> Lane.ofCaller()),
                kernels,
                processors);
    }

    /** Waits until as many are here as the barrier wants; fails if they do not come. */
    private static Kernel meeting(CyclicBarrier barrier) {
        return () -> {
            try {
                barrier.await(5, TimeUnit.MINUTES);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException("nobody else came", e);
            }
        };
    }

    @Test
    void lanesThatReadNothingOfEachOtherRunSideBySideInEveryRun() {
        Kernel meet = meeting(new CyclicBarrier(2));
        Kernel rest = () -> {};
        try (Stretches stretches = on(apart(2), 2, meet, rest, meet, rest)) {
            assertThat(stretches.toString().replace("\r", ""))
                    .isEqualTo(
                            "lane java: steps 0-1\n"
                                    + "lane java:1: steps 2-3\n"
                                    + "side by side: steps 0-1 | 2-3\n");
            for (int i = 0; i < 100; i++) {
                stretches.run();
            }
        }
    }

    @Test
    void noMoreLanesRunAtTheSameTimeThanThereAreProcessors() {
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        Kernel enter = () -> most.accumulateAndGet(busy.incrementAndGet(), Math::max);
        Kernel leave =
                () -> {
                    runs.incrementAndGet();
                    busy.decrementAndGet();
                };
        Kernel[] kernels = {enter, leave, enter, leave, enter, leave, enter, leave};
        Steps steps = apart(4);
        for (int processors : new int[] {1, 2, 3}) {
            most.set(0);
            runs.set(0);
            try (Stretches stretches = on(steps, processors, kernels)) {
                for (int i = 0; i < 50; i++) {
                    stretches.run();
                }
            }
            assertThat(runs).hasValue(50 * 4);
            assertThat(most).hasValueLessThanOrEqualTo(processors);
        }
    }

    @Test
    void ofSeveralLanesThatFailTheEarliestStepIsTold() {
        Kernel meet = meeting(new CyclicBarrier(2));
        Kernel broken =
                () -> {
                    throw new IllegalStateException("broken on purpose");
                };
        try (Stretches stretches = on(apart(2), 2, meet, broken, meet, broken)) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(stretches::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("step 1, Tanh \"r_1\" on java: broken on purpose");
            }
        }
    }

    @Test
    void aLaneThatUsesAllProcessorsByItselfHasThemForItself() {
        Lane greedy =
                new Lane() {
                    @Override
                    public int threads() {
                        return 2;
                    }

                    @Override
                    public void finish() {}

                    @Override
                    public void close() {}
                };
        Thread caller = Thread.currentThread();
        Kernel[] kernels = new Kernel[4];
        Arrays.fill(kernels, (Kernel) () -> ran.add("" + (Thread.currentThread() == caller)));
        Map<Backend, Lane> lanes = new HashMap<>();
        Steps steps = apart(2);
        lanes.put(steps.all().get(0).backend(), greedy);
        try (Stretches stretches =
                Stretches.of(
                        steps,
                        backend -> lanes.computeIfAbsent(backend, b -> Lane.ofCaller()),
                        kernels,
                        3)) {
            stretches.run();
        }
        assertThat(ran).containsExactly("true", "true", "true", "true");
    }
}
