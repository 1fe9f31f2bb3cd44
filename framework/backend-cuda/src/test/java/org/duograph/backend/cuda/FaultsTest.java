package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Index;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.contract.Closeness;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What kernels find wrong with numbers is told in the words of the reference kernels. */
class FaultsTest {
    private static final NDArray SCORES = NDArray.of(Shape.of(3, 2), .25f, .75f, .5f, .5f, 1, 0);
    private static final NDArray PIXELS =
            NDArray.of(Shape.of(1, 2, 1, 3), .25f, .75f, .5f, .75f, .25f, .5f);
    private static final NDArray ONE = NDArray.scalar(1);
    private static final NDArray ROWS = NDArray.vector(1, 2, 3);

    /** One node, with numbers that it can't work with and others that it can. */
    private record Case(
            String type, Map<String, ?> attrs, List<NDArray> wrong, List<NDArray> right) {
        @Override
        public String toString() {
            return type + " " + attrs + " " + wrong;
        }
    }

    private static Case of(String type, NDArray wrong, NDArray right, NDArray... more) {
        return of(type, Map.of(), wrong, right, more);
    }

    /** The first of {@code more} stands before what is wrong, the others behind it. */
    private static Case of(
            String type, Map<String, ?> attrs, NDArray wrong, NDArray right, NDArray... more) {
        List<NDArray> bad = new ArrayList<>(List.of(more));
        List<NDArray> good = new ArrayList<>(List.of(more));
        bad.add(Math.min(1, more.length), wrong);
        good.add(Math.min(1, more.length), right);
        return new Case(type, attrs, bad, good);
    }

    private static NDArray wholes(DType type, long... numbers) {
        return wholes(type, Shape.of(numbers.length), numbers);
    }

    private static NDArray wholes(DType type, Shape shape, long... numbers) {
        NDArray array = NDArray.zeros(new ArrayType(type, shape));
        for (int i = 0; i < numbers.length; i++) {
            array.setWhole(i, numbers[i]);
        }
        return array;
    }

    static Stream<Case> cases() {
        Stream<Case> ofWholes = Stream.of(DType.INT32, DType.INT64).flatMap(FaultsTest::ofType);
        return Stream.concat(ofWholes, ofReals());
    }

    private static Stream<Case> ofType(DType type) {
        NDArray right = wholes(type, 1, 0, 1);
        NDArray wrong = wholes(type, 1, 2, 1);
        NDArray negative = wholes(type, 1, 0, -1);
        Shape image = Shape.of(1, 1, 3);
        NDArray rightPixels = wholes(type, image, 1, -1, 0);
        NDArray wrongPixels = wholes(type, image, 1, -2, 0);
        NDArray sevens = wholes(type, 7, -7, 7);
        Map<String, ?> range = Map.of("low", -1, "below", 2, "what", "label value");
        Map<String, ?> floor = Map.of("sign_follow_divisor", 1);
        return Stream.of(
                of("SoftmaxWithLoss", wrong, right, SCORES),
                of("SoftmaxWithLoss", negative, right, SCORES),
                of("SoftmaxWithLoss", wrong, right, SCORES, ROWS),
                of("SoftmaxWithLossGradX", wrong, right, SCORES, ONE),
                of("SoftmaxWithLossGradX", negative, right, SCORES, ONE, ROWS),
                of("LabelCrossEntropy", wrong, right, SCORES),
                of("LabelCrossEntropyGradX", negative, right, SCORES, ROWS),
                of("Accuracy", wrong, right, SCORES),
                of("SpatialSoftmaxWithLoss", wrongPixels, rightPixels, PIXELS),
                of("SpatialSoftmaxWithLossGradX", wrongPixels, rightPixels, PIXELS, ONE),
                of("CheckRange", range, wrong, right),
                of("Div", right, wrong, sevens),
                of("Mod", right, wholes(type, 2, -2, -1), sevens),
                of("Mod", floor, right, wholes(type, 2, 2, -1), sevens));
    }

