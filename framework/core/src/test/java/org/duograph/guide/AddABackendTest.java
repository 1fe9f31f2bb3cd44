package org.duograph.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** Rehearses what CONTRIBUTING.md says of adding a backend. */
class AddABackendTest {

    // tag::backend[]
    /** A backend that holds numbers in {@code float[]} and knows a single operator, Relu. */
    static final class FloatBackend implements Backend {
        private record Plain(ArrayType type) implements Layout {
            @Override
            public long bytes() {
                return 4 * type.shape().size();
            }

            @Override
            public boolean isPlain() {
                return true;
            }
        }

        private record Floats(float[] array) implements Buffer {
            @Override
            public long bytes() {
                return 4L * array.length;
            }

            @Override
            public void clear() {
                Arrays.fill(array, 0);
            }

            @Override
            public void poison() {
                Arrays.fill(array, Float.NaN);
            }

            @Override
            public void close() {}
        }

        /** Runs {@code how} on one input array and one output array. */
        private record OneToOne(ArrayType type, Loop how) implements Blueprint {
            interface Loop {
                void run(float[] x, float[] y, int size);
            }

            @Override
            public List<Layout> inputs() {
                return List.of(new Plain(type));
            }

            @Override
            public List<Layout> outputs() {
                return List.of(new Plain(type));
            }

            @Override
            public String implementation() {
                return "loop";
            }

            @Override
            public Kernel bind(Memory memory, Lane lane) {
                float[] x = ((Floats) memory.inputs().get(0)).array();
                float[] y = ((Floats) memory.outputs().get(0)).array();
                int size = type.shape().intSize();
                return () -> how.run(x, y, size);
            }
        }

        private static Blueprint relu(KernelRequest request) {
            ArrayType type = request.node().output(0).type();
            return new OneToOne(
                    type,
                    (x, y, size) -> {
                        for (int i = 0; i < size; i++) {
                            y[i] = Math.max(x[i], 0);
                        }
                    });
        }

        @Override
        public String name() {
            return "float";
        }

        @Override
        public String description() {
            return "loops over float[]";
        }

        @Override
        public KernelFactory factory(OpDef op) {
            return op.type().equals("Relu") ? FloatBackend::relu : null;
        }

        @Override
        public Layout plain(ArrayType type) {
            return new Plain(type);
        }

        @Override
        public List<Buffer> allocate(List<Long> bytes) {
            List<Buffer> buffers = new ArrayList<>();
            bytes.forEach(b -> buffers.add(new Floats(new float[(int) (b / 4)])));
            return buffers;
        }

        @Override
        public Blueprint reorder(Layout from, Layout to) {
            return new OneToOne(from.type(), (x, y, size) -> System.arraycopy(x, 0, y, 0, size));
        }

        @Override
        public Lane lane() {
            return Lane.ofCaller();
        }

        @Override
        public void write(NDArray from, Layout layout, Buffer to) {
            for (int i = 0; i < from.size(); i++) {
                ((Floats) to).array()[i] = (float) from.get(i);
            }
        }

        @Override
        public void read(Layout layout, Buffer from, NDArray to) {
            for (int i = 0; i < to.size(); i++) {
                to.set(i, ((Floats) from).array()[i]);
            }
        }
    }

    // end::backend[]

    @Test
    void whatTheBackendLacksRunsOnTheReferenceThroughVisibleCopies() {
        Graph graph = new Graph("rehearsal");
        Value x = graph.variable("x", ArrayType.float32(3));
        Value r = graph.append("r", OpCatalog.get("Relu"), Map.of(), x).output(0);
        Value s = graph.append("s", OpCatalog.get("Sqr"), Map.of(), r).output(0);
        graph.assign("y", graph.append("y", OpCatalog.get("Relu"), Map.of(), s).output(0));
        try (Placement placement = Placement.of(new FloatBackend());
                State state = new State()) {
            state.feed("x", NDArray.vector(-1, 2, 3));
            try (Plan plan = Plan.prepare(graph, placement, state, new Plan.Options(0, true))) {
                plan.run(0);
                assertThat(plan.toString())
                        .contains("[float, loop]")
                        .contains("r:plain@0 = Copy")
                        .contains("[java, float to java]")
                        .contains("[java, reference]");
            }
            assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0, 4, 9));
        }
    }
}
