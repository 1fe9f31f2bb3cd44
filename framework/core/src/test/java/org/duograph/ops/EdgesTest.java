package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duograph.graph.ReferenceCall;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What operators give at the edge of what they are defined for. */
class EdgesTest {
    private static final float NAN = Float.NaN;

    private static List<NDArray> run(String type, Map<String, ?> attrs, NDArray... inputs) {
        return ReferenceCall.run(OpCatalog.get(type), attrs, List.of(inputs));
    }

    @Test
    void aLeakyReluThatLetsNothingThroughHasNoSlopeThere() {
        Map<String, ?> attrs = Map.of("alpha", 0);
        NDArray y = run("LeakyRelu", attrs, NDArray.vector(-2, 3)).get(0);
        assertThat(run("LeakyReluGradX", attrs, y, NDArray.vector(5, 5)).get(0))
                .isEqualTo(NDArray.vector(0, 5));
    }

    @Test
    void aPowerOfZeroHasASlope() {
        NDArray zero = NDArray.vector(0);
        NDArray one = NDArray.vector(1);
        Map<Double, Double> slopes = Map.of(0.0, 0.0, 1.0, 1.0, 2.0, 0.0);
        slopes.forEach(
                (b, slope) ->
                        assertThat(run("PowGradA", Map.of("exponent", b), one, zero).get(0).get(0))
                                .as("of the power %s", b)
                                .isEqualTo(slope));
        for (float b : new float[] {0, 0.5f, 2}) {
            assertThat(run("PowGradB", Map.of(), one, zero, NDArray.vector(b)).get(0).get(0))
                    .as("in the exponent %s", b)
                    .isZero();
        }
    }

    @Test
    void aNetOfNaNsIsNeverRight() {
        NDArray label = NDArray.of(Shape.of(2), 0, 1);
        NDArray none = NDArray.of(Shape.of(2, 2), NAN, NAN, NAN, NAN);
        assertThat(run("Accuracy", Map.of("top_k", 3), none, label).get(0).get(0)).isZero();
        NDArray some = NDArray.of(Shape.of(2, 2), 9, NAN, 1, 2);
        assertThat(run("Accuracy", Map.of(), some, label).get(0).get(0)).isEqualTo(0.5);
    }

    @Test
    void aBatchOfNoImagesLeavesTheRunningMeanAlone() {
        NDArray c = NDArray.vector(1, 2);
        List<NDArray> out =
                run(
                        "SpatialBN",
                        Map.of(),
                        NDArray.of(Shape.of(0, 2, 3, 3), new float[0]),
                        c,
                        c,
                        c,
                        c);
        assertThat(out.get(1)).isEqualTo(c);
        assertThat(out.get(2)).isEqualTo(c);
        assertThat(out.get(3).toDoubles()).doesNotContain(Double.NaN);
        assertThat(out.get(4).toDoubles()).doesNotContain(Double.NaN);
    }

    @Test
    void nothingIsClippedUnlessABoundIsGiven() {
        NDArray x = NDArray.vector(1).cast(DType.FLOAT64);
        x.set(0, 1e300);
        assertThat(run("Clip", Map.of(), x).get(0).get(0)).isEqualTo(1e300);
        assertThat(run("Clip", Map.of("min", 0), x).get(0).get(0)).isEqualTo(1e300);
    }
}
