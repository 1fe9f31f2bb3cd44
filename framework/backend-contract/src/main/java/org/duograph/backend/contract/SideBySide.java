package org.duograph.backend.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.duograph.backend.Backend;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * Several plans on one backend at once: each on a thread of its own they compute, bit for bit, what
 * they compute one after the other.
 */
final class SideBySide {
    private static final int THREADS = 4;
    private static final int STEPS = 5;
    private static final Plan.Options POISONED = new Plan.Options(3, true);

    private SideBySide() {}

    /** Trainings, each of a net of its own, from preparing the plan to the last step. */
    static void checkTraining(Backend backend) {
        // Not closed: it would close the backend, which belongs to the test.
        Placement placement = Placement.of(backend);
        IntFunction<Callable<List<NDArray>>> training = i -> () -> train(placement, 1 + i % 3);
        List<List<NDArray>> alone = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            alone.add(call(training.apply(i)));
        }
        assertThat(alone.get(0)).as("the weights change").doesNotHaveDuplicates();
        for (int times = 0; times < 3; times++) {
            assertThat(together(training)).as("trained side by side").isEqualTo(alone);
        }
    }

    /** Plans that read the same frozen weights, each of its own images in a state of its own. */
    static void checkSharedWeights(Backend backend) {
        Placement placement = Placement.of(backend);
        List<State> states = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        State weights = new State();
        try {
            for (int i = 0; i < THREADS; i++) {
                Graph graph = new Graph("net " + i);
                Value x = graph.variable("x", ArrayType.float32(2, 3, 12, 12));
                graph.assign("y", softmax(graph, scores(graph, x)));
                if (i == 0) {
                    feed(weights, graph, 0);
                    weights.remove("x");
                    weights.freeze();
                }
                State mine = new State(weights);
                states.add(mine);
                feed(mine, graph, i);
                Graph compiled = Compiler.compile(graph, placement.target());
                plans.add(Plan.prepare(compiled, placement, mine, POISONED));
            }
            long bytes = weights.bytes();
            plans.forEach(plan -> plan.run(0));
            List<NDArray> alone = fetch(states);
            assertThat(alone).doesNotHaveDuplicates();
            together(
                    i ->
                            () -> {
                                for (int run = 0; run < 20; run++) {
                                    plans.get(i).run(0);
                                }
                                return List.of();
                            });
            assertThat(fetch(states)).as("computed side by side").isEqualTo(alone);
            assertThat(weights.bytes()).as("bytes of the weights").isEqualTo(bytes);
        } finally {
            plans.forEach(Plan::close);
            states.forEach(State::close);
            weights.close();
        }
    }

    private static List<NDArray> fetch(List<State> states) {
        return states.stream().map(state -> state.fetch("y")).toList();
    }

    /** Trains a small net with random masks; its first weights after each step. */
    private static List<NDArray> train(Placement placement, int images) {
        Graph graph = new Graph("training");
        Value x = graph.variable("x", ArrayType.float32(images, 3, 12, 12));
        Value scores = softmax(graph, scores(graph, x));
        Value loss = append(graph, "SumElements", Map.of(), append(graph, "Sqr", Map.of(), scores));
        Value w = graph.variables().get("w1");
        Value step = Gradients.append(graph, loss, List.of(w)).get(w);
        graph.assign("w1", append(graph, "Sub", Map.of(), w, step));
        List<NDArray> weights = new ArrayList<>();
        try (State state = new State()) {
            feed(state, graph, 0);
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, POISONED)) {
                for (int i = 0; i < STEPS; i++) {
                    plan.run(i);
                    weights.add(state.fetch("w1"));
                }
            }
        }
        return weights;
    }

    private static Value scores(Graph graph, Value x) {
        Value w1 = graph.variable("w1", ArrayType.float32(16, 3, 3, 3));
        Value b1 = graph.variable("b1", ArrayType.float32(16));
        Value w2 = graph.variable("w2", ArrayType.float32(10, 16 * 6 * 6));
        Value b2 = graph.variable("b2", ArrayType.float32(10));
        Value y = append(graph, "Conv", Map.of("kernel", 3, "pad", 1), x, w1, b1);
        y = append(graph, "Relu", Map.of(), y);
        y = append(graph, "MaxPool", Map.of("kernel", 2, "stride", 2), y);
        y = append(graph, "Dropout", Map.of("ratio", 0.25), y);
        return append(graph, "FC", Map.of(), y, w2, b2);
    }

    private static Value softmax(Graph graph, Value scores) {
        return append(graph, "Softmax", Map.of(), scores);
    }

    private static Value append(Graph graph, String type, Map<String, ?> attrs, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
    }

    private static void feed(State state, Graph graph, int seed) {
        graph.variables()
                .forEach(
                        (name, value) -> {
                            if (!state.has(name)) {
                                Shape shape = value.shape();
                                state.feed(name, Sample.real(shape, -0.3, 0.3).draw(seed, 1));
                            }
                        });
    }

    /** Lets each task run on a thread of its own, all at once; their results in order. */
    private static List<List<NDArray>> together(IntFunction<Callable<List<NDArray>>> task) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            List<Future<List<NDArray>>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Callable<List<NDArray>> one = task.apply(i);
                running.add(
                        threads.submit(
                                () -> {
                                    start.await();
                                    return one.call();
                                }));
            }
            List<List<NDArray>> results = new ArrayList<>();
            for (Future<List<NDArray>> one : running) {
                results.add(call(one::get));
            }
            return results;
        } finally {
            threads.shutdownNow();
            call(
                    () ->
                            threads.awaitTermination(
                                    1, TimeUnit.MINUTES)); // before what they use closes
        }
    }

    private static <T> T call(Callable<T> task) {
        try {
            return task.call();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
