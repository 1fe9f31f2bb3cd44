package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.Sample;
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

/**
 * Training steps of whole nets: where they run, that they agree with the reference, bit for bit.
 */
class TrainingStepTest {
    private static final int BATCH = 4;
    private static final Shape ONE = Shape.of(1);

    /** A net under construction; its parameters are drawn as it grows. */
    private static final class Net {
        final Graph graph = new Graph("net");
        final Map<String, NDArray> content = new LinkedHashMap<>();
        final List<Value> parameters = new ArrayList<>();
        Value top;
        Value loss;

        Net(int size) {
            top = graph.variable("images", ArrayType.float32(BATCH, 3, size, size));
            feed("images", Sample.real(top.shape(), -1, 1));
        }

        private void feed(String name, Sample.Input input) {
            content.put(name, input.draw(7, content.size()));
        }

        private Value parameter(String name, Shape shape, double low, double high) {
            Value v = graph.variable(name, new ArrayType(DType.FLOAT32, shape));
            feed(name, Sample.real(shape, low, high));
            parameters.add(v);
            return v;
        }

        private Value append(String type, Map<String, ?> attrs, Value... inputs) {
            return graph.append(type, OpCatalog.get(type), attrs, inputs).output(0);
        }

        Net conv(int m, boolean normalised) {
            int c = top.shape().dim(1);
            String name = "w" + parameters.size();
            double r = Math.sqrt(6.0 / (9 * c));
            Value w = parameter(name, Shape.of(m, c, 3, 3), -r, r);
            Value b = parameter(name + "_b", Shape.of(m), -0.1, 0.1);
            top = append("Conv", Map.of("kernel", 3, "pad", 1), top, w, b);
            if (normalised) {
                Value scale = parameter(name + "_scale", Shape.of(m), 0.5, 1.5);
                Value bias = parameter(name + "_bias", Shape.of(m), -0.1, 0.1);
                ArrayType perChannel = scale.type();
                Value mean = graph.variable(name + "_mean", perChannel);
                Value var = graph.variable(name + "_var", perChannel);
                feed(name + "_mean", Sample.real(Shape.of(m), 0, 0.1));
                feed(name + "_var", Sample.real(Shape.of(m), 0.9, 1));
                var norm =
                        graph.append(
                                "bn",
                                OpCatalog.get("SpatialBN"),
                                Map.of(),
                                top,
                                scale,
                                bias,
                                mean,
                                var);
                graph.assign(name + "_mean", norm.output(1));
                graph.assign(name + "_var", norm.output(2));
                top = norm.output(0);
            }
            top = append("Relu", Map.of(), top);
            return this;
        }

        Net pool() {
            top = append("MaxPool", Map.of("kernel", 2, "stride", 2), top);
            return this;
        }

        Net fc(int m) {
            int k = (int) (top.shape().size() / BATCH);
            String name = "w" + parameters.size();
            double r = Math.sqrt(3.0 / k);
            Value w = parameter(name, Shape.of(m, k), -r, r);
            Value b = parameter(name + "_b", Shape.of(m), -0.1, 0.1);
            top = append("FC", Map.of(), top, w, b);
            return this;
        }

        Net relu() {
            top = append("Relu", Map.of(), top);
            return this;
        }

        /** Adds the loss, the gradients and a step of momentum SGD for each parameter. */
        Net train() {
            return train(this::momentumStep);
        }

        /** Adds the loss, the gradients and what {@code step} does with them. */
        Net train(BiConsumer<Value, Value> step) {
            Value labels = graph.variable("labels", new ArrayType(DType.INT32, Shape.of(BATCH)));
            feed("labels", Sample.whole(DType.INT32, Shape.of(BATCH), 0, 10));
            loss =
                    graph.append("loss", OpCatalog.get("SoftmaxWithLoss"), Map.of(), top, labels)
                            .output(1);
            graph.assign("loss", loss);
            Gradients.append(graph, loss, parameters).forEach(step);
            return this;
        }

        /** A variable of the optimizer for {@code p}. */
        private Value slot(Value p, String name) {
            content.put(p.name() + name, NDArray.zeros(p.type()));
            return graph.variable(p.name() + name, p.type());
        }

        private Node update(String type, Map<String, ?> attrs, Value... inputs) {
            return graph.append("update", OpCatalog.get(type), attrs, inputs);
        }

        private Value rate(double lr) {
            return graph.constant("lr", NDArray.vector((float) lr));
        }

        private void momentumStep(Value p, Value g) {
            Value m = slot(p, "_m");
            Node step = update("MomentumSGDUpdate", Map.of("momentum", 0.9), g, m, rate(0.01), p);
            graph.assign(m.name(), step.output(1));
            graph.assign(p.name(), step.output(2));
        }

        void adamStep(Value p, Value g) {
            Value m1 = slot(p, "_m1");
            Value m2 = slot(p, "_m2");
            Value iter = graph.variable(p.name() + "_iter", new ArrayType(DType.INT64, ONE));
            content.put(iter.name(), NDArray.zeros(iter.type()));
            Node step = update("Adam", Map.of(), p, m1, m2, g, rate(-0.001), iter);
            graph.assign(p.name(), step.output(0));
            graph.assign(m1.name(), step.output(1));
            graph.assign(m2.name(), step.output(2));
            graph.assign(iter.name(), update("Iter", Map.of(), iter).output(0));
        }

