package org.duograph.backend.cuda;

import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.duograph.backend.cuda.library.CudaOptions;
import org.duograph.backend.cuda.library.CudaOptions.Precision;
import org.duograph.compile.Compiler;
import org.duograph.graph.Graph;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/**
 * A program: how fast products of square matrices run, which cuDNN computes as convolutions of 1 by
 * 1. For each size and precision a line: billions of multiplications and additions a second.
 */
final class ProductSpeed {
    private static final int RUNS = 20;

    private ProductSpeed() {}

    /** Takes sizes; 256, 1024 and 4096 if none is given. */
    public static void main(String[] args) {
        int[] sizes = {256, 1024, 4096};
        if (args.length > 0) {
            sizes = java.util.Arrays.stream(args).mapToInt(Integer::parseInt).toArray();
        }
        System.out.println("size\tprecision\tGFLOP/s");
        for (int size : sizes) {
            for (Precision precision : Precision.values()) {
                System.out.printf(
                        Locale.ROOT,
                        "%d\t%s\t%.1f%n",
                        size,
                        precision.name().toLowerCase(Locale.ROOT),
                        2.0 * size * size * size / nanos(size, precision));
            }
        }
    }

    /** The shortest of some runs, in the GPU's own time. */
    private static long nanos(int size, Precision precision) {
        CudaOptions defaults = CudaOptions.DEFAULT;
        CudaOptions options =
                new CudaOptions(
                        precision,
                        false,
                        defaults.graphs(),
                        defaults.workspace(),
                        defaults.memory());
        ArrayType square = new ArrayType(DType.FLOAT32, Shape.of(size, size));
        Graph graph = new Graph("product");
        Value a = graph.variable("a", square);
        Value b = graph.variable("b", square);
        graph.assign("c", graph.append("c", OpCatalog.get("MatMul"), Map.of(), a, b).output(0));
        try (Placement placement = Placement.of(new CudaBackend(0, options));
                State state = new State()) {
            Random random = new Random(1);
            for (String name : new String[] {"a", "b"}) {
                NDArray numbers = NDArray.zeros(square);
                for (int i = 0; i < numbers.size(); i++) {
                    numbers.floats()[i] = random.nextFloat() - 0.5f;
                }
                state.feed(name, numbers);
            }
            Graph compiled = Compiler.compile(graph, placement.target());
            try (Plan plan = Plan.prepare(compiled, placement, state, Plan.Options.DEFAULT)) {
                long least = Long.MAX_VALUE;
                for (int i = 0; i < RUNS; i++) {
                    long sum = 0;
                    for (long nanos : plan.time(i)) {
                        sum += nanos;
                    }
                    least = Math.min(least, sum);
                }
                return least;
            }
        }
    }
}
