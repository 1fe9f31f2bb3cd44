package org.duograph.backend.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folds that are so long that they are cut into chunks, and others that are not. */
class ReductionKernelsTest {
    @ParameterizedTest
    @CsvSource({
        "1, 100003, 1", // all of it, by lines
        "1, 5000, 3", // few columns
        "3, 7001, 1", // few lines
        "2, 301, 300", // many columns
        "300, 65, 1", // many short lines
        "40, 9, 5"
    })
    void aFoldGivesWhatItsDefinitionGives(int outer, int length, int inner) {
        for (String type : List.of("ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin")) {
            for (DType dtype : List.of(DType.FLOAT32, DType.INT32, DType.INT64)) {
                check(type, numbers(dtype, Shape.of(outer, length, inner)), List.of(1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"64, 6, 100", "5, 70, 3"})
    void whatIsBeforeAndBehindAnAxisIsFoldedTogether(int outer, int kept, int inner) {
        check("ReduceSum", numbers(DType.FLOAT32, Shape.of(outer, kept, inner)), List.of(0, 2));
    }

    @Test
    void aProductMayBePossibleThoughItsPartsAreNot() {
        NDArray x = NDArray.zeros(new ArrayType(DType.FLOAT32, Shape.of(1, 5000, 3)));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, i < x.size() / 2 ? 1.1 : 1 / 1.1);
        }
        check("ReduceProd", x, List.of(1));
    }

    private static NDArray numbers(DType dtype, Shape shape) {
        NDArray x = NDArray.zeros(new ArrayType(dtype, shape));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (i * 37L + i / 11) % 1999 - 900);
        }
        return x;
    }

    private static void check(String type, NDArray x, List<Integer> axes) {
        Graph graph = new Graph("fold");
        Value input = graph.variable("x", x.type());
        Node fold = graph.append("y", OpCatalog.get(type), Map.of("axes", axes), input);
        graph.assign("y", fold.output(0));
        NDArray expected = Interpreter.run(graph, Map.of("x", x)).get(fold.output(0));
        try (Placement placement = Placement.of(StandIn.open());
                State state = new State()) {
            state.feed("x", x);
            try (Plan plan = Plan.prepare(graph, placement, state, Plan.Options.DEFAULT)) {
                plan.run(0);
                NDArray actual = state.fetch("y");
                for (int i = 0; i < expected.size(); i++) {
                    double e = expected.get(i);
                    assertThat(actual.get(i))
                            .as("%s of %s along %s, element %d", type, x.type(), axes, i)
                            .isCloseTo(e, offset(1e-6 * Math.abs(e)));
                }
            }
        }
    }
}