    private static Stream<Case> ofReals() {
        Map<String, ?> wanted = Map.of("label_prob", 1);
        NDArray half = NDArray.of(Shape.of(3, 2), 1f, 0, .5f, .5f, .25f, .25f);
        NDArray whole = NDArray.of(Shape.of(3, 2), 1f, 0, .5f, .5f, .25f, .75f);
        Map<String, ?> named = Map.of("message", "the scores");
        NDArray good = NDArray.vector(1, -2);
        float nan = Float.NaN;
        float infinite = Float.NEGATIVE_INFINITY;
        return Stream.of(
                of("SoftmaxWithLoss", wanted, half, whole, SCORES),
                of("SoftmaxWithLoss", wanted, half, whole, SCORES, ROWS),
                of("CheckNumerics", named, NDArray.vector(1, nan), good),
                of("CheckNumerics", named, NDArray.vector(infinite, 1), good),
                of("CheckNumerics", named, NDArray.vector(infinite, nan), good));
    }

    /** A plan of one node on one backend. */
    private static final class Running implements AutoCloseable {
        private final Placement placement;
        private final State state = new State();
        private final Plan plan;
        private final int outputs;

        Running(Backend backend, Case c) {
            placement = Placement.of(backend);
            Graph graph = new Graph("net");
            feed(c.right());
            List<Value> inputs = new ArrayList<>();
            for (int i = 0; i < c.right().size(); i++) {
                inputs.add(graph.variable("x" + i, c.right().get(i).type()));
            }
            Node node =
                    graph.append(
                            "y", OpCatalog.get(c.type()), c.attrs(), inputs.toArray(new Value[0]));
            outputs = node.outputs().size();
            for (int i = 0; i < outputs; i++) {
                graph.assign("y" + i, node.output(i));
            }
            plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT);
        }

        void feed(List<NDArray> inputs) {
            for (int i = 0; i < inputs.size(); i++) {
                state.feed("x" + i, inputs.get(i));
            }
        }

        Map<String, NDArray> run() {
            plan.run(0);
            Map<String, NDArray> all = new LinkedHashMap<>();
            for (int i = 0; i < outputs; i++) {
                all.put("y" + i, state.fetch("y" + i));
            }
            return all;
        }

        @Override
        public void close() {
            plan.close();
            state.close();
            placement.close();
        }
    }

    private static String messageOf(Throwable error) {
        Throwable at = error;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at.getMessage();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theErrorIsTheReferencesAndTheNextRunIsRight(Case c) {
        try (Running reference = new Running(Backends.open(Backends.REFERENCE), c);
                Running gpu = new Running(StandIn.open(), c)) {
            assertThat(gpu.plan.toString()).doesNotContain("java", "Copy");
            reference.feed(c.wrong());
            Throwable expected = catchThrowable(reference::run);
            assertThat(expected).as("the reference refuses it").isNotNull();
            gpu.feed(c.wrong());
            assertThatThrownBy(gpu::run).hasStackTraceContaining(messageOf(expected));
            reference.feed(c.right());
            gpu.feed(c.right());
            Map<String, NDArray> actual = gpu.run();
            reference
                    .run()
                    .forEach((name, numbers) -> Closeness.check(name, actual.get(name), numbers));
        }
    }

    @Test
    void aWrongLabelIsToldOnceAndNoParameterBecomesNaNByIt() {
        Graph graph = new Graph("net");
        try (Placement placement = Placement.of(StandIn.open());
                State state = new State()) {
            state.feed("w", SCORES);
            state.feed("label", wholes(DType.INT32, 1, 5, 1));
            Value w = graph.variable("w", SCORES.type());
            Value label = graph.variable("label", new ArrayType(DType.INT32, Shape.of(3)));
            Node loss = append(graph, "SoftmaxWithLoss", w, label);
            Value one = graph.constant("one", ONE);
            Value dW = append(graph, "SoftmaxWithLossGradX", loss.output(0), label, one).output(0);
            graph.assign("loss", loss.output(1));
            graph.assign("accuracy", append(graph, "Accuracy", w, label).output(0));
            graph.assign("w", append(graph, "Sub", w, dW).output(0));
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                assertThatThrownBy(() -> state.fetch("w"))
                        .hasStackTraceContaining("Labels must be from 0 to 1, found 5 in row 1");
                assertThat(state.fetch("w").floats())
                        .doesNotContain(Float.NaN)
                        .doesNotContain(SCORES.floats()[0])
                        .contains(.5f, Index.atIndex(2))
                        .contains(.5f, Index.atIndex(3));
                assertThat(state.fetch("loss").get(0)).isNaN();
                assertThat(state.fetch("accuracy").get(0)).isNaN();
            }
        }
    }

    private static Node append(Graph graph, String type, Value... inputs) {
        return graph.append(type, OpCatalog.get(type), Map.of(), inputs);
    }
}
