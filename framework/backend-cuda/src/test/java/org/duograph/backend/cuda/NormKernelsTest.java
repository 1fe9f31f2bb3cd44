package org.duograph.backend.cuda;

import java.util.Map;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Channels so long that they are summed in pieces. */
class NormKernelsTest {
    private static final Shape X = Shape.of(3, 2, 70, 60);
    private static final Shape C = Shape.of(2);

    private static void check(OneNode node) {
        try (CudaBackend backend = StandIn.open()) {
            node.checkAllWays(backend, 1e-5);
        }
    }

    @Test
    void channelsAreSummed() {
        check(new OneNode("ConvGradB", Map.of(), X));
        check(new OneNode("FCGradB", Map.of(), Shape.of(20000, 3)));
    }

    @Test
    void aBatchIsNormalised() {
        check(new OneNode("SpatialBN", Map.of("epsilon", 1), X, C, C, C, C));
        check(new OneNode("SpatialBN", Map.of("epsilon", 1, "is_test", 1), X, C, C, C, C));
    }

    @Test
    void itsGradientsAreSummed() {
        check(new OneNode("SpatialBNGrad", Map.of("epsilon", 1), X, C, C, C, X));
        check(new OneNode("SpatialBNGrad", Map.of("epsilon", 1, "is_test", 1), X, C, C, C, X));
    }
}
