package org.duograph.cli.lite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.duograph.cli.options.Streams;
import org.duograph.lite.Interpreter;
import org.duograph.lite.model.Model;
import org.duograph.lite.model.Operation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code duograph lite bench}: how long a file takes. */
@Command(
        name = "bench",
        description = {
            "Measures how long a .tflite file takes on this machine, on one thread, on zeros.",
            "A phone is another machine: measure there, too."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  duograph lite bench lenet.tflite --individual"})
final class LiteBenchCommand implements Callable<Integer> {
    @Mixin private Streams streams;

    @Parameters(index = "0", paramLabel = "FILE", description = "The .tflite file.")
    private Path file;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "50",
            description = "Runs that are not counted (default: 50).")
    private int warmup;

    @Option(
            names = "--iterations",
            paramLabel = "N",
            defaultValue = "100",
            description = "Runs that are counted (default: 100).")
    private int iterations;

    @Option(names = "--individual", description = "Also measure each operation.")
    private boolean individual;

    @Override
    public Integer call() throws IOException {
        if (warmup < 0 || iterations < 1) {
            throw new IllegalArgumentException(
                    "--iterations must be 1 or more and --warmup 0 or more, but they are %d and %d"
                            .formatted(iterations, warmup));
        }
        Interpreter lite = new Interpreter(Model.read(file));
        List<Operation> operations = lite.model().operations();
        double[] whole = new double[iterations];
        double[] each = new double[operations.size()];
        for (int run = -warmup; run < iterations; run++) {
            boolean counts = run >= 0;
            long start = System.nanoTime();
            lite.run(
                    (operation, took, outputs) ->
                            each[operation.index()] += counts ? took / 1e6 / iterations : 0);
            if (counts) {
                whole[run] = (System.nanoTime() - start) / 1e6;
            }
        }
        Arrays.sort(whole);
        streams.out()
                .printf(
                        "%d runs: median %.3f ms, least %.3f ms, greatest %.3f ms; memory %,d bytes%n",
                        iterations,
                        whole[iterations / 2],
                        whole[0],
                        whole[iterations - 1],
                        lite.memoryBytes());
        if (individual) {
            List<Integer> order = new ArrayList<>();
            operations.forEach(operation -> order.add(operation.index()));
            order.sort((a, b) -> Double.compare(each[b], each[a]));
            for (int i : order) {
                int output = operations.get(i).outputs()[0];
                streams.out()
                        .printf(
                                "  %8.3f ms  %s -> %s%n",
                                each[i],
                                operations.get(i).code(),
                                lite.model().tensors().get(output));
            }
        }
        streams.out().flush();
        return 0;
    }
}
