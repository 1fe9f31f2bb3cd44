package org.duograph.backend.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.graph.Interpreter;
import org.duograph.graph.Node;
import org.duograph.graph.Value;
import org.duograph.ops.OpCatalog;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.plan.State;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/**
 * Parts of a batch are written where their concatenation wants them, unless that would be wrong.
 */
class PiecesTest {
    private final Graph graph = new Graph("pieces");

    private Node split(int rows, int columns) {
        Value x = graph.variable("x", ArrayType.float32(rows, columns));
        return graph.append("x_parts", OpCatalog.get("Split"), Map.of("axis", 0, "outputs", 2), x);
    }

    private Value squared(String name, Value x) {
        return graph.append(name, OpCatalog.get("Sqr"), Map.of(), x).output(0);
    }

    /** Both parts squared: {@code a} and {@code b}. */
    private Value[] squared(Node parts) {
        return new Value[] {squared("a", parts.output(0)), squared("b", parts.output(1))};
    }

    private Value joined(String name, Value... parts) {
        return graph.append(name, OpCatalog.get("Concat"), Map.of("axis", 0), parts).output(0);
    }

    /** Runs the graph, in memory full of NaN, and returns its plan; the result must be right. */
    private String planThatComputes(Value result) {
        graph.assign("result", squared("result", result));
        Shape shape = graph.variables().get("x").shape();
        NDArray x = NDArray.zeros(new ArrayType(DType.FLOAT32, shape));
        for (int i = 0; i < x.size(); i++) {
            x.floats()[i] = i % 7 - 3;
        }
        Value expected = graph.assigns().get("result");
        try (Placement placement = Placement.of(Backends.open(OneDnnBackend.NAME));
                State state = new State()) {
            state.feed("x", x);
            try (Plan plan = Plan.prepare(graph, placement, state, new Plan.Options(0, true))) {
                plan.run(0);
                plan.run(1);
                assertThat(state.fetch("result"))
                        .isEqualTo(Interpreter.run(graph, Map.of("x", x)).get(expected));
                return plan.toString();
            }
        }
    }

    /** Where a value begins, from the line of the step that writes it. */
    private static long offset(String plan, String value) {
        return Pattern.compile("\\b" + value + ":plain@(\\d+)[^=]* = ")
                .matcher(plan)
                .results()
                .map((MatchResult m) -> Long.parseLong(m.group(1)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void partsLieInTheWhole() {
        String plan = planThatComputes(joined("y", squared(split(4, 16))));

        assertThat(offset(plan, "a")).isEqualTo(offset(plan, "y"));
        assertThat(offset(plan, "b")).isEqualTo(offset(plan, "y") + 2 * 16 * Float.BYTES);
    }

    @Test
    void aPartMayBeAWholeItself() {
        Node parts = split(4, 16);
        Value[] squares = squared(parts);
        Value c = squared("c", parts.output(1));
        String plan = planThatComputes(joined("z", c, joined("y", squares)));

        assertThat(offset(plan, "y")).isEqualTo(offset(plan, "z") + 2 * 16 * Float.BYTES);
        assertThat(offset(plan, "b")).isEqualTo(offset(plan, "z") + 4 * 16 * Float.BYTES);
    }

    @Test
    void aPartMayBeReadAgain() {
        Value[] squares = squared(split(4, 16));
        Value y = joined("y", squares);
        planThatComputes(joined("z", squared("y2", y), squares[0]));
    }

    @Test
    void aPartMayStandThereTwice() {
        Value a = squared("a", split(4, 16).output(0));
        planThatComputes(joined("y", a, a));
    }

    @Test
    void aPartThatWouldBeginWithinALineOfTheCacheIsCopied() {
        String plan = planThatComputes(joined("y", squared(split(4, 3))));

        assertThat(offset(plan, "b")).isNotEqualTo(offset(plan, "y") + 2 * 3 * Float.BYTES);
    }

    @Test
    void aVariableStaysWhereItIs() {
        Node parts = split(4, 16);
        Value w = graph.variable("x", ArrayType.float32(4, 16));
        planThatComputes(joined("y", squared("b", parts.output(1)), w));
    }
}
