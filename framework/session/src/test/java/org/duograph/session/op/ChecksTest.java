package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;

import java.util.List;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What looks at tensors while a run goes on, and where graphs begin. */
class ChecksTest implements OperatorCases {
    static final Set<String> TYPES =
            Set.of("Assert", "Placeholder", "PlaceholderV2", "NoOp", "Gradients", "Where");

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("CheckNumerics")
                        .attr("message", "here")
                        .in(floats(1, 2))
                        .gives(floats(1, 2))
                        .slopes(),
                Case.of("Print")
                        .attr("message", "x = ")
                        .attr("first_n", 0)
                        .in(floats(1, 2))
                        .known(floats(3))
                        .gives(floats(1, 2))
                        .slopes(),
                Case.of("Const")
                        .attr("dtype", DType.FLOAT32)
                        .attr("value", floats(1, 2))
                        .gives(floats(1, 2)),
                Case.of("PlaceholderWithDefault")
                        .attr("shape", StaticShape.of(-1))
                        .in(floats(1))
                        .gives(floats(1)));
    }

    @Test
    void whatIsNotFiniteStopsTheRunWithTheMessage() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor y = g.op("CheckNumerics").name("check").input(x).attr("message", "loss").tensor();
        try (Session s = new Session(g)) {
            NDArray odd = floats(Float.NaN, Float.POSITIVE_INFINITY);
            assertThatThrownBy(() -> s.feed(x, odd).run(y))
                    .hasStackTraceContaining("loss : Tensor had Inf and NaN values")
                    .hasStackTraceContaining("check");
            assertThatThrownBy(() -> s.feed(x, floats(1, Float.NaN)).run(y))
                    .hasStackTraceContaining("loss : Tensor had NaN values");
        }
    }

    @Test
    void anAssertionThatFailsStopsTheRunAndShowsItsData() {
        Graph g = new Graph();
        Tensor holds = g.placeholder("holds", DType.BOOL);
        Operation check =
                g.op("Assert")
                        .name("sure")
                        .input(holds, g.constant("x is"), g.constant(floats(1, 2, 3, 4)))
                        .build();
        try (Session s = new Session(g)) {
            NDArray yes = NDArray.of(Shape.SCALAR, 1).cast(DType.BOOL);
            NDArray no = NDArray.zeros(yes.type());
            s.feed(holds, yes).run(check);
            assertThatThrownBy(() -> s.feed(holds, no).run(check))
                    .hasStackTraceContaining("assertion failed: [x is] [1.0 2.0 3.0...]")
                    .hasStackTraceContaining("sure");
        }
    }

    @Test
    void aPlaceholderWithADefaultTakesWhatIsFed() {
        Graph g = new Graph();
        Tensor x =
                g.op("PlaceholderWithDefault")
                        .input(g.constant(floats(1)))
                        .attr("shape", StaticShape.of(-1))
                        .tensor();
        try (Session s = new Session(g)) {
            assertThat(s.run(x)).isEqualTo(floats(1));
            assertThat(s.feed(x, floats(2)).run(x)).isEqualTo(floats(2));
        }
    }

    @Test
    void aPlaceholderThatIsNeededMustBeFed() {
        for (String type : List.of("Placeholder", "PlaceholderV2")) {
            Graph g = new Graph();
            Tensor x =
                    g.op(type)
                            .name("x")
                            .attr("dtype", DType.FLOAT32)
                            .attr("shape", StaticShape.of(-1, 2))
                            .tensor();
            Operation nothing = g.op("NoOp").control(x.operation()).build();
            try (Session s = new Session(g)) {
                assertThatThrownBy(() -> s.run(x))
                        .hasMessageContaining("You must feed a value for placeholder tensor 'x'");
                assertThatThrownBy(() -> s.run(nothing))
                        .hasMessageContaining("You must feed a value for placeholder tensor 'x'");
            }
        }
    }

    @Test
    void gradientsStartFromOnesWhateverTheNumbersAre() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2);
        Tensor dx = g.gradients(x.times(2f), List.of(x)).get(0);
        try (Session s = new Session(g)) {
            NDArray odd = floats(Float.NaN, Float.POSITIVE_INFINITY);
            assertThat(s.feed(x, odd).run(dx)).isEqualTo(floats(2, 2));
        }
    }
}
