package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duograph.graph.Attrs;
import org.duograph.graph.Graph;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.pool.MaxPool;
import org.duograph.ops.pool.MaxPoolWithIndex;
import org.duograph.ops.pool.PoolGeometry;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class PoolGeometryTest {

    private static PoolGeometry geometry(Map<String, ?> attrs, int h, int w) {
        return PoolGeometry.of(Attrs.check(MaxPool.OP, attrs), Shape.of(1, 2, h, w));
    }

    @Test
    void outputsAreRoundedDown() {
        PoolGeometry g = geometry(Map.of("kernel", 3, "stride", 2), 8, 7);
        assertThat(g.y()).isEqualTo(Shape.of(1, 2, 3, 3));
    }

    @Test
    void aNumberForEachSideIsTakenInOrder() {
        Map<String, ?> attrs = Map.of("kernel", List.of(2, 3), "pad", List.of(0, 1, 1, 2));
        PoolGeometry g = geometry(attrs, 5, 5);
        assertThat(g.y()).isEqualTo(Shape.of(1, 2, 5, 6));
        assertThat(g.window().padTop()).isZero();
        assertThat(g.window().padLeft()).isEqualTo(1);
        assertThat(g.window().padBottom()).isEqualTo(1);
        assertThat(g.window().padRight()).isEqualTo(2);
    }

    @Test
    void globalPoolingLeavesOnePixel() {
        PoolGeometry g = geometry(Map.of("global_pooling", 1), 6, 9);
        assertThat(g.y()).isEqualTo(Shape.of(1, 2, 1, 1));
        assertThat(g.window().kw()).isEqualTo(9);
    }

    @Test
    void windowsThatSeeNothingAreRefused() {
        assertRefused(Map.of("kernel", 2, "pad", 2), "sees nothing");
        assertRefused(Map.of("kernel", 9), "does not fit");
        assertRefused(Map.of("stride", 2), "give a kernel");
        assertRefused(Map.of("kernel", 2, "stride", 0), "strides must be positive");
    }

    /** As Max and ReduceMax do, wherever in the window it stands. */
    @Test
    void theMaximumOfAWindowWithWhatIsNotANumberIsNotANumber() {
        float nan = Float.NaN;
        for (OpDef op : List.of(MaxPool.OP, MaxPoolWithIndex.OP)) {
            NDArray x = NDArray.of(Shape.of(1, 1, 1, 6), 1, nan, 2, nan, nan, 3);
            Map<String, ?> attrs = Map.of("kernel", List.of(1, 2));
            List<NDArray> y = ReferenceCall.run(op, attrs, List.of(x));
            assertThat(y.get(0).toDoubles()).containsOnly(Double.NaN).hasSize(5);
            assertThat(y.get(1).toDoubles()).containsExactly(1, 1, 3, 3, 4);
        }
    }

    private static void assertRefused(Map<String, ?> attrs, String message) {
        Graph graph = new Graph("g");
        assertThatThrownBy(
                        () ->
                                graph.append(
                                        "pool",
                                        MaxPool.OP,
                                        attrs,
                                        graph.variable("x", ArrayType.float32(1, 2, 4, 4))))
                .hasMessageContaining(message);
    }
}
