package org.duograph.ops.host;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duograph.graph.Attr;
import org.duograph.graph.ElementTypes;
import org.duograph.graph.Example;
import org.duograph.graph.HostCode;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.Surroundings;
import org.duograph.tensor.NDArray;

/** Prints a line: a message, and the first elements of some arrays. */
public final class PrintLine {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("PrintLine")
                    .summary("Prints a message and the first elements of some arrays.")
                    .manyInputs("X", "any shapes and types")
                    .ofType(ElementTypes.ANY)
                    .attrs(
                            Attr.ofString("message", "", "What the line begins with."),
                            Attr.ofInt("times", -1, "How often a plan prints it; -1: always."),
                            Attr.ofInt("limit", 3, "How many elements of each X; -1: all."))
                    .types(site -> List.of())
                    .effect()
                    .host(PrintLine::prepare)
                    .example(
                            new Example(
                                    Map.of("message", "x = "),
                                    List.of(NDArray.vector(1, 2)),
                                    List.of()))
                    .build();

    private PrintLine() {}

    private static HostCode prepare(Node node) {
        String message = node.attrs().s("message");
        int limit = node.attrs().int32("limit");
        long times = node.attrs().i("times");
        AtomicLong printed = new AtomicLong();
        return call -> {
            if (times < 0 || printed.getAndIncrement() < times) {
                String line =
                        IntStream.range(0, node.inputs().size())
                                .mapToObj(i -> Assert.first(call.input(i), limit))
                                .collect(Collectors.joining("", message, ""));
                call.around(Surroundings.class).output().println(line);
            }
        };
    }
}
