package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.backend.cuda.library.CudaOptions.Precision;
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
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** A net of images with convolutions, batch normalisation and pooling trains as on the CPU. */
class ImageNetTrainingTest {
    private static final int BATCH = 4;
    private static final int STEPS = 4;

    private final Graph graph = new Graph("net");
    private final Map<String, NDArray> content = new LinkedHashMap<>();
    private final List<Value> parameters = new ArrayList<>();
    private Value top;

    ImageNetTrainingTest() {
        top = variable("images", Sample.real(Shape.of(BATCH, 3, 8, 8), -1, 1));
        conv(8);
        normalise();
        append("Relu", Map.of());
        append("MaxPool", Map.of("kernel", 3, "stride", 2, "pad", 1));
        conv(8);
        append("Relu", Map.of());
        append("AveragePool", Map.of("kernel", 2, "stride", 2));
        append("FC", Map.of(), parameter(Shape.of(10, 32), 0.3), parameter(Shape.of(10), 0.1));
        train();
    }

    private Value variable(String name, Sample.Input input) {
        content.put(name, input.draw(7, content.size()));
        return graph.variable(name, input.type());
    }

    private Value parameter(Shape shape, double range) {
        Value v = variable("p" + parameters.size(), Sample.real(shape, -range, range));
        parameters.add(v);
        return v;
    }

    private Node append(String type, Map<String, ?> attrs, Value... more) {
        Value[] inputs = new Value[more.length + 1];
        inputs[0] = top;
        System.arraycopy(more, 0, inputs, 1, more.length);
        Node node = graph.append(type, OpCatalog.get(type), attrs, inputs);
        top = node.output(0);
        return node;
    }

    private void conv(int m) {
        Value w = parameter(Shape.of(m, top.shape().dim(1), 3, 3), 0.4);
        append("Conv", Map.of("kernel", 3, "pad", 1), w, parameter(Shape.of(m), 0.1));
    }

    private void normalise() {
        Shape c = Shape.of(top.shape().dim(1));
        Value mean = variable("mean", Sample.real(c, 0, 0.1));
        Value var = variable("var", Sample.real(c, 0.9, 1));
        Node norm = append("SpatialBN", Map.of(), parameter(c, 1), parameter(c, 0.1), mean, var);
        graph.assign("mean", norm.output(1));
        graph.assign("var", norm.output(2));
    }

    private void train() {
        Value labels = variable("labels", Sample.whole(DType.INT32, Shape.of(BATCH), 0, 10));
        Value loss = append("SoftmaxWithLoss", Map.of(), labels).output(1);
        graph.assign("loss", loss);
        Value rate = graph.constant("rate", NDArray.vector(-0.05f));
        Value one = graph.constant("one", NDArray.vector(1));
        Gradients.append(graph, loss, parameters)
                .forEach(
                        (p, slope) -> {
                            Node step =
                                    graph.append(
                                            "step",
                                            OpCatalog.get("WeightedSum"),
                                            Map.of(),
                                            p,
                                            one,
                                            slope,
                                            rate);
                            graph.assign(p.name(), step.output(0));
                        });
    }

    /** What training leaves in the variables; {@code losses} is told the loss of each step. */
    private Map<String, NDArray> train(Backend backend, List<Double> losses) {
        Map<String, NDArray> left = new LinkedHashMap<>();
        try (Placement placement = Placement.of(backend);
                State state = new State()) {
            content.forEach(state::feed);
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, new Plan.Options(1, true))) {
                for (int i = 0; i < STEPS; i++) {
                    plan.run(i);
                    losses.add(state.fetch("loss").item());
                }
                content.keySet().forEach(name -> left.put(name, state.fetch(name)));
            }
        }
        return left;
    }

    private Map<String, NDArray> train(Precision precision, boolean graphs, List<Double> losses) {
        CudaOptions options = new CudaOptions(precision, true, graphs, 1 << 30, Long.MAX_VALUE);
        return train(StandIn.open(0, options), losses);
    }

    private void agrees(Precision precision, double tolerance) {
        List<Double> expected = new ArrayList<>();
        train(Backends.open("java"), expected);
        List<Double> actual = new ArrayList<>();
        train(precision, true, actual);
        for (int i = 0; i < STEPS; i++) {
            double e = expected.get(i);
            assertThat(actual.get(i)).as("loss %d", i).isCloseTo(e, within(tolerance * e));
        }
        assertThat(actual.get(STEPS - 1)).isLessThan(actual.get(0));
    }

    @Test
    void everyLossIsThatOfTheCpu() {
        agrees(Precision.FLOAT32, 1e-4);
    }

    @Test
    void withProductsInSixteenBitsTheLossesAreAboutThose() {
        agrees(Precision.BFLOAT16, 0.05);
        agrees(Precision.FLOAT16, 0.01);
    }

    @Test
    void graphsAndSingleLaunchesGiveTheSameBits() {
        Map<String, NDArray> captured = train(Precision.FLOAT32, true, new ArrayList<>());
        Map<String, NDArray> eager = train(Precision.FLOAT32, false, new ArrayList<>());
        assertThat(eager).isEqualTo(captured);
    }
}
