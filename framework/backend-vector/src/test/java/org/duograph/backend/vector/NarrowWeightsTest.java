package org.duograph.backend.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.duograph.backend.Backend;
import org.duograph.backend.Backends;
import org.duograph.backend.vector.VectorLayout.Numbers;
import org.duograph.graph.Node;
import org.duograph.ops.product.FC;
import org.duograph.ops.product.FCRelu;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NarrowWeightsTest {
    @Test
    void halvesAreTheNearestNumbersThatHaveNoLowerHalf() {
        for (float x : new float[] {0, -0f, 1, -1.5f, 3.1415927f, 1e-39f, 6e37f, -7.7e-5f}) {
            float back = NarrowWeights.widen(NarrowWeights.half(x));
            assertThat(back).isCloseTo(x, within(Math.abs(x) / 256 + 1e-40f));
            assertThat(Float.floatToRawIntBits(back) & 0xffff).isZero();
        }
        assertThat(NarrowWeights.widen(NarrowWeights.half(Float.NaN))).isNaN();
        assertThat(NarrowWeights.widen(NarrowWeights.half(Float.NEGATIVE_INFINITY)))
                .isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(NarrowWeights.widen(NarrowWeights.half(1 + 1 / 256f))).isEqualTo(1); // even
        assertThat(NarrowWeights.widen(NarrowWeights.half(1 + 3 / 256f))).isEqualTo(1 + 1 / 64f);
    }

    @Test
    void aRowIsScaledToItsLargestNumber() {
        byte[] y = new byte[4];
        float scale = NarrowWeights.round(new float[] {0.5f, -2, 1, 0}, 0, y, 0, 4);
        assertThat(scale).isEqualTo(2 / 127f);
        assertThat(y).containsExactly(32, -127, 64, 0);
        assertThat(NarrowWeights.round(new float[4], 0, y, 0, 4)).isZero();
        assertThat(y).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({"1, 130, 37", "3, 64, 512", "64, 200, 10", "5, 7, 3"})
    void layersWithRoundedWeightsAreAlmostTheSame(int rows, int k, int m) {
        for (var op : List.of(FC.OP, FCRelu.OP)) {
            Node node = Nodes.node(op, Map.of(), Shape.of(rows, k), Shape.of(m, k), Shape.of(m));
            List<NDArray> inputs = Nodes.numbers(node);
            NDArray exact = Nodes.reference(node, inputs);
            NDArray halves = Nodes.run(node, inputs, 2, Numbers.BFLOAT16, new FcKernels()::draw);
            NDArray wholes = Nodes.run(node, inputs, 2, Numbers.INT8, new FcKernels()::draw);
            assertThat(Nodes.distance(halves, exact)).isBetween(1e-7, 1e-2);
            assertThat(Nodes.distance(wholes, exact)).isBetween(1e-7, 2e-2);
        }
    }

    @Test
    void anOptionChoosesThem() {
        try (Backend backend = Backends.open("vector,weights=bfloat16")) {
            assertThat(backend.description()).contains("weights in bfloat16");
        }
        assertThatThrownBy(() -> Backends.open("vector,weights=int4"))
                .hasMessageContaining("one of float32, bfloat16, int8")
                .hasMessageContaining("int4");
    }
}
