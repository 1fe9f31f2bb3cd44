package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.HostArrays;
import org.duograph.backend.HostKernel;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelFactory;
import org.duograph.backend.KernelLibrary;
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
import org.junit.jupiter.api.Test;

/** Kernels that the tests' class path adds to this backend. */
class KernelLibraryTest {

    // tag::library[]
    /** Adds a kernel to oneDNN: for Clip to a range of its own, a mark that tells who ran. */
    public static final class Library implements KernelLibrary {
        private static final HostKernel CLIP =
                HostKernel.ofFloats(node -> node.attrs().f("max") == 42, Library::clip)
                        .inPlace(0, 0);

        @Override
        public String backend() {
            return "onednn";
        }

        @Override
        public KernelFactory factory(OpDef op, Backend backend) {
            return op.type().equals("Clip") ? CLIP.on(backend) : null;
        }

        private static Kernel clip(Node node, HostArrays arrays) {
            FloatBuffer x = arrays.in(0);
            FloatBuffer y = arrays.out(0);
            float min = (float) node.attrs().f("min");
            int size = node.output(0).shape().intSize();
            return () -> {
                for (int i = 0; i < size; i++) {
                    y.put(i, Math.max(min, Math.min(x.get(i), 42)));
                }
            };
        }
    }

    // end::library[]

    private static String planOfClip(double max) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", ArrayType.float32(3));
        Map<String, ?> range = Map.of("min", 0.5, "max", max);
        Value y = graph.append("y", OpCatalog.get("Clip"), range, x).output(0);
        graph.assign("y", y);
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME));
                State state = new State()) {
            state.feed("x", NDArray.vector(-1, 7, 100));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThat(state.fetch("y")).isEqualTo(NDArray.vector(0.5f, 7, (float) max));
                return plan.toString();
            }
        }
    }

    @Test
    void aNodeThatALibrarySupportsRunsByItsKernelInTheBackendsOwnMemory() {
        assertThat(planOfClip(42)).contains("java").doesNotContain("Copy");
    }

    @Test
    void otherNodesOfThatTypeRunByTheBackendsOwn() {
        assertThat(planOfClip(8)).doesNotContain("java");
    }
}
