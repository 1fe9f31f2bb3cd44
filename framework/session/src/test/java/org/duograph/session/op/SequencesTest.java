package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;
import static org.duograph.session.op.Case.ints;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Sequences of different lengths, and fused recurrent cells. */
class SequencesTest implements OperatorCases {
    private static final NDArray NONE = floats(0);

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("ReverseSequence")
                        .attr("seq_dim", 1)
                        .in(floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6), ints(2, 3))
                        .gives(floats(Shape.of(2, 3), 2, 1, 3, 6, 5, 4))
                        .slopes(),
                Case.of("ReverseSequence")
                        .attr("seq_dim", 0)
                        .attr("batch_dim", 2)
                        .in(
                                floats(Shape.of(2, 2, 2), 1, 2, 3, 4, 5, 6, 7, 8),
                                NDArray.of(Shape.of(2), 2L, 0L))
                        .gives(floats(Shape.of(2, 2, 2), 5, 2, 7, 4, 1, 6, 3, 8))
                        .slopes(),
                Case.of("LSTMBlockCell") // from tanh(1) = 0.7615942 and sigmoid(1) = 0.7310586
                        .attr("forget_bias", 0)
                        .attr("cell_clip", 0.7f)
                        .in(number(1), number(0), number(0))
                        .in(floats(Shape.of(2, 4), 1, 1, 1, 1, 0, 0, 0, 0))
                        .in(NONE, NONE, NONE, floats(0, 0, 0, 0))
                        .gives(number(0.7310586f), number(0.55676997f))
                        .gives(number(0.7310586f), number(0.7310586f), number(0.7615942f))
                        .gives(number(0.5055780f), number(0.3696072f)),
                Case.of("LSTMBlockCell")
                        .attr("forget_bias", 0)
                        .attr("cell_clip", 0.5f)
                        .attr("use_peephole", true)
                        .in(number(1), number(0), number(0))
                        .in(floats(Shape.of(2, 4), 1, 1, 1, 1, 0, 0, 0, 0))
                        .in(NONE, NONE, floats(-2), floats(0, 0, 0, 0))
                        .gives(number(0.7310586f), number(0.5f))
                        .gives(number(0.7310586f), number(0.5f)),
                Case.of("GRUBlockCell")
                        .in(number(1), number(0.5f))
                        .in(floats(Shape.of(2, 2), 0, 0, 0, 0), floats(Shape.of(2, 1), 1, 2))
                        .in(floats(0, 0), floats(-0.5f))
                        .gives(number(0.5f), number(0.5f), number(0.7615942f))
                        .gives(number(0.6307971f)),
                Case.of("BlockLSTM")
                        .attr("forget_bias", 0)
                        .attr("cell_clip", -1)
                        .in(NDArray.of(Shape.SCALAR, 1L))
                        .in(floats(Shape.of(2, 1, 1), 1, 1), number(0), number(0))
                        .in(floats(Shape.of(2, 4), 1, 1, 1, 1, 0, 0, 0, 0))
                        .in(NONE, NONE, NONE, floats(0, 0, 0, 0))
                        .gives(steps(0.7310586f), steps(0.55676997f), steps(0.7310586f))
                        .gives(steps(0.7310586f), steps(0.7615942f), steps(0.5055780f))
                        .gives(steps(0.3696072f)),
                Case.of("BlockLSTMGrad") // all that comes is 1 for h of the first of two steps
                        .attr("use_peephole", true)
                        .in(NDArray.of(Shape.SCALAR, 1L))
                        .in(floats(Shape.of(2, 1, 1), 3, 9), number(2), number(7))
                        .in(floats(Shape.of(2, 4), 1, 2, 3, 4, 5, 6, 7, 8))
                        .in(NONE, NONE, NONE, floats(0, 0, 0, 0))
                        .in(steps(0.5f), steps(1), steps(0.5f), steps(0.5f), steps(0), steps(0))
                        .in(steps(0), steps(0), floats(Shape.of(2, 1, 1), 1, 1))
                        // d cs = 0.5; d ci = 0.25, d f = 0.25 * 0.5 * 2 = 0.25
                        .gives(floats(Shape.of(2, 1, 1), 2 * 0.25f + 3 * 0.25f, 0))
                        .gives(number(0.25f), number(6 * 0.25f + 7 * 0.25f))
                        .gives(floats(Shape.of(2, 4), 0, 0.75f, 0.75f, 0, 0, 1.75f, 1.75f, 0))
                        .gives(floats(0), floats(0.5f), floats(0))
                        .gives(floats(0, 0.25f, 0.25f, 0)));
    }

    private static NDArray number(float x) {
        return floats(Shape.of(1, 1), x);
    }

    /** A number in the first of two steps. */
    private static NDArray steps(float x) {
        return floats(Shape.of(2, 1, 1), x, 0);
    }

    @Test
    void lengthsThatDontFitAreRefused() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 2, 3);
        Tensor lengths = g.placeholder("lengths", DType.INT32, 3);
        assertThatThrownBy(
                        () -> g.op("ReverseSequence").input(x, lengths).attr("seq_dim", 1).tensor())
                .hasMessageContaining("seq_lengths must be a vector of 2 lengths");
        assertThatThrownBy(
                        () -> g.op("ReverseSequence").input(x, lengths).attr("seq_dim", 0).tensor())
                .hasMessageContaining("batch_dim == seq_dim 0");
    }
}
