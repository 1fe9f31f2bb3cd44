package org.duograph.experiments.benchmarks;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import org.duograph.backend.Backends;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.interop.onnx.OnnxImporter;
import org.duograph.interop.onnx.OnnxModel;
import org.duograph.interop.onnx.proto.GraphProto;
import org.duograph.interop.onnx.proto.ModelProto;
import org.duograph.interop.onnx.proto.NodeProto;
import org.duograph.interop.onnx.proto.OperatorSetIdProto;
import org.duograph.interop.onnx.proto.TensorProto;
import org.duograph.interop.onnx.proto.TensorShapeProto;
import org.duograph.interop.onnx.proto.TypeProto;
import org.duograph.interop.onnx.proto.ValueInfoProto;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * {@code ./mvnw -q -Pbenchmarks -Dprogram=LargeGraphs}: how long it takes until a large model of
 * ONNX can run, and whether that grows in a straight line with its nodes.
 *
 * <p>The models are blocks of five nodes, one after the other: a product with a matrix, a bias, a
 * ReLU, a product with a vector, and the sum with what came in. Small arrays, so what is measured
 * is the engine: reading the bytes, importing, the passes, and the plan. Each size is done a few
 * times in turn, and the shortest time counts. Arguments say other numbers of nodes.
 */
public final class LargeGraphs {
    private static final int ROUNDS = 3;
    private static final int BLOCK = 5;
    private static final int WIDTH = 16;
    private static final List<Integer> NODES = List.of(1_000, 10_000, 100_000);

    private LargeGraphs() {}

    /** Measures and prints. */
    public static void main(String[] args) throws IOException {
        List<Integer> sizes =
                args.length == 0 ? NODES : List.of(args).stream().map(Integer::valueOf).toList();
        for (String backend : List.of(Backends.REFERENCE, "onednn")) {
            System.out.println("backend " + backend + "; milliseconds");
            System.out.println("    nodes   parse  import  compile    plan     all  us per node");
            seconds(backend, model(sizes.get(0))); // classes are loaded
            for (int nodes : sizes) {
                byte[] bytes = model(nodes);
                double[] best = seconds(backend, bytes);
                for (int round = 1; round < ROUNDS; round++) {
                    double[] more = seconds(backend, bytes);
                    for (int i = 0; i < best.length; i++) {
                        best[i] = Math.min(best[i], more[i]);
                    }
                }
                double all = best[0] + best[1] + best[2] + best[3];
                System.out.printf(
                        Locale.ROOT,
                        "%9d %7.0f %7.0f %8.0f %7.0f %7.0f %12.1f%n",
                        nodes,
                        1e3 * best[0],
                        1e3 * best[1],
                        1e3 * best[2],
                        1e3 * best[3],
                        1e3 * all,
                        1e6 * all / nodes);
            }
        }
    }

    /** Seconds for reading bytes, importing, compiling and planning. */
    private static double[] seconds(String backend, byte[] bytes) throws IOException {
        long[] times = new long[5];
        times[0] = System.nanoTime();
        OnnxModel model = OnnxModel.parse(bytes, "the model");
        times[1] = System.nanoTime();
        Graph graph = new OnnxImporter(model).lower().graph();
        times[2] = System.nanoTime();
        try (Placement placement = Placement.of(Backends.open(backend));
                State state = new State()) {
            state.feed("x", NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(4, WIDTH))));
            Graph compiled = Compiler.compile(graph, placement.target());
            times[3] = System.nanoTime();
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                times[4] = System.nanoTime();
                plan.run(0);
            }
        }
        double[] seconds = new double[4];
        for (int i = 0; i < seconds.length; i++) {
            seconds[i] = (times[i + 1] - times[i]) / 1e9;
        }
        return seconds;
    }

    private static byte[] model(int nodes) {
        GraphProto.Builder graph = GraphProto.newBuilder().setName("large");
        graph.addInput(value("x"));
        String last = "x";
        for (int block = 0; block < nodes / BLOCK; block++) {
            String p = "b" + block + "_";
            graph.addInitializer(weights(p + "w", WIDTH, WIDTH));
            graph.addInitializer(weights(p + "bias", WIDTH));
            graph.addInitializer(weights(p + "scale", WIDTH));
            graph.addNode(node("MatMul", p + "product", last, p + "w"));
            graph.addNode(node("Add", p + "sum", p + "product", p + "bias"));
            graph.addNode(node("Relu", p + "relu", p + "sum"));
            graph.addNode(node("Mul", p + "scaled", p + "relu", p + "scale"));
            graph.addNode(node("Add", p + "out", p + "scaled", last));
            last = p + "out";
        }
        graph.addOutput(value(last));
        return ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    private static NodeProto node(String type, String output, String... inputs) {
        return NodeProto.newBuilder()
                .setOpType(type)
                .setName(output)
                .addAllInput(List.of(inputs))
                .addOutput(output)
                .build();
    }

    private static ValueInfoProto value(String name) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        shape.addDimBuilder().setDimValue(4);
        shape.addDimBuilder().setDimValue(WIDTH);
        TypeProto.Tensor tensor =
                TypeProto.Tensor.newBuilder().setElemType(1).setShape(shape).build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorProto weights(String name, int... dims) {
        int size = 1;
        TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
        for (int dim : dims) {
            size *= dim;
            tensor.addDims(dim);
        }
        ByteBuffer numbers = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            numbers.putFloat((i % 7 - 3) * 0.05f);
        }
        return tensor.setRawData(ByteString.copyFrom(numbers.flip())).build();
    }
}
