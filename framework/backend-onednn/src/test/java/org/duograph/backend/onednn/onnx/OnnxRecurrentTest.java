package org.duograph.backend.onednn.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.NDArray;
import org.duograph.testing.OutsideData;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** ONNX's own tests of its recurrent layers, on the reference backend and on oneDNN. */
class OnnxRecurrentTest {
    private static final List<String> NAMES =
            List.of(
                    "simple_rnn_defaults",
                    "simple_rnn_with_initial_bias",
                    "simple_rnn_batchwise",
                    "rnn_seq_length",
                    "gru_defaults",
                    "gru_with_initial_bias",
                    "gru_batchwise",
                    "gru_seq_length",
                    "lstm_defaults",
                    "lstm_with_initial_bias",
                    "lstm_batchwise",
                    "lstm_with_peepholes");

    @TestFactory
    List<DynamicTest> layersComputeWhatOnnxSays() {
        Path folder = OutsideData.onnx("data/node");
        List<DynamicTest> tests = new ArrayList<>();
        for (String backend : List.of(Backends.REFERENCE, "onednn")) {
            for (String name : NAMES) {
                Path test = folder.resolve("test_" + name);
                tests.add(
                        DynamicTest.dynamicTest(
                                test + " on " + backend, () -> check(test, backend)));
            }
        }
        return tests;
    }

    private static void check(Path folder, String backend) {
        OnnxFile.Node node = OnnxFile.node(folder.resolve("model.onnx"));
        Map<Integer, NDArray> given = arrays(folder, "input_", node.inputs());
        OnnxRecurrentLayer layer = new OnnxRecurrentLayer(node, given);
        List<NDArray> actual = run(node.type(), layer.attributes(), layer.inputs(), backend);
        Map<Integer, NDArray> expected = arrays(folder, "output_", node.outputs());
        assertThat(expected).isNotEmpty();
        expected.forEach(
                (i, numbers) ->
                        assertThat(actual.get(i).toDoubles())
                                .as(node.outputs().get(i))
                                .containsExactly(
                                        layer.result(i, numbers).toDoubles(), within(1e-5)));
    }

    /** The arrays of the operands that are not left out, whose files are numbered in order. */
    private static Map<Integer, NDArray> arrays(Path folder, String prefix, List<String> names) {
        Map<Integer, NDArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).isEmpty()) {
                String file = "test_data_set_0/" + prefix + arrays.size() + ".pb";
                arrays.put(i, OnnxFile.array(folder.resolve(file)));
            }
        }
        String next = "test_data_set_0/" + prefix + arrays.size() + ".pb";
        assertThat(Files.exists(folder.resolve(next))).as("a file too many").isFalse();
        return arrays;
    }

    private static List<NDArray> run(
            String type, Map<String, ?> attributes, List<NDArray> inputs, String backend) {
        Graph graph = new Graph(type);
        List<Value> values = new ArrayList<>();
        List<NDArray> results = new ArrayList<>();
        try (State state = new State();
                Placement placement = Placement.of(Backends.open(backend))) {
            for (NDArray input : inputs) {
                String name = "in" + values.size();
                state.feed(name, input);
                values.add(graph.variable(name, input.type()));
            }
            Value[] operands = values.toArray(Value[]::new);
            List<Value> outputs =
                    graph.append(type, OpCatalog.get(type), attributes, operands).outputs();
            int count = outputs.size() - 1; // the last is kept for the gradient
            outputs.subList(0, count).forEach(y -> graph.assign("out" + y.index(), y));
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
            }
            for (int i = 0; i < count; i++) {
                results.add(state.fetch("out" + i));
            }
        }
        return results;
    }
}
