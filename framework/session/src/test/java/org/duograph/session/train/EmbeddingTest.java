package org.duograph.session.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Embeddings: rows that are looked up, and optimizers that change only those. */
class EmbeddingTest {
    private final Graph g = new Graph();
    private final Variable w = g.variable("w", Initializers.constant(1), 4, 2);
    private final Tensor ids = g.placeholder("ids", DType.INT32, -1);
    private final Tensor factors = g.placeholder("factors", DType.FLOAT32, -1, 2);

    /** Optimizers, and their first steps with gradients of 3 and 4. */
    static Stream<Arguments> byRows() {
        return Stream.of(
                Arguments.of(new GradientDescentOptimizer(0.5), 1.5, 2.0),
                Arguments.of(new MomentumOptimizer(0.5, 0.5), 1.5, 2.0),
                Arguments.of(new MomentumOptimizer(0.5, 0.5, true), 2.25, 3.0),
                Arguments.of(new AdagradOptimizer(0.5), 1.5 / Math.sqrt(9.1), 2 / Math.sqrt(16.1)));
    }

    @Test
    void aLookupGivesRowsInTheShapeOfTheNumbers() {
        Tensor sentences = g.placeholder("sentences", DType.INT64, -1, 3);
        assertThat(w.lookup(sentences).shape()).hasToString("(?, 3, 2)");
        Tensor layer = g.layers().embedding(sentences, 10, 5);
        assertThat(layer.shape()).hasToString("(?, 3, 5)");
        assertThat(g.variables().get(1).name()).isEqualTo("embedding/embeddings");
    }

    /** Row 1 twice with the gradients 1 and 2, then row 3 alone. */
    @ParameterizedTest
    @MethodSource("byRows")
    void rowsThatWereLookedUpTakeTheStepOfTheSumAndOthersStay(
            Optimizer optimizer, double three, double four) {
        Tensor loss = w.lookup(ids).times(factors).sum();
        List<GradientOf> gradients = optimizer.computeGradients(loss);
        assertThat(gradients.get(0).slices()).isNotNull();
        Operation step = optimizer.applyGradients(gradients, null);
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray both = NDArray.of(Shape.of(2, 2), 1f, 1, 2, 2);
            NDArray dense =
                    s.feed(ids, NDArray.of(Shape.of(2), 1, 1))
                            .feed(factors, both)
                            .run(gradients.get(0).gradient());
            assertThat(dense).isEqualTo(NDArray.of(Shape.of(4, 2), 0f, 0, 3, 3, 0, 0, 0, 0));
            s.feed(ids, NDArray.of(Shape.of(2), 1, 1)).feed(factors, both).run(step);
            s.feed(ids, NDArray.of(Shape.of(1), 3))
                    .feed(factors, NDArray.of(Shape.of(1, 2), 4f, 4))
                    .run(step);
            NDArray after = s.run(w.read());
            double[] wanted = {1, 1 - three, 1, 1 - four};
            for (int i = 0; i < 8; i++) {
                assertThat(after.get(i))
                        .as("%s %s", optimizer.name(), after)
                        .isCloseTo(wanted[i / 2], within(1e-6));
            }
        }
    }

    @Test
    void withAnotherReaderAllRowsAreChanged() {
        Optimizer optimizer = new MomentumOptimizer(0.5, 0.5);
        Tensor loss = w.lookup(ids).times(factors).sum().plus(w.read().square().sum());
        assertThat(optimizer.computeGradients(loss).get(0).slices()).isNull();
        Tensor alone = w.lookup(ids).times(factors).sum();
        assertThat(optimizer.computeGradients(alone).get(0).slices()).isNotNull();
        Optimizer adam = new AdamOptimizer(0.5);
        assertThat(adam.computeGradients(alone).get(0).slices()).isNull();
    }

    @Test
    void severalLookupsOfOneVariableAreOneGradient() {
        Tensor a = w.lookup(ids).times(factors).sum();
        Tensor b = w.lookup(g.constant(new int[] {2, 2})).sum();
        Optimizer optimizer = new GradientDescentOptimizer(1);
        List<GradientOf> gradients = optimizer.computeGradients(a.plus(b));
        try (Session s = new Session(g)) {
            s.initialize();
            NDArray dense =
                    s.feed(ids, NDArray.of(Shape.of(1), 0))
                            .feed(factors, NDArray.of(Shape.of(1, 2), 5f, 6))
                            .run(gradients.get(0).gradient());
            assertThat(dense).isEqualTo(NDArray.of(Shape.of(4, 2), 5f, 6, 0, 0, 2, 2, 0, 0));
        }
    }
}