        void adagradStep(Value p, Value g) {
            Value h = slot(p, "_h");
            Node step = update("Adagrad", Map.of(), p, h, g, rate(-0.001));
            graph.assign(p.name(), step.output(0));
            graph.assign(h.name(), step.output(1));
        }

        void rmsPropStep(Value p, Value g) {
            Value ms = slot(p, "_ms");
            Value m = slot(p, "_m");
            Node step = update("RmsProp", Map.of("momentum", 0.5), g, ms, m, rate(-0.001));
            Value one = graph.constant("one", NDArray.vector(1));
            Value sum = append("WeightedSum", Map.of(), p, one, step.output(0), one);
            graph.assign(p.name(), sum);
            graph.assign(ms.name(), step.output(1));
            graph.assign(m.name(), step.output(2));
        }
    }

    private static Net layers(int size) {
        return new Net(size)
                .conv(32, false)
                .conv(32, false)
                .pool()
                .conv(64, false)
                .conv(64, false)
                .pool()
                .fc(512)
                .relu()
                .fc(10);
    }

    private static List<Net> adaptive(int size) {
        Net adam = layers(size);
        Net adagrad = layers(size);
        Net rmsProp = layers(size);
        return List.of(
                adam.train(adam::adamStep),
                adagrad.train(adagrad::adagradStep),
                rmsProp.train(rmsProp::rmsPropStep));
    }

    private static Net sixLayers(int size) {
        return layers(size).train();
    }

    private static Net normalised(int size) {
        return new Net(size).conv(32, true).conv(32, true).pool().conv(64, true).fc(10).train();
    }

    /** What training leaves behind. */
    private record Outcome(
            List<Double> losses, Map<String, NDArray> content, String plan, List<String> steps) {}

    private static Outcome run(Net net, String backend, int steps) {
        List<Double> losses = new ArrayList<>();
        Map<String, NDArray> content = new LinkedHashMap<>();
        try (Placement placement = Placement.of(Backends.open(backend));
                State state = new State()) {
            net.content.forEach(state::feed);
            Graph compiled = Compiler.compile(net.graph, placement.target());
            Plan.Options options = new Plan.Options(1, true);
            try (Plan plan = Plan.prepare(compiled, placement, state, options)) {
                for (int i = 0; i < steps; i++) {
                    plan.run(i);
                    losses.add(state.fetch("loss").item());
                }
                net.content.keySet().forEach(name -> content.put(name, state.fetch(name)));
                return new Outcome(losses, content, plan.toString(), plan.stepLabels());
            }
        }
    }

    @Test
    void theSixLayerNetTrainsAsOnTheReferenceBackend() {
        agree(sixLayers(8));
    }

    @Test
    void aNetWithBatchNormalisationTrainsAsOnTheReferenceBackend() {
        agree(normalised(8));
    }

    @Test
    void optimizersWithRatesForEachNumberTrainAsOnTheReferenceBackend() {
        adaptive(8).forEach(TrainingStepTest::agree);
    }

    private static void agree(Net net) {
        Outcome expected = run(net, "java", 4);
        Outcome actual = run(net, "onednn", 4);
        for (int i = 0; i < 4; i++) {
            double e = expected.losses.get(i);
            assertThat(actual.losses.get(i)).as("loss %d", i).isCloseTo(e, within(1e-3 * e));
        }
        assertThat(actual.losses.get(3)).isLessThan(actual.losses.get(0));
    }

    @Test
    void nothingOfATrainingStepLeavesTheBackend() {
        List<Net> nets = new ArrayList<>(List.of(sixLayers(32), normalised(32)));
        nets.addAll(adaptive(32));
        for (Net net : nets) {
            Outcome outcome = run(net, "onednn", 1);
            assertThat(outcome.steps).as(outcome.plan).noneMatch(s -> s.startsWith("Copy"));
        }
    }

    @Test
    void theSameStepsGiveTheSameBits() {
        Outcome first = run(sixLayers(16), "onednn", 5);
        Outcome second = run(sixLayers(16), "onednn", 5);
        assertThat(second.content).isEqualTo(first.content);
    }

    @Test
    void closingFreesEverything() {
        long before = OneDnnBackend.liveResources();
        run(normalised(16), "onednn", 2);
        assertThat(OneDnnBackend.liveResources()).isEqualTo(before);
    }

    @Test
    void makingAndClosingPlansAgainAndAgainPilesNothingUp() {
        long before = OneDnnBackend.liveResources();
        try (Placement placement = Placement.of(Backends.open("onednn"))) {
            long settled = 0;
            for (int cycle = 0; cycle < 300; cycle++) {
                Net net = new Net(8).conv(16, true).pool().fc(10).train();
                Graph compiled = Compiler.compile(net.graph, placement.target());
                try (State state = new State()) {
                    net.content.forEach(state::feed);
                    Plan.Options options = new Plan.Options(1, false);
                    try (Plan plan = Plan.prepare(compiled, placement, state, options)) {
                        plan.run(0);
                    }
                }
                if (cycle == 1) {
                    settled = OneDnnBackend.liveResources();
                }
            }
            assertThat(OneDnnBackend.liveResources()).isEqualTo(settled);
        }
        assertThat(OneDnnBackend.liveResources()).isEqualTo(before);
    }
}
