package org.duograph.ops.host;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** Prints an array whenever it runs. */
public final class Print {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Print")
                    .summary("Prints type and first numbers of an array.")
                    .input("X", "any shape and type")
                    .ofType(ElementTypes.ANY)
                    .attrs(Attr.ofInt("limit", 1000, "How many numbers at most."))
                    .attrs(Report.ATTRS)
                    .types(site -> List.of())
                    .effect()
                    .host(Print::prepare)
                    .example(new Example(Map.of(), List.of(NDArray.vector(1, 2)), List.of()))
                    .build();

    private Print() {}

    private static HostCode prepare(Node node) {
        Report report = Report.of(node, ".log");
        int limit = node.attrs().int32("limit");
        return call -> {
            NDArray x = call.input(0);
            String numbers =
                    IntStream.range(0, Math.min(x.size(), limit))
                            .mapToObj(i -> number(x, i))
                            .collect(Collectors.joining(","));
            String line = "Tensor %s (%s): ".formatted(report.name(), x.type()) + numbers;
            report.write(call, line, numbers);
        };
    }

    private static String number(NDArray x, int i) {
        if (x.dtype().isText()) {
            return x.getText(i);
        }
        if (x.dtype() == DType.FLOAT64) {
            return "" + x.get(i);
        }
        return x.dtype().isFloating() ? "" + (float) x.get(i) : "" + x.getWhole(i);
    }
}
