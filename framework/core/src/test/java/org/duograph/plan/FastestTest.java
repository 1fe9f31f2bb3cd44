package org.duograph.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.java.JavaBackend;
import org.duograph.graph.Device;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each plan runs on the fastest of several backends. */
class FastestTest {
    private static final String PROPERTY = "duograph.fastest.choices";

    @TempDir private Path folder;
    private final AtomicInteger slowRuns = new AtomicInteger();
    private String before;

    @BeforeEach
    void nameTheFile() {
        before = System.setProperty(PROPERTY, folder.resolve("choices.txt").toString());
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(PROPERTY);
        } else {
            System.setProperty(PROPERTY, before);
        }
    }

    /** Two backends, of which the one that comes first takes 10 ms for each step. */
    private Placement placement() {
        return Placement.fastestOf(true, slow(new JavaBackend()), new JavaBackend(1));
    }

    /** Reference kernels that wait. */
    private Backend slow(JavaBackend java) {
        return (Backend)
                Proxy.newProxyInstance(
                        Backend.class.getClassLoader(),
                        new Class<?>[] {Backend.class},
                        (proxy, method, args) -> {
                            try {
                                Object result = method.invoke(java, args);
                                return result instanceof KernelFactory f ? slow(f) : result;
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }

    private KernelFactory slow(KernelFactory factory) {
        return new KernelFactory() {
            @Override
            public Blueprint prepare(KernelRequest request) {
                Blueprint fast = factory.prepare(request);
                return (Blueprint)
                        Proxy.newProxyInstance(
                                Blueprint.class.getClassLoader(),
                                new Class<?>[] {Blueprint.class},
                                (proxy, method, args) ->
                                        method.getName().equals("bind")
                                                ? slow(
                                                        fast.bind(
                                                                (Blueprint.Memory) args[0],
                                                                (Lane) args[1]))
                                                : method.invoke(fast, args));
            }

            @Override
            public boolean supports(org.duograph.graph.Node node) {
                return factory.supports(node);
            }
        };
    }

    private Kernel slow(Kernel kernel) {
        return () -> {
            slowRuns.incrementAndGet();
            long end = System.nanoTime() + 10_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            kernel.run();
        };
    }

    private static Graph relu(String type, ArrayType x) {
        Graph graph = new Graph("net");
        OpDef op = OpCatalog.get(type);
        Value value = graph.variable("x", x);
        graph.assign("y", graph.append("y", op, Map.of(), value).output(0));
        return graph;
    }

    private static Plans plans(Graph graph, Placement placement, State state) {
        return new Plans((typeOf, known) -> graph, placement, state, Plan.Options.DEFAULT, 1);
    }

    @Test
    void thePlanRunsOnTheFasterOneAndSaysSo() {
        Graph graph = relu("Relu", ArrayType.float32(2));
        for (int process = 0; process < 2; process++) {
            int runs = slowRuns.get();
            try (Placement placement = placement();
                    State state = new State()) {
                state.feed("x", NDArray.vector(-1, 2));
                try (Plans plans = plans(graph, placement, state)) {
                    assertThat(plans.plan().toString())
                            .contains("[java:1, reference]")
                            .contains("chosen by timing: java ")
                            .contains(" ms, java:1 ");
                    plans.run(0);
                }
                assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0, 2));
            }
            boolean certain = folder.resolve("choices.txt").toFile().exists();
            assertThat(slowRuns.get() > runs).isEqualTo(process == 0 || !certain);
        }
    }

    @Test
    void byRuleTheFirstOneRunsIt() {
        System.setProperty(PROPERTY, "off");
        try (Placement placement = placement();
                State state = new State();
                Plans plans = plans(relu("Relu", ArrayType.float32(2)), placement, state)) {
            state.feed("x", NDArray.vector(-1, 2));
            assertThat(plans.plan().toString())
                    .contains("[java, reference]")
                    .contains("not chosen by timing: nothing is to be timed");
            assertThat(slowRuns).hasValue(0);
        }
    }

    @Test
    void whatMayStopARunIsNotRunForATrial() {
        try (Placement placement = placement();
                State state = new State();
                Plans plans =
                        plans(relu("CheckNumerics", ArrayType.float32(2)), placement, state)) {
            state.feed("x", NDArray.vector(-1, 2));
            assertThat(plans.plan().toString()).contains("this net can't be run for a trial");
        }
    }

    @Test
    void fastestIsAChoiceWithoutOptions() {
        try (Placement placement = Placement.of("fastest")) {
            assertThat(placement.preferred().kind()).isEqualTo(Device.CPU);
        }
        assertThatThrownBy(() -> Placement.of("fastest,threads=2"))
                .hasMessageContaining("\"fastest,threads=2\" stands for several backends")
                .hasMessageContaining(Backends.REFERENCE);
    }
}
