package org.duograph.session.rnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** How cells go along sequences: lengths, states, directions, batches of any size. */
class RnnTest {
    private static final int UNITS = 3;

    private final Graph g = new Graph();
    private final Tensor x = g.placeholder("x", DType.FLOAT64, -1, -1, 2);
    private final Tensor lengths = g.placeholder("lengths", DType.INT32, -1);
    private final NDArray input = Numeric.waves(DType.FLOAT64, 2, 4, 2);
    private final NDArray short1 = NDArray.of(Shape.of(2), 1, 3);

    private Map<Tensor, NDArray> fed() {
        Map<Tensor, NDArray> fed = new LinkedHashMap<>();
        fed.put(x, input);
        fed.put(lengths, short1);
        return fed;
    }

    private static double at(NDArray a, int n, int t, int k) {
        Shape s = a.shape();
        return a.get((n * s.dim(1) + t) * s.dim(2) + k);
    }

    @Test
    void pastTheLengthOutputsAreZeroAndTheStateStays() {
        Rnn.Result r = new Rnn().lengths(lengths).dynamicRnn(new GruCell(UNITS), x);
        assertThat(r.outputs().shape()).hasToString("(?, ?, 3)");
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            NDArray y = Numeric.run(s, fed(), r.outputs());
            NDArray end = Numeric.run(s, fed(), r.state().get(0));
            for (int k = 0; k < UNITS; k++) {
                assertThat(at(y, 0, 0, k)).isNotZero();
                for (int t = 1; t < 4; t++) {
                    assertThat(at(y, 0, t, k)).isZero();
                }
                assertThat(at(y, 1, 3, k)).isZero();
                assertThat(end.get(k)).isEqualTo(at(y, 0, 0, k));
                assertThat(end.get(UNITS + k)).isEqualTo(at(y, 1, 2, k));
            }
        }
    }

    @Test
    void aStateThatIsHandedOnMakesTwoHalvesOneWhole() {
        RnnCell cell = new BasicLstmCell(UNITS);
        Rnn.Result whole = new Rnn().dynamicRnn(cell, x);
        Tensor c = g.placeholder("c", DType.FLOAT64, -1, UNITS);
        Tensor h = g.placeholder("h", DType.FLOAT64, -1, UNITS);
        Rnn.Result part = new Rnn().initialState(List.of(c, h)).dynamicRnn(cell, x);
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            NDArray wanted = Numeric.run(s, fed(), whole.state().get(1));
            NDArray zeros = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.of(2, UNITS)));
            Map<Tensor, NDArray> first = Map.of(x, half(0), c, zeros, h, zeros);
            NDArray c1 = Numeric.run(s, first, part.state().get(0));
            NDArray h1 = Numeric.run(s, first, part.state().get(1));
            NDArray found = Numeric.run(s, Map.of(x, half(2), c, c1, h, h1), part.state().get(1));
            Numeric.requireClose(found, wanted, 1e-12);
        }
    }

    /** Two of the four steps. */
    private NDArray half(int from) {
        NDArray steps = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.of(2, 2, 2)));
        for (int n = 0; n < 2; n++) {
            for (int i = 0; i < 4; i++) {
                steps.set(n * 4 + i, input.get(n * 8 + from * 2 + i));
            }
        }
        return steps;
    }

    @Test
    void backwardsASequenceBeginsAtItsOwnEnd() {
        RnnCell cell = new GruCell(UNITS);
        Rnn.BidirectionalResult both =
                new Rnn().lengths(lengths).bidirectionalDynamicRnn(new GruCell(UNITS), cell, x);
        Tensor turned = g.placeholder("turned", DType.FLOAT64, 1, 3, 2);
        Rnn.Result alone = new Rnn().dynamicRnn(cell, turned);
        NDArray reversed = NDArray.zeros(new ArrayType(DType.FLOAT64, Shape.of(1, 3, 2)));
        for (int t = 0; t < 3; t++) {
            for (int k = 0; k < 2; k++) {
                reversed.set(t * 2 + k, at(input, 1, 2 - t, k));
            }
        }
        assertThat(both.joined().shape()).hasToString("(?, ?, 6)");
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            NDArray y = Numeric.run(s, fed(), both.backward().outputs());
            NDArray wanted = Numeric.run(s, Map.of(turned, reversed), alone.outputs());
            for (int k = 0; k < UNITS; k++) {
                for (int t = 0; t < 3; t++) {
                    assertThat(at(y, 1, t, k)).isCloseTo(at(wanted, 0, 2 - t, k), within(1e-12));
                }
                assertThat(at(y, 1, 3, k)).isZero();
            }
        }
        List<Tensor> all =
                List.of(
                        both.joined(),
                        both.forward().state().get(0),
                        both.backward().state().get(0));
        Numeric.check(g, Numeric.loss(all), fed(), false);
    }

    @Test
    void withTimeFirstItGivesTheSame() {
        RnnCell cell = new BasicRnnCell(UNITS);
        Rnn.Result a = new Rnn().lengths(lengths).dynamicRnn(cell, x);
        Tensor steps = x.transpose(1, 0, 2);
        Rnn.Result b = new Rnn().lengths(lengths).timeMajor().dynamicRnn(cell, steps);
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            NDArray turned = Numeric.run(s, fed(), b.outputs().transpose(1, 0, 2));
            assertThat(Numeric.run(s, fed(), a.outputs())).isEqualTo(turned);
        }
    }

    @Test
    void dropoutDrawsAnewInEachStepButOnceIfItIsVariational() {
        Tensor ones = g.constant(NDArray.full(new ArrayType(DType.FLOAT32, Shape.of(1, 40, 8)), 1));
        RnnCell same = new ResidualWrapper(new LstmCell(8).projection(8, 1e-9));
        Rnn.Result fresh =
                new Rnn().scope("a").dynamicRnn(new DropoutWrapper(same).outputKeep(0.5), ones);
        RnnCell again = new ResidualWrapper(new LstmCell(8).projection(8, 1e-9));
        Rnn.Result fixed =
                new Rnn()
                        .scope("b")
                        .dynamicRnn(new DropoutWrapper(again).outputKeep(0.5).variational(), ones);
        try (Session s = new Session(g)) {
            s.initialize();
            assertThat(kinds(s.run(fresh.outputs()))).isGreaterThan(20);
            NDArray first = s.run(fixed.outputs());
            assertThat(kinds(first)).isEqualTo(1);
            boolean another = false;
            for (int i = 0; i < 5; i++) {
                another |= !kept(first, 0).equals(kept(s.run(fixed.outputs()), 0));
            }
            assertThat(another).as("another run draws again").isTrue();
        }
    }

    /** How many different sets of elements the steps keep. */
    private static int kinds(NDArray y) {
        Set<String> all = new HashSet<>();
        for (int t = 0; t < y.shape().dim(1); t++) {
            all.add(kept(y, t));
        }
        return all.size();
    }

    private static String kept(NDArray y, int t) {
        StringBuilder kept = new StringBuilder();
        for (int k = 0; k < y.shape().dim(2); k++) {
            kept.append(at(y, 0, t, k) > 1 ? '1' : '0');
        }
        return kept.toString();
    }

    @Test
    void layersInBothDirectionsStandOnTopOfEachOther() {
        List<Rnn.BidirectionalResult> layers =
                new Rnn()
                        .lengths(lengths)
                        .stackBidirectionalDynamicRnn(
                                List.of(new GruCell(2), new BasicRnnCell(3)),
                                List.of(new GruCell(2), new BasicLstmCell(3)),
                                x);
        assertThat(layers.get(1).joined().shape()).hasToString("(?, ?, 6)");
        assertThat(g.variables().get(8).name())
                .isEqualTo(
                        "stack_bidirectional_rnn/cell_1/bidirectional_rnn/fw/basic_rnn_cell/kernel");
        assertThat(g.variables().get(8).shape()).hasToString("(7, 3)");
        Numeric.check(g, Numeric.loss(List.of(layers.get(1).joined())), fed(), false);
        assertThatThrownBy(
                        () ->
                                new Rnn()
                                        .stackBidirectionalDynamicRnn(
                                                List.of(new GruCell(2)), List.of(), x))
                .hasMessageContaining("must have the same depth");
    }

    @Test
    void stepByStepAGradientHasAGradient() {
        Tensor y = new Rnn().stepByStep().dynamicRnn(new GruCell(2), x).outputs();
        Tensor slope = g.gradients(Numeric.loss(List.of(y)), List.of(x)).get(0);
        Numeric.check(g, slope.square().sum(), fed(), false);
    }

    @Test
    void aProbabilityThatIsFedMayBeOneOutsideOfTraining() {
        Tensor keep = g.placeholder("keep", DType.FLOAT64);
        RnnCell inner = new GruCell(2);
        RnnCell cell = new DropoutWrapper(inner).inputKeep(keep).stateKeep(keep).outputKeep(keep);
        Tensor dropped = new Rnn().dynamicRnn(cell, x).outputs();
        Tensor plain = new Rnn().dynamicRnn(inner, x).outputs();
        try (Session s = new Session(g)) {
            Numeric.scramble(s, g);
            Map<Tensor, NDArray> fed = fed();
            fed.put(keep, NDArray.of(Shape.SCALAR, 1.0));
            NDArray all = Numeric.run(s, fed, plain);
            Numeric.requireClose(Numeric.run(s, fed, dropped), all, 1e-12);
            fed.put(keep, NDArray.of(Shape.SCALAR, 0.5));
            assertThat(Numeric.run(s, fed, dropped)).isNotEqualTo(all);
        }
    }
}
