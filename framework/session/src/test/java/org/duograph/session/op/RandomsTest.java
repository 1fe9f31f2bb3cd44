package org.duograph.session.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.duograph.session.op.Case.floats;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.OperationBuilder;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.junit.jupiter.api.Test;

/** The numbers were drawn with TensorFlow 1.15. */
class RandomsTest {
    static final Set<String> TYPES =
            Set.of(
                    "RandomUniform",
                    "RandomStandardNormal",
                    "TruncatedNormal",
                    "RandomUniformInt",
                    "RandomShuffle");

    private static final NDArray FIRST = floats(0.95227146f, 0.67740774f, 0.79531825f, 0.75578177f);

    private static OperationBuilder seeded(Graph g, String type) {
        return g.op(type).attr("seed", 87654321L).attr("seed2", 42L);
    }

    private static Tensor drawn(Graph g, String type, int size) {
        return seeded(g, type)
                .input(g.constant(new int[] {size}))
                .attr("dtype", DType.FLOAT32)
                .tensor();
    }

    @Test
    void uniformNumbersAreTensorFlowsAndASessionGoesOnWhereItWas() {
        Graph g = new Graph();
        Tensor x = drawn(g, "RandomUniform", 4);
        Tensor other = g.constant(1f).plus(2f);
        try (Session s = new Session(g)) {
            assertThat(s.run(x)).isEqualTo(FIRST);
            s.run(other); // a run in which it takes no part
            assertThat(s.run(x))
                    .isEqualTo(floats(0.06347668f, 0.74225366f, 0.37226737f, 0.25665724f));
        }
        try (Session s = new Session(g)) {
            assertThat(s.run(x)).isEqualTo(FIRST);
        }
    }

    @Test
    void normalNumbersAreTensorFlows() {
        Case.of("RandomStandardNormal")
                .attr("seed", 87654321L)
                .attr("seed2", 42L)
                .attr("dtype", DType.FLOAT32)
                .known(Case.ints(4))
                .gives(floats(-0.28077507f, -0.1377521f, -0.6763296f, 0.024580413f))
                .check();
    }

    @Test
    void truncatedNumbersAreNormalAndBelowTwo() {
        Graph g = new Graph();
        Tensor x = drawn(g, "TruncatedNormal", 5000);
        try (Session s = new Session(g)) {
            double[] numbers = s.run(x).toDoubles();
            assertThat(Arrays.stream(numbers).allMatch(n -> Math.abs(n) < 2)).isTrue();
            double mean = Arrays.stream(numbers).average().orElseThrow();
            double variance = Arrays.stream(numbers).map(n -> n * n).average().orElseThrow();
            assertThat(Math.abs(mean)).isLessThan(0.05);
            assertThat(variance).isBetween(0.74, 0.81); // 0.774 in theory
        }
    }

    @Test
    void aGroupOfTruncatedNumbersBeginsAsTheNormalOnesDo() {
        Graph g = new Graph();
        Tensor x = drawn(g, "TruncatedNormal", 4);
        Tensor normal = drawn(g, "RandomStandardNormal", 4);
        try (Session s = new Session(g)) {
            assertThat(s.run(x)).isEqualTo(s.run(normal)); // all of them are below two
        }
    }

    @Test
    void wholeNumbersAreTensorFlows() {
        Graph g = new Graph();
        Tensor x =
                seeded(g, "RandomUniformInt")
                        .input(g.constant(new int[] {8}), g.constant(-3), g.constant(4))
                        .tensor();
        try (Session s = new Session(g)) {
            assertThat(s.run(x)).isEqualTo(Case.ints(3, -3, 0, 2, 3, -2, 0, -1));
        }
        assertThatThrownBy(
                        () ->
                                g.op("RandomUniformInt")
                                        .input(g.constant(new int[] {1}), g.constant(4))
                                        .input(g.constant(4))
                                        .build())
                .hasMessageContaining("Need minval < maxval, got 4 >= 4");
    }

    @Test
    void aShuffleIsTensorFlowsAndAnotherTheNextTime() {
        Graph g = new Graph();
        Tensor x = g.constant(Case.ints(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        Tensor y = seeded(g, "RandomShuffle").input(x).tensor();
        try (Session s = new Session(g)) {
            assertThat(s.run(y)).isEqualTo(Case.ints(2, 0, 7, 8, 9, 3, 6, 4, 1, 5));
            assertThat(s.run(y)).isEqualTo(Case.ints(9, 6, 7, 5, 3, 2, 1, 8, 4, 0));
        }
    }

    @Test
    void operationsWithoutSeedsDrawOtherNumbersThanEachOther() {
        Graph g = new Graph();
        Tensor a = unseeded(g);
        Tensor b = unseeded(g);
        try (Session s = new Session(g)) {
            assertThat(s.run(a)).isNotEqualTo(s.run(b));
        }
    }

    private static Tensor unseeded(Graph g) {
        return g.op("RandomUniform")
                .input(g.constant(new int[] {4}))
                .attr("dtype", DType.FLOAT64)
                .tensor();
    }

    @Test
    void dropoutIsMadeOfThem() {
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 4);
        Tensor kept = g.op("Floor").input(drawn(g, "RandomUniform", 4).plus(0.25f)).tensor();
        Tensor y = x.dividedBy(0.25f).times(kept);
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            NDArray ones = floats(1, 1, 1, 1);
            Fetched first = s.feed(x, ones).run(y, dx);
            assertThat(first.get(0)).isEqualTo(floats(4, 0, 4, 4));
            assertThat(first.get(1)).isEqualTo(floats(4, 0, 4, 4));
        }
    }
}
