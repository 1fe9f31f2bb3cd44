package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.backend.cuda.library.CudaOptions.Precision;
import org.duograph.backend.cuda.library.DnnType;
import org.duograph.compile.Compiler;
import org.duograph.compile.Gradients;
import org.duograph.graph.Graph;
import org.duograph.graph.Sample;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the contract's single nodes do not show of recurrent layers: plans, time, failures. */
class RecurrentKernelsTest {
    private static final int N = 3;
    private static final int I = 8;
    private static final int H = 16;

    private final Map<String, NDArray> numbers = new LinkedHashMap<>();

    @BeforeEach
    void needStandIns() {
        StandInControl.require();
    }

    @AfterEach
    void mend() {
        StandInControl.reset();
    }

    private Value real(Graph graph, String name, int... dims) {
        NDArray drawn = Sample.real(Shape.of(dims), -0.5, 0.5).draw(11, name.hashCode());
        numbers.putIfAbsent(name, drawn);
        return graph.variable(name, drawn.type());
    }

    /** An LSTM and the gradients of the squares of its outputs with respect to everything. */
    private Graph training(int steps, Map<String, ?> attrs) {
        Graph graph = new Graph("training");
        List<Value> inputs = new ArrayList<>();
        inputs.add(real(graph, "x", steps, N, I));
        inputs.add(real(graph, "h", N, H));
        inputs.add(real(graph, "c", N, H));
        inputs.add(real(graph, "w", I, 4 * H));
        inputs.add(real(graph, "r", H, 4 * H));
        inputs.add(real(graph, "b", 4 * H));
        List<Value> learned = List.copyOf(inputs);
        if (numbers.containsKey("lengths")) {
            inputs.add(graph.variable("lengths", numbers.get("lengths").type()));
        }
        Value[] all = inputs.toArray(Value[]::new);
        List<Value> outputs = graph.append("lstm", OpCatalog.get("LSTM"), attrs, all).outputs();
        graph.assign("y", outputs.get(0));
        graph.assign("hn", outputs.get(1));
        graph.assign("cn", outputs.get(2));
        Value squares =
                graph.append("loss", OpCatalog.get("SumSqrElements"), Map.of(), outputs.get(0))
                        .output(0);
        Gradients.append(graph, squares, learned)
                .forEach((v, g) -> graph.assign("d_" + v.name(), g));
        return graph;
    }

