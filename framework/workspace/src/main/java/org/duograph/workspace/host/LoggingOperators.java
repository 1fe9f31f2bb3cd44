package org.duograph.workspace.host;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.graph.Attr;
import org.duograph.graph.Operand;
import org.duograph.tensor.NDArray;

/**
 * Print and Summarize: they write about a blob to the workspace's output or, with {@code to_file},
 * a line per run to {@code <root folder>/<blob>.log} or {@code .summary}.
 */
final class LoggingOperators {
    private static final Attr TO_FILE =
            Attr.ofInt(
                    "to_file",
                    0,
                    "1: a line per run into a file in the root folder, instead of the output");

    static final HostOperatorDef PRINT =
            HostOperatorDef.of(
                            "Print",
                            "Prints type and first numbers of a tensor.",
                            LoggingOperators::print)
                    .input("X", Operand.Kind.ONE, "the tensor")
                    .arg(Attr.ofInt("limit", 1000, "how many numbers at most"))
                    .arg(TO_FILE)
                    .example("op { type: \"Print\" input: \"X\" }");

    static final HostOperatorDef SUMMARIZE =
            HostOperatorDef.of(
                            "Summarize",
                            "Prints minimum, maximum, mean and standard deviation of a tensor.",
                            LoggingOperators::summarize)
                    .input("X", Operand.Kind.ONE, "the tensor")
                    .arg(TO_FILE)
                    .example(
                            "op { type: \"Summarize\" input: \"X\" arg { name: \"to_file\" i: 1 } }");

    private LoggingOperators() {}

    /** The first elements: {@code limit} of them, 1,000 if not given. */
    static void print(HostOperator.Call call) throws IOException {
        NDArray x = call.input(0);
        int limit = Math.min(x.size(), call.args().i("limit", 1000));
        String numbers =
                IntStream.range(0, limit)
                        .mapToObj(i -> number(x, i))
                        .collect(Collectors.joining(","));
        boolean toFile = call.args().flag("to_file", false);
        String head = toFile ? "" : "Tensor %s (%s): ".formatted(call.op().getInput(0), x.type());
        write(call, ".log", head + numbers);
    }

    private static String number(NDArray x, int i) {
        return x.dtype().isFloating() ? "" + (float) x.get(i) : "" + (long) x.get(i);
    }

    /** Minimum, maximum, mean and standard deviation. */
    static void summarize(HostOperator.Call call) throws IOException {
        double[] x = call.input(0).toDoubles();
        double min = Arrays.stream(x).min().orElse(0);
        double max = Arrays.stream(x).max().orElse(0);
        double mean = Arrays.stream(x).average().orElse(0);
        double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
        double deviation = x.length > 1 ? Math.sqrt(squares / (x.length - 1)) : 0;
        String line =
                String.format(
                        Locale.ROOT, "min %g max %g mean %g std %g", min, max, mean, deviation);
        boolean toFile = call.args().flag("to_file", false);
        String bare = String.format(Locale.ROOT, "%g %g %g %g", min, max, mean, deviation);
        write(call, ".summary", toFile ? bare : call.op().getInput(0) + ": " + line);
    }

    private static void write(HostOperator.Call call, String suffix, String line)
            throws IOException {
        if (!call.args().flag("to_file", false)) {
            PrintStream out = call.around().output();
            out.println(line);
            return;
        }
        String blob = call.op().getInput(0).replace('/', '_');
        Path file = call.around().rootFolder().resolve(blob + suffix);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
