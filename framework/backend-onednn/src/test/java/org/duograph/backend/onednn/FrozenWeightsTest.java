package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.duograph.graph.Graph;
import org.duograph.graph.KnownNumbers;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.Plans;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One set of weights serves threads, each with batches of a size of its own. */
class FrozenWeightsTest {
    private static final int[] BATCHES = {1, 8, 32, 64};
    private static final int RUNS = 10;

    private static final Map<String, ArrayType> WEIGHTS = new LinkedHashMap<>();

    static {
        WEIGHTS.put("conv1_w", ArrayType.float32(16, 16, 3, 3));
        WEIGHTS.put("conv1_b", ArrayType.float32(16));
        WEIGHTS.put("conv2_w", ArrayType.float32(32, 16, 5, 5));
        WEIGHTS.put("conv2_b", ArrayType.float32(32));
        WEIGHTS.put("fc_w", ArrayType.float32(16, 32 * 4 * 4));
        WEIGHTS.put("fc_b", ArrayType.float32(16));
    }

    private final Placement placement = Placement.of(new OneDnnBackendProvider().open());
    private final State weights = new State();

    FrozenWeightsTest() {
        int stream = 0;
        for (Map.Entry<String, ArrayType> weight : WEIGHTS.entrySet()) {
            weights.feed(weight.getKey(), random(stream++, weight.getValue()));
        }
    }

    @AfterEach
    void close() {
        weights.close();
        placement.close();
    }

    /** What one thread has: a scope of its own over the weights, and its plans. */
    private final class Server implements AutoCloseable {
        private final State mine = new State(weights);
        private final Plans plans =
                new Plans(FrozenWeightsTest::lower, placement, mine, Plan.Options.DEFAULT, 4);

        void prepareFor(int batch) {
            plans.prepareFor(Map.of("x", images(batch)));
        }

        NDArray answer(int batch, int run) {
            mine.feed("x", random(100 * batch + run, images(batch)));
            plans.run(0);
            return mine.fetch("y");
        }

        @Override
        public void close() {
            plans.close();
            mine.close();
        }
    }

