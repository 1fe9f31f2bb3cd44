package org.duograph.backend.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.duograph.backend.Blueprint;
import org.duograph.backend.Buffer;
import org.duograph.backend.Kernel;
import org.duograph.backend.KernelRequest;
import org.duograph.backend.Lane;
import org.duograph.backend.Layout;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** Single nodes, run as they are drawn, by teams of any size; and by the reference kernels. */
final class Nodes {
    private Nodes() {}

    /** A node of its own graph, which reads a variable of each shape. */
    static Node node(OpDef op, Map<String, ?> attrs, Shape... inputs) {
        Graph graph = new Graph("test");
        List<Value> values = new ArrayList<>();
        for (Shape shape : inputs) {
            ArrayType type = new ArrayType(DType.FLOAT32, shape);
            values.add(graph.variable("x" + values.size(), type));
        }
        return graph.append("node", op, attrs, values.toArray(Value[]::new));
    }

    /** Numbers between -1 and 1 for each input, always the same. */
    static List<NDArray> numbers(Node node) {
        Random random = new Random(7);
        List<NDArray> all = new ArrayList<>();
        for (Value input : node.inputs()) {
            float[] numbers = new float[input.shape().intSize()];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = 2 * random.nextFloat() - 1;
            }
            all.add(NDArray.of(input.shape(), numbers));
        }
        return all;
    }

    /** The first output by the node's definition, in double precision. */
    static NDArray reference(Node node, List<NDArray> inputs) {
        return ReferenceCall.run(node.op(), node.attrs().given(), inputs).get(0);
    }

    /** The first output, drawn in one way and run twice by so many threads. */
    static NDArray run(Node node, List<NDArray> inputs, int threads, Consumer<Drawing> way) {
        return run(node, inputs, threads, Numbers.TYPED, way);
    }

    /** The same, weights being held in such numbers. */
    static NDArray run(
            Node node, List<NDArray> inputs, int threads, Numbers weights, Consumer<Drawing> way) {
        VectorBackend backend = new VectorBackend();
        List<Layout> plain = node.inputs().stream().map(v -> backend.plain(v.type())).toList();
        List<Boolean> used = node.outputs().stream().map(o -> true).toList();
        Drawing drawing =
                new Drawing(
                        backend,
                        new KernelRequest(node, plain, used, 0),
                        Workers.of(threads),
                        weights);
        way.accept(drawing);
        Blueprint blueprint = drawing.finish();
        List<Buffer> in = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Layout layout = blueprint.inputs().get(i);
            Buffer buffer = backend.allocate(List.of(layout.bytes())).get(0);
            backend.write(inputs.get(i), layout, buffer);
            in.add(buffer);
        }
        Layout layout = blueprint.outputs().get(0);
        List<Buffer> out = backend.allocate(List.of(layout.bytes()));
        Buffer scratch = backend.allocate(List.of(blueprint.scratchBytes())).get(0);
        scratch.poison(); // nobody may count on what is there
        out.get(0).poison();
        NDArray result = NDArray.zeros(node.output(0).type());
        try (Lane lane = backend.lane();
                Kernel kernel = blueprint.bind(new Blueprint.Memory(in, out, scratch), lane)) {
            kernel.run();
            kernel.run();
        }
        backend.read(layout, out.get(0), result);
        backend.close();
        return result;
    }

    /** How far two arrays are apart, by the largest number of the second. */
    static double distance(NDArray actual, NDArray expected) {
        float[] a = actual.floats();
        float[] e = expected.floats();
        double apart = 0;
        double largest = 1e-30;
        for (int i = 0; i < e.length; i++) {
            double d = Math.abs((double) a[i] - e[i]);
            apart = d >= 0 ? Math.max(apart, d) : Double.NaN; // NaN stays
            largest = Math.max(largest, Math.abs(e[i]));
        }
        return apart / largest;
    }
}