    /** Runs a graph three times, by which its kernels have become one CUDA graph. */
    private Map<String, NDArray> run(Graph graph, Backend backend, StringBuilder text) {
        Map<String, NDArray> results = new LinkedHashMap<>();
        try (Placement placement = Placement.of(backend);
                State state = new State()) {
            graph.variables().keySet().forEach(name -> state.feed(name, numbers.get(name)));
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                for (int i = 0; i < 3; i++) {
                    plan.run(i);
                }
                text.append(plan);
            }
            graph.assigns().keySet().forEach(name -> results.put(name, state.fetch(name)));
        }
        return results;
    }

    private Map<String, NDArray> run(Graph graph, Backend backend) {
        return run(graph, backend, new StringBuilder());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void longSequencesOfAnyLengthAgreeWithTheReference(int reverse) {
        numbers.put("lengths", NDArray.of(Shape.of(N), 60, 0, 37));
        Graph graph = training(60, Map.of("reverse", reverse));
        Map<String, NDArray> expected = run(graph, Backends.open(Backends.REFERENCE));
        Map<String, NDArray> actual = run(graph, StandIn.open());
        assertThat(actual).hasSize(9).hasSameSizeAs(expected);
        actual.forEach(
                (name, array) ->
                        assertThat(array.toDoubles())
                                .as(name)
                                .containsExactly(expected.get(name).toDoubles(), within(1e-4)));
    }

    @Test
    void theGradientReadsWhatTheLayerKept() {
        StringBuilder text = new StringBuilder();
        run(training(4, Map.of()), StandIn.open(), text);
        assertThat(text.toString()).contains("cudnnRNNForward", "opaque");
        assertThat(text.toString().split("cudnnRNNForward", -1)).hasSize(2);
    }

    @Test
    void kernelsInOneCudaGraphGiveTheSameBits() {
        CudaOptions d = CudaOptions.DEFAULT;
        CudaOptions eager =
                new CudaOptions(d.precision(), d.deterministic(), false, d.workspace(), d.memory());
        Graph graph = training(5, Map.of());
        Map<String, NDArray> one = run(graph, StandIn.open());
        Map<String, NDArray> other = run(graph, StandIn.open(0, eager));
        one.forEach(
                (name, array) ->
                        assertThat(array.toDoubles()).containsExactly(other.get(name).toDoubles()));
    }

    private static CudaOptions precise(Precision precision) {
        CudaOptions d = CudaOptions.DEFAULT;
        return new CudaOptions(precision, true, d.graphs(), d.workspace(), d.memory());
    }

    /** The mark behind the end of a sequence must be a number in 16 bits, too. */
    @ParameterizedTest
    @CsvSource({"FLOAT16, f16, 0.004", "BFLOAT16, bf16, 0.03"})
    void halfPrecisionRoundsWhatGoesInAndOutAndNothingElse(
            Precision precision, String cast, double most) {
        numbers.put("lengths", NDArray.of(Shape.of(N), 12, 0, 7));
        Graph graph = training(12, Map.of());
        StringBuilder text = new StringBuilder();
        Map<String, NDArray> expected = run(graph, Backends.open(Backends.REFERENCE));
        Map<String, NDArray> actual = run(graph, StandIn.open(0, precise(precision)), text);
        assertThat(text.toString())
                .contains("f32_to_" + cast + " + cudnnRNNForward + " + cast + "_to_f32")
                .contains("f32_to_" + cast + " + cudnnRNNBackwardWeights_v8 + ");
        actual.forEach(
                (name, array) -> {
                    double largest = 0;
                    double difference = 0;
                    for (int i = 0; i < array.size(); i++) {
                        double wanted = expected.get(name).get(i);
                        largest = Math.max(largest, Math.abs(wanted));
                        difference = Math.max(difference, Math.abs(array.get(i) - wanted));
                    }
                    assertThat(difference / largest).as(name).isLessThan(most).isGreaterThan(1e-6);
                });
        assertThat(actual).hasSize(9);
    }

    @Test
    void withoutBfloat16InCudnnRecurrentLayersAreInTf32() {
        assertThat(RecurrentLibrary.type(Precision.BFLOAT16, 91300)).isEqualTo(DnnType.BFLOAT16);
        assertThat(RecurrentLibrary.type(Precision.BFLOAT16, 91200)).isEqualTo(DnnType.FLOAT);
        assertThat(RecurrentLibrary.type(Precision.FLOAT16, 90000)).isEqualTo(DnnType.FLOAT16);
        assertThat(RecurrentLibrary.type(Precision.TF32, 91300)).isEqualTo(DnnType.FLOAT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cudnnCreateDropoutDescriptor",
                "cudnnSetDropoutDescriptor",
                "cudnnCreateRNNDescriptor",
                "cudnnSetRNNDescriptor_v8",
                "cudnnCreateRNNDataDescriptor",
                "cudnnSetRNNDataDescriptor",
                "cudnnCreateTensorDescriptor",
                "cudnnSetTensorNdDescriptorEx",
                "cudnnGetRNNWeightSpaceSize",
                "cudnnGetRNNWeightParams",
                "cudnnGetRNNTempSpaceSizes",
                "cudnnRNNForward",
                "cudnnRNNBackwardData_v8",
                "cudnnRNNBackwardWeights_v8"
            })
    void aCallThatFailsIsNamedAndNothingIsLeft(String call) {
        Graph graph = training(3, Map.of());
        long descriptors = StandInControl.count("live.cudnn.descriptors");
        long bytes = StandInControl.count("live.device.bytes");
        CudaBackend backend = StandIn.open();
        StandInControl.tell("fail " + call + " after 0 with 5000");
        assertThatThrownBy(() -> run(graph, backend))
                .hasStackTraceContaining(call)
                .hasStackTraceContaining("CUDNN_STATUS_EXECUTION_FAILED");
        assertThat(StandInControl.count("live.cudnn.descriptors")).isEqualTo(descriptors);
        assertThat(StandInControl.count("live.device.bytes")).isEqualTo(bytes);
    }
}
