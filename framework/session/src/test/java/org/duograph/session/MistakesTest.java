package org.duograph.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.duograph.session.op.JavaCode;
import org.duograph.session.rnn.GruCell;
import org.duograph.session.rnn.LstmCell;
import org.duograph.session.rnn.Rnn;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is asked for by mistake is refused, in words that say what is wrong. */
class MistakesTest {
    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT32);
    private final Tensor sequences = g.placeholder("sequences", DType.FLOAT32, 2, 3, 4);

    @Test
    void aFunctionMustGiveTensors() {
        assertThatThrownBy(() -> g.flow().cond(x.less(0f), () -> null, () -> x))
                .hasMessageContaining("must give tensors, but it gives [null]");
        assertThatThrownBy(() -> g.flow().whileLoop(v -> x.less(0f), v -> null, x))
                .hasMessageContaining("must give tensors, but it gives null");
        Tensor rows = g.constant(new float[] {1, 2});
        assertThatThrownBy(() -> g.flow().mapFn(row -> null, rows))
                .hasMessageContaining("must give tensors");
        assertThatThrownBy(() -> g.flow().scan((a, b) -> null, rows))
                .hasMessageContaining("must give tensors");
    }

    @Test
    void whatNeedsARowIsRefusedWhereThereIsNone() {
        Tensor none = g.constant(NDArray.of(Shape.of(0, 2), new float[0]));
        assertThatThrownBy(() -> g.flow().scan((a, b) -> a.plus(b), none))
                .hasMessageContaining("there are no rows; give a result to begin with");
    }

    @Test
    void aSingleCaseThatHandsOnWhatIsThereIsChecked() {
        Tensor y = g.flow().cases().when(x.less(0f), () -> x).orFail().get(0);
        try (Session s = new Session(g)) {
            assertThat(s.feed(x, -1f).run(y).item()).isEqualTo(-1);
            assertThatThrownBy(() -> s.feed(x, 1f).run(y))
                    .hasMessageContaining("None of the conditions evaluated as True");
        }
    }

    @Test
    void numbersThatATypeCannotHoldAreNoElementsOfIt() {
        Tensor n = g.placeholder("n", DType.INT32);
        assertThatThrownBy(() -> n.plus(2.5))
                .hasMessageContaining("2.5 can't be an element of int32");
        assertThatThrownBy(() -> g.flow().tensorArray(DType.FLOAT32, 2.5))
                .hasMessageContaining("2.5 can't be an element of int32");
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.feed(n, 1L << 32).run(n))
                    .hasMessageContaining("can't be an element of int32");
            assertThatThrownBy(() -> s.feed(n, Float.NaN).run(n))
                    .hasMessageContaining("NaN can't be an element of int32");
            assertThat(s.feed(n, 3f).run(n).item()).isEqualTo(3);
        }
    }

    @Test
    void anArrayOfTensorsNamesItsElements() {
        TensorArray array = g.flow().tensorArray(DType.FLOAT32, 2).write(0, g.constant(1f));
        assertThatThrownBy(() -> array.write(1, g.constant(new float[] {1, 2})))
                .hasMessageContaining("holds elements float32 scalar, but float32 2 is written");
    }

    @Test
    void cellsHaveUnitsAndStatesOfTheirOwnWidths() {
        assertThatThrownBy(() -> new LstmCell(0))
                .hasMessageContaining("at least one unit, found 0");
        assertThatThrownBy(() -> new GruCell(-1)).hasMessageContaining("at least one unit");
        assertThatThrownBy(() -> g.layers().lstm(sequences, 0))
                .hasMessageContaining("at least one unit");
        Tensor state = g.constant(NDArray.zeros(ArrayType.float32(2, 3)));
        assertThatThrownBy(
                        () ->
                                new Rnn()
                                        .initialState(List.of(state))
                                        .dynamicRnn(new LstmCell(3), sequences))
                .hasMessageContaining("is 2 tensors of the widths [3, 3], found 1");
        assertThatThrownBy(
                        () ->
                                new Rnn()
                                        .scope("other")
                                        .initialState(List.of(state, state))
                                        .dynamicRnn(new LstmCell(5), sequences))
                .hasMessageContaining("of the widths [5, 5], found [<Tensor");
        assertThatThrownBy(
                        () ->
                                new Rnn()
                                        .initialState(List.of(state))
                                        .bidirectionalDynamicRnn(
                                                new GruCell(3), new GruCell(3), sequences))
                .hasMessageContaining("The states of both cells are 2 tensors, found 1");
    }

    @Test
    void optionsOfOtherLayersAreRefused() {
        assertThatThrownBy(() -> g.layers().recurrent().relu().lstm(sequences, 2))
                .hasMessageContaining("leave it out for lstm");
        assertThatThrownBy(() -> g.layers().recurrent().resetAfter().rnn(sequences, 2))
                .hasMessageContaining("resetAfter for gru");
        assertThatThrownBy(() -> g.layers().recurrent().dropout(1, true))
                .hasMessageContaining("from 0 to less than 1, found 1.0");
        assertThatThrownBy(() -> g.layers().embedding(g.constant(1), 0, 2))
                .hasMessageContaining("found 0 of 2");
    }

    @Test
    void codeThatGivesNullIsNamed() {
        List<DType> one = List.of(DType.FLOAT32);
        Tensor y = g.call("code", JavaCode.sameShape(a -> null), one, x).get(0);
        try (Session s = new Session(g)) {
            assertThatThrownBy(() -> s.feed(x, 1f).run(y))
                    .hasMessageContaining("the code gave null for its output 0");
        }
        assertThatThrownBy(() -> g.call("code", JavaCode.of(a -> a, a -> null), one, x))
                .hasMessageContaining("its shapes are null, but there must be 1");
        assertThatThrownBy(() -> g.call("code", JavaCode.sameShape(a -> a), one))
                .hasMessageContaining("takes one input, found 0");
    }

    @Test
    void checksAreOfOneGraphAndOfRealNumbers() {
        Tensor other = new Graph().constant(1f);
        assertThatThrownBy(() -> NumericChecks.add(x, other))
                .hasMessageContaining("are of different graphs");
        Tensor n = g.placeholder("n", DType.INT32);
        assertThatThrownBy(() -> new GradientChecker(n.times(2), List.of(n)))
                .hasMessageContaining("n:0 has elements of int32");
    }
}
