package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.host.HostBackend;
import org.duograph.backend.onednn.library.Descs;
import org.duograph.backend.onednn.library.Layouts;
import org.duograph.backend.onednn.library.OneDnn;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Native memory and handles are all freed, whatever happens, and do not pile up. */
class LeakTest {
    private final long before = OneDnnBackend.liveResources();

    @AfterEach
    void nothingIsLeft() {
        assertThat(OneDnnBackend.liveResources()).isEqualTo(before);
    }

    /** A blocked convolution, a fully connected layer, and their gradients with steps. */
    private static Graph net(int batch) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(batch, 16, 8, 8));
        Value w = graph.variable("w", ArrayType.float32(32, 16, 3, 3));
        Value v = graph.variable("v", ArrayType.float32(10, 32 * 64));
        Value b = graph.variable("b", ArrayType.float32(10));
        Map<String, Object> window = Map.of("kernel", 3, "pad", 1);
        Value c = graph.append("c", OpCatalog.get("Conv"), window, x, w).output(0);
        Value r = graph.append("r", OpCatalog.get("Relu"), Map.of(), c).output(0);
        Value y = graph.append("y", OpCatalog.get("FC"), Map.of(), r, v, b).output(0);
        Value one = graph.constant("one", NDArray.vector(1));
        Value rate = graph.constant("rate", NDArray.vector(-1e-6f));
        Gradients.append(graph, y, List.of(w, v))
                .forEach(
                        (p, gradient) ->
                                graph.assign(
                                        p.name(),
                                        graph.append(
                                                        "step",
                                                        OpCatalog.get("WeightedSum"),
                                                        Map.of(),
                                                        p,
                                                        one,
                                                        gradient,
                                                        rate)
                                                .output(0)));
        graph.assign("y", y);
        return Compiler.compile(graph);
    }

    private static void feed(State state, Graph graph) {
        graph.variables().forEach((name, v) -> state.feed(name, NDArray.full(v.type(), 0.01)));
    }

    private static Plan prepare(Graph graph, Placement placement, State state) {
        return Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
    }

    private static Backend open() {
        return new OneDnnBackendProvider().open();
    }

    @Test
    void plansForOtherShapesReplaceEachOther() {
        try (Placement placement = Placement.of(open());
                State state = new State()) {
            long settled = 0;
            for (int cycle = 0; cycle < 60; cycle++) {
                Graph graph = net(1 + cycle % 3);
                feed(state, graph);
                try (Plan plan = prepare(graph, placement, state)) {
                    plan.run(0);
                    plan.run(1);
                }
                if (cycle == 2) {
                    settled = OneDnnBackend.liveResources();
                }
            }
            long growth = OneDnnBackend.liveResources() - settled;
            assertThat(growth).as("since each shape was seen once").isZero();
        }
    }

    @Test
    void stepsFeedingAndFetchingTakeNothing() {
        try (Placement placement = Placement.of(open());
                State state = new State()) {
            Graph graph = net(2);
            feed(state, graph);
            NDArray x = state.fetch("x");
            NDArray w = state.fetch("w");
            try (Plan plan = prepare(graph, placement, state)) {
                long settled = 0;
                for (int step = 0; step < 50; step++) {
                    state.feed("x", x); // through a reorder: the convolution wants it blocked
                    state.feed("w", w);
                    plan.run(step);
                    state.fetch("w");
                    if (step == 2) {
                        settled = OneDnnBackend.liveResources();
                    }
                }
                plan.time(50);
                assertThat(OneDnnBackend.liveResources()).isEqualTo(settled);
            }
        }
    }

    @Test
    void theResidentSetIsFlatOverAThousandSteps() throws IOException {
        try (Placement placement = Placement.of(open());
                State state = new State()) {
            Graph graph = net(2);
            feed(state, graph);
            NDArray x = state.fetch("x");
            try (Plan plan = prepare(graph, placement, state)) {
                run(plan, state, x, 500);
                long resident = resident();
                run(plan, state, x, 1000);
                assertThat(resident() - resident).as("growth in bytes").isLessThan(16L << 20);
            }
        }
    }

    private static void run(Plan plan, State state, NDArray x, int steps) {
        for (int i = 0; i < steps; i++) {
            state.feed("x", x);
            plan.run(i);
        }
    }

    private static long resident() throws IOException {
        Path status = Path.of("/proc/self/status");
        assumeTrue(Files.exists(status), "needs /proc/self/status, which only Linux has");
        try (Stream<String> lines = Files.lines(status)) {
            String line = lines.filter(l -> l.startsWith("VmRSS")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
    }

    @Test
    void aNodeThatCanNotBePreparedLeavesNothing() {
        fails(type -> type.equals("FCGradW") ? Failure.PREPARING : Failure.NONE);
    }

    @Test
    void aKernelThatCanNotBeBoundLeavesNothing() {
        fails(type -> type.equals("WeightedSum") ? Failure.BINDING : Failure.NONE);
    }

    @Test
    void aKernelWithoutOneOfItsArgumentsLeavesNothing() {
        Graph graph = new Graph("sum");
        ArrayType rows = ArrayType.float32(8);
        Value x = graph.variable("x", rows);
        Value w = graph.variable("w", ArrayType.float32(1));
        Node sum = graph.append("y", OpCatalog.get("WeightedSum"), Map.of(), x, w, x, w);
        try (Backend backend = open()) {
            List<Layout> plain = sum.inputs().stream().map(v -> backend.plain(v.type())).toList();
            KernelRequest request = new KernelRequest(sum, plain, List.of(true), 0);
            try (Blueprint blueprint = backend.factory(sum.op()).prepare(request);
                    Lane lane = backend.lane();
                    Buffer array = backend.allocate(List.of(rows.bytes())).get(0)) {
                long made = OneDnnBackend.liveResources();
                for (int lacking = 0; lacking < 4; lacking++) {
                    List<Buffer> inputs = new ArrayList<>(List.of(array, array, array, array));
                    inputs.set(lacking, null);
                    Blueprint.Memory memory = new Blueprint.Memory(inputs, List.of(array), null);
                    assertThatThrownBy(() -> blueprint.bind(memory, lane))
                            .isInstanceOf(NullPointerException.class);
                    assertThat(OneDnnBackend.liveResources()).isEqualTo(made);
                }
            }
        }
    }

    @Test
    void aFeedThatCanNotBeMadeLeavesNothing() {
        ArrayType images = ArrayType.float32(2, 3, 4, 4);
        Graph graph = new Graph("net");
        Map<String, ?> window = Map.of("kernel", 2, "stride", 2);
        Value x = graph.variable("x", images);
        Node pool = graph.append("pool", OpCatalog.get("MaxPool"), window, x);
        try (Backend backend = open()) {
            KernelRequest request =
                    new KernelRequest(pool, List.of(backend.plain(images)), List.of(true, true), 0);
            try (Blueprint blueprint = backend.factory(pool.op()).prepare(request);
                    Buffer to = backend.allocate(List.of(images.bytes())).get(0)) {
                Layout opaque = blueprint.outputs().get(1);
                backend.plain(opaque.type());
                long made = OneDnnBackend.liveResources();
                NDArray places = NDArray.zeros(opaque.type());
                assertThatThrownBy(() -> backend.write(places, opaque, to))
                        .hasMessageContaining("opaque");
                assertThat(OneDnnBackend.liveResources()).isEqualTo(made);
            }
        }
    }

    @Test
    void aFeedIntoStrangeMemoryIsRefusedEachTimeAndSpoilsNoLaterOne() {
        ArrayType images = ArrayType.float32(1, 32, 4, 4);
        try (OneDnnBackend backend = new OneDnnBackend();
                HostBackend host = new HostBackend();
                Layouts layouts = new Layouts()) {
            dnnl_memory_desc blocked = Descs.tagged(dnnl.dnnl_aBcd16b, 1, 32, 4, 4);
            Layout layout = layouts.of(images, blocked);
            OneDnn.destroy(blocked);
            NDArray ones = NDArray.full(images, 1);
            Buffer strange = host.allocate(List.of(images.bytes())).get(0);
            for (int times = 0; times < 2; times++) {
                assertThatThrownBy(() -> backend.write(ones, layout, strange))
                        .isInstanceOf(ClassCastException.class);
            }
            try (Buffer own = backend.allocate(List.of(images.bytes())).get(0)) {
                backend.write(ones, layout, own);
                NDArray read = NDArray.zeros(images);
                backend.read(layout, own, read);
                assertThat(read).isEqualTo(ones);
            }
        }
    }

    /** Where something goes wrong. */
    private enum Failure {
        NONE,
        PREPARING,
        BINDING
    }

    private static void fails(Function<String, Failure> when) {
        try (Placement placement = Placement.of(new Breaking(open(), when));
                State state = new State()) {
            Graph graph = net(2);
            feed(state, graph);
            for (int times = 0; times < 3; times++) {
                assertThatThrownBy(() -> prepare(graph, placement, state))
                        .hasMessageContaining("broken on purpose");
            }
            assertThat(state.fetch("w").get(0)).as("what was fed").isEqualTo(0.01f);
        }
    }

    /** The real backend, but some kernels can't be made. */
    private record Breaking(Backend real, Function<String, Failure> when) implements Backend {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public String description() {
            return real.description();
        }

        @Override
        public KernelFactory factory(OpDef op) {
            KernelFactory factory = real.factory(op);
            Failure failure = when.apply(op.type());
            return failure == Failure.NONE
                    ? factory
                    : request -> {
                        if (failure == Failure.PREPARING) {
                            throw new IllegalStateException("broken on purpose");
                        }
                        return new Unbindable(factory.prepare(request));
                    };
        }

        @Override
        public Layout plain(ArrayType type) {
            return real.plain(type);
        }

        @Override
        public List<Buffer> allocate(List<Long> bytes) {
            return real.allocate(bytes);
        }

        @Override
        public Blueprint reorder(Layout from, Layout to) {
            return real.reorder(from, to);
        }

        @Override
        public Lane lane() {
            return real.lane();
        }

        @Override
        public void write(NDArray from, Layout layout, Buffer to) {
            real.write(from, layout, to);
        }

        @Override
        public void read(Layout layout, Buffer from, NDArray to) {
            real.read(layout, from, to);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    /** A blueprint that no kernel can be made of. */
    private record Unbindable(Blueprint real) implements Blueprint {
        @Override
        public List<Layout> inputs() {
            return real.inputs();
        }

        @Override
        public List<Layout> outputs() {
            return real.outputs();
        }

        @Override
        public long scratchBytes() {
            return real.scratchBytes();
        }

        @Override
        public String implementation() {
            return real.implementation();
        }

        @Override
        public Kernel bind(Memory memory, Lane lane) {
            throw new IllegalStateException("broken on purpose");
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
