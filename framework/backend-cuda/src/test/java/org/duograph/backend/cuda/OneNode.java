package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.cuda.library.Draft;
import org.duograph.backend.tuning.Alternative;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** One node with numbers to run it on, alone, in any of the ways that the backend has for it. */
final class OneNode {
    private final Graph graph = new Graph("one");
    private final Map<String, NDArray> inputs = new LinkedHashMap<>();
    private final Node node;

    /** Of float32 arrays of these shapes. */
    OneNode(String type, Map<String, ?> attrs, Shape... shapes) {
        Random random = new Random(7);
        Value[] values = new Value[shapes.length];
        for (int i = 0; i < shapes.length; i++) {
            NDArray numbers = NDArray.zeros(ArrayType.float32(shapes[i].toArray()));
            for (int k = 0; k < numbers.size(); k++) {
                numbers.floats()[k] = random.nextFloat() - 0.5f;
            }
            inputs.put("x" + i, numbers);
            values[i] = graph.variable("x" + i, numbers.type());
        }
        node = graph.append("node", OpCatalog.get(type), attrs, values);
        node.outputs().forEach(output -> graph.assign(output.name(), output));
    }

    private KernelRequest request(CudaBackend backend) {
        List<Layout> layouts = node.inputs().stream().map(v -> backend.plain(v.type())).toList();
        return new KernelRequest(
                node, layouts, node.outputs().stream().map(output -> true).toList(), 0);
    }

    /** The names of the ways, first the one that is taken untimed. */
    List<String> ways(CudaBackend backend) {
        return alternatives(backend).stream().map(Alternative::name).toList();
    }

    private List<Alternative<Draft>> alternatives(CudaBackend backend) {
        try (Draft asked = backend.draft(request(backend))) {
            return KernelTable.get(node.op().type()).alternatives().apply(asked);
        }
    }

    /** All ways must agree with the definition, but for so much of the largest number. */
    void checkAllWays(CudaBackend backend, double tolerance) {
        assertThat(ways(backend)).isNotEmpty();
        differences(backend)
                .forEach(
                        (way, difference) ->
                                assertThat(difference)
                                        .as("%s by %s", node, way)
                                        .isLessThanOrEqualTo(tolerance));
    }

    /** By how much each way is off at most, as a share of an output's largest number. */
    Map<String, Double> differences(CudaBackend backend) {
        Map<Value, NDArray> expected = Interpreter.run(graph, inputs);
        Map<String, Double> all = new LinkedHashMap<>();
        for (Alternative<Draft> way : alternatives(backend)) {
            List<NDArray> actual = run(backend, way);
            double most = 0;
            for (int o = 0; o < actual.size(); o++) {
                double difference = difference(actual.get(o), expected.get(node.output(o)));
                most = Math.max(most, difference); // what is not a number stays so
            }
            all.put(way.name(), most);
        }
        return all;
    }

    private static double difference(NDArray actual, NDArray expected) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.size(); i++) {
            largest = Math.max(largest, Math.abs(expected.get(i)));
            difference = Math.max(difference, Math.abs(actual.get(i) - expected.get(i)));
        }
        return difference / largest;
    }

    /** What the backend chooses to run. */
    String chosen(CudaBackend backend) {
        try (Blueprint blueprint = backend.factory(node.op()).prepare(request(backend))) {
            return blueprint.implementation();
        }
    }

    private List<NDArray> run(CudaBackend backend, Alternative<Draft> way) {
        List<Buffer> open = new ArrayList<>();
        try (Blueprint blueprint = backend.draw(request(backend), way);
                Lane lane = backend.lane()) {
            List<Buffer> in = new ArrayList<>();
            for (NDArray array : inputs.values()) {
                in.add(allocate(backend, array.type().bytes(), open));
                backend.write(array, backend.plain(array.type()), in.get(in.size() - 1));
            }
            List<Buffer> out = new ArrayList<>();
            for (Layout layout : blueprint.outputs()) {
                out.add(allocate(backend, layout.bytes(), open));
            }
            Buffer scratch = allocate(backend, blueprint.scratchBytes(), open);
            try (Kernel kernel = blueprint.bind(new Blueprint.Memory(in, out, scratch), lane)) {
                kernel.run();
                lane.finish();
            }
            List<NDArray> results = new ArrayList<>();
            for (int o = 0; o < out.size(); o++) {
                results.add(NDArray.zeros(node.output(o).type()));
                backend.read(blueprint.outputs().get(o), out.get(o), results.get(o));
            }
            return results;
        } finally {
            open.forEach(Buffer::close);
        }
    }

    /** Memory full of what is not a number. */
    private static Buffer allocate(CudaBackend backend, long bytes, List<Buffer> open) {
        Buffer buffer = backend.allocate(List.of(bytes)).get(0);
        buffer.poison();
        open.add(buffer);
        return buffer;
    }
}
