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
import org.duograph.tensor.Shape;

/** Stops a run where a condition doesn't hold. */
public final class Assert {
    /** The operator. */
    public static final OpDef OP =
            OpDef.named("Assert")
                    .summary("Fails unless all of a condition is true.")
                    .input("C", "the condition, any shape")
                    .ofType(ElementTypes.BOOLS)
                    .manyInputs("X", "what the message shows")
                    .ofType(ElementTypes.ANY)
                    .attrs(
                            Attr.ofString(
                                    "message",
                                    "assertion failed:",
                                    "What the message begins with."),
                            Attr.ofInt("limit", 3, "How many elements it shows of each X."))
                    .types(site -> List.of())
                    .effect()
                    .host(Assert::prepare)
                    .example(
                            new Example(
                                    Map.of(),
                                    List.of(NDArray.of(Shape.of(1), 1).cast(DType.BOOL)),
                                    List.of()))
                    .build();

    private Assert() {}

    private static HostCode prepare(Node node) {
        String message = node.attrs().s("message");
        int limit = node.attrs().int32("limit");
        return call -> {
            NDArray condition = call.input(0);
            boolean holds =
                    IntStream.range(0, condition.size()).allMatch(i -> condition.get(i) != 0);
            if (!holds) {
                throw new IllegalArgumentException(
                        IntStream.range(1, node.inputs().size())
                                .mapToObj(i -> " " + first(call.input(i), limit))
                                .collect(Collectors.joining("", message, "")));
            }
        };
    }

    /** The first elements of an array: {@code [1 2 3...]}; all of them where limit is below 0. */
    static String first(NDArray x, int limit) {
        int count = limit < 0 ? x.size() : Math.min(x.size(), limit);
        String more = count < x.size() ? "...]" : "]";
        return IntStream.range(0, count)
                .mapToObj(i -> x.dtype().text(x.data(), i))
                .collect(Collectors.joining(" ", "[", more));
    }
}
