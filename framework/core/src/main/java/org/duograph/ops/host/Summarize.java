package org.duograph.ops.host;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.tensor.NDArray;

/** Prints what the numbers of an array are like. */
public final class Summarize {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Summarize")
                    .summary("Prints minimum, maximum, mean and standard deviation of an array.")
                    .input("X", "any shape")
                    .ofType(ElementTypes.ORDERED)
                    .attrs(Report.ATTRS)
                    .types(site -> List.of())
                    .effect()
                    .host(Summarize::prepare)
                    .example(new Example(Map.of(), List.of(NDArray.vector(1, 3)), List.of()))
                    .build();

    private Summarize() {}

    private static HostCode prepare(Node node) {
        Report report = Report.of(node, ".summary");
        return call -> {
            double[] x = call.input(0).toDoubles();
            double min = Arrays.stream(x).min().orElse(0);
            double max = Arrays.stream(x).max().orElse(0);
            double mean = Arrays.stream(x).average().orElse(0);
            double squares = Arrays.stream(x).map(v -> (v - mean) * (v - mean)).sum();
            double deviation = x.length > 1 ? Math.sqrt(squares / (x.length - 1)) : 0;
            String line = "%s: min %g max %g mean %g std %g";
            String bare = "%g %g %g %g";
            report.write(
                    call,
                    String.format(Locale.ROOT, line, report.name(), min, max, mean, deviation),
                    String.format(Locale.ROOT, bare, min, max, mean, deviation));
        };
    }
}