    @Test
    void fourThreadsWithFourBatchSizesAnswerAsOneAtATimeDoesFromOneCopyOfTheWeights()
            throws Exception {
        weights.freeze();
        List<List<NDArray>> alone = new ArrayList<>();
        for (int batch : BATCHES) {
            try (Server server = new Server()) {
                alone.add(answers(server, batch));
            }
        }
        List<Server> servers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(BATCHES.length);
        try {
            for (int batch : BATCHES) {
                servers.add(new Server());
                servers.get(servers.size() - 1).prepareFor(batch);
            }
            long prepared = weights.bytes();
            assertThat(prepared).as("bytes of the weights").isEqualTo(plainBytes());
            CyclicBarrier start = new CyclicBarrier(BATCHES.length);
            List<Future<List<NDArray>>> together = new ArrayList<>();
            for (int i = 0; i < BATCHES.length; i++) {
                Server server = servers.get(i);
                int batch = BATCHES[i];
                together.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    return answers(server, batch);
                                }));
            }
            for (int i = 0; i < BATCHES.length; i++) {
                assertThat(together.get(i).get())
                        .as("batch %d", BATCHES[i])
                        .isEqualTo(alone.get(i));
            }
            for (int i = 0; i < BATCHES.length; i++) {
                Server server = servers.get(i);
                assertThat(server.plans.plan().toString())
                        .as("the plan for batches of %d", BATCHES[i])
                        .doesNotContainPattern("(Reorder|Copy|Assign)\\((conv|fc)");
                assertThat(server.mine.bytes())
                        .as("bytes of what the thread has for itself: images and answers")
                        .isEqualTo(images(BATCHES[i]).bytes() + 4L * 16 * BATCHES[i]);
            }
            assertThat(weights.bytes()).as("bytes of the weights, after all").isEqualTo(prepared);
        } finally {
            threads.shutdown();
            servers.forEach(Server::close);
        }
    }

    @Test
    void aPlanThatWantsAWeightInAnotherLayoutGetsACopyWhenItIsPreparedWhichOthersShare() {
        NDArray before = weights.fetch("conv1_w");
        try (Server first = new Server()) {
            first.answer(8, 0); // the weights stand in the convolution's layout from now on
        }
        weights.freeze();
        long once = weights.bytes();
        try (State mine = new State(weights);
                Plans product = product(mine);
                Plans another = product(mine);
                Server server = new Server()) {
            NDArray answer = server.answer(8, 0);
            assertThat(weights.bytes()).as("where it stood before").isEqualTo(once);
            mine.feed("m", random(7, ArrayType.float32(16, 144)));
            String text = product.plan().toString();
            assertThat(text).doesNotContain("Reorder");
            long twice = once + WEIGHTS.get("conv1_w").bytes();
            assertThat(weights.bytes()).as("in two layouts").isEqualTo(twice);
            product.run(0);
            NDArray z = mine.fetch("z");
            another.run(0);
            assertThat(weights.bytes()).as("after the second plan").isEqualTo(twice);
            assertThat(mine.fetch("z")).isEqualTo(z);
            assertThat(server.answer(8, 0)).isEqualTo(answer);
        }
        assertThat(weights.fetch("conv1_w")).isEqualTo(before);
    }

    @Test
    void aRunTakesNoMemoryWhileTypesStayTheSame() {
        weights.freeze();
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int runs = 2000;
        try (Server server = new Server()) {
            for (int run = 0; run < runs; run++) {
                server.answer(1, 0);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int run = 0; run < runs; run++) {
                server.plans.run(run);
            }
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(bytes / runs).as("bytes of Java objects in each run").isZero();
        }
    }

    /** Takes the weights of the first convolution as a matrix. */
    private Plans product(State state) {
        Plans.Lowering lowering =
                (typeOf, known) -> {
                    Graph graph = new Graph("product");
                    Value m = graph.variable("m", typeOf.apply("m"));
                    graph.assign("z", layer(graph, "conv1", "FC", Map.of(), m, typeOf));
                    return graph;
                };
        return new Plans(lowering, placement, state, Plan.Options.DEFAULT, 1);
    }

    private static List<NDArray> answers(Server server, int batch) {
        List<NDArray> answers = new ArrayList<>();
        for (int run = 0; run < RUNS; run++) {
            answers.add(server.answer(batch, run));
        }
        return answers;
    }

    private static ArrayType images(int batch) {
        return ArrayType.float32(batch, 16, 16, 16);
    }

    private static long plainBytes() {
        return WEIGHTS.values().stream().mapToLong(ArrayType::bytes).sum();
    }

    private static Graph lower(Function<String, ArrayType> typeOf, KnownNumbers known) {
        Graph graph = new Graph("net");
        Value x = graph.variable("x", typeOf.apply("x"));
        Value conv1 = layer(graph, "conv1", "Conv", Map.of("kernel", 3, "pad", 1), x, typeOf);
        Value pool1 =
                pool(graph, graph.append("r", OpCatalog.get("Relu"), Map.of(), conv1).output(0));
        Value conv2 = layer(graph, "conv2", "Conv", Map.of("kernel", 5, "pad", 2), pool1, typeOf);
        graph.assign("y", layer(graph, "fc", "FC", Map.of(), pool(graph, conv2), typeOf));
        return graph;
    }

    private static Value pool(Graph graph, Value x) {
        Map<String, Object> window = Map.of("kernel", 2, "stride", 2);
        return graph.append("pool", OpCatalog.get("MaxPool"), window, x).output(0);
    }

    private static Value layer(
            Graph graph,
            String name,
            String type,
            Map<String, Object> attrs,
            Value x,
            Function<String, ArrayType> typeOf) {
        Value w = graph.variable(name + "_w", typeOf.apply(name + "_w"));
        Value b = graph.variable(name + "_b", typeOf.apply(name + "_b"));
        return graph.append(name, OpCatalog.get(type), attrs, x, w, b).output(0);
    }

    private static NDArray random(int stream, ArrayType type) {
        Philox random = new Philox(3, stream);
        NDArray array = NDArray.zeros(type);
        for (int i = 0; i < array.size(); i++) {
            array.set(i, random.uniform(i) - 0.5);
        }
        return array;
    }
}
