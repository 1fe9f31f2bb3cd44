package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.graph.OpDef;
import org.duograph.graph.ReferenceCall;
import org.duograph.graph.Value;
import org.duograph.ops.fill.ConstantFill;
import org.duograph.ops.fill.DiagonalFill;
import org.duograph.ops.fill.GaussianFill;
import org.duograph.ops.fill.GivenTensorFill;
import org.duograph.ops.fill.MSRAFill;
import org.duograph.ops.fill.UniformFill;
import org.duograph.ops.fill.UniqueUniformFill;
import org.duograph.ops.fill.XavierFill;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

class FillTest {
    private static final int COUNT = 100_000;

    private static double[] draw(OpDef op, Map<String, ?> attrs) {
        return ReferenceCall.run(op, attrs, List.of()).get(0).toDoubles();
    }

    /** Checks mean and variance; {@code kurtosis} is the fourth moment over the squared second. */
    private static void checkMoments(double[] x, double mean, double std, double kurtosis) {
        double average = Arrays.stream(x).average().orElseThrow();
        assertThat(average).isCloseTo(mean, within(3 * std / Math.sqrt(x.length)));
        double variance =
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        double error = std * std * Math.sqrt((kurtosis - 1) / x.length);
        assertThat(variance).isCloseTo(std * std, within(3 * error));
    }

    @Test
    void gaussianNumbersHaveTheirMeanAndDeviation() {
        Map<String, ?> attrs = Map.of("shape", List.of(COUNT), "mean", 2, "std", 0.5);
        checkMoments(draw(GaussianFill.OP, attrs), 2, 0.5, 3);
    }

    @Test
    void gaussianNumbersAreSpreadAsTheNormalDistributionSays() {
        double[] x = draw(GaussianFill.OP, Map.of("shape", List.of(COUNT)));
        Map<Double, Double> quantiles = // shares below some numbers, from tables
                Map.of(-3.0902323, 0.001, -1.2815516, 0.1, 0.6744898, 0.75, 1.959964, 0.975);
        quantiles.forEach(
                (bound, share) -> {
                    double below = Arrays.stream(x).filter(v -> v < bound).count();
                    double error = Math.sqrt(share * (1 - share) / x.length);
                    assertThat(below / x.length).isCloseTo(share, within(3 * error));
                });
    }

    @Test
    void uniformNumbersStayInTheirRangeAndFillIt() {
        double[] x = draw(UniformFill.OP, Map.of("shape", List.of(COUNT), "min", -1, "max", 3));
        assertThat(Arrays.stream(x).min().orElseThrow()).isBetween(-1.0, -0.99);
        assertThat(Arrays.stream(x).max().orElseThrow()).isBetween(2.99, 3.0);
        checkMoments(x, 1, 4 / Math.sqrt(12), 1.8);
    }

    @Test
    void xavierLooksAtAllDimensionsButTheFirst() {
        double[] x = draw(XavierFill.OP, Map.of("shape", List.of(1000, 4, 5, 5)));
        double scale = Math.sqrt(3 / 100.0);
        assertThat(Arrays.stream(x).max().orElseThrow()).isBetween(scale * 0.999, scale);
        checkMoments(x, 0, scale / Math.sqrt(3), 1.8);
    }

    @Test
    void msraLooksAtAllDimensionsButTheSecond() {
        double[] x = draw(MSRAFill.OP, Map.of("shape", List.of(4, 1000, 5, 5)));
        checkMoments(x, 0, Math.sqrt(2 / 100.0), 3);
    }

    @Test
    void wholeNumbersReachBothEnds() {
        double[] x = draw(UniformFill.INT, Map.of("shape", List.of(1000), "min", -2, "max", 2));
        assertThat(Arrays.stream(x).distinct().sorted().toArray()).containsExactly(-2, -1, 0, 1, 2);
    }

    @Test
    void uniqueNumbersAreAllDifferent() {
        double[] x = draw(UniqueUniformFill.OP, Map.of("shape", List.of(10), "min", 5, "max", 14));
        assertThat(Arrays.stream(x).sorted().toArray())
                .containsExactly(5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
    }

    @Test
    void uniqueNumbersKeepAllTheirBits() {
        long least = 1L << 60;
        Map<String, ?> attrs =
                Map.of("shape", List.of(10), "min", least, "max", least + 9, "dtype", DType.INT64);
        NDArray y = ReferenceCall.run(UniqueUniformFill.OP, attrs, List.of()).get(0);
        assertThat(Arrays.stream((long[]) y.data()).sorted().map(n -> n - least).toArray())
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void uniqueNumbersAreRefusedWhereTheirTypeHasTooFew() {
        assertThatThrownBy(() -> draw(UniqueUniformFill.OP, Map.of("max", 9, "dtype", DType.UINT8)))
                .hasMessage("dtype must be int32 or int64, found uint8");
        Map<String, ?> beyond = Map.of("min", 1L << 31, "max", (1L << 31) + 5);
        assertThatThrownBy(() -> draw(UniqueUniformFill.OP, beyond))
                .hasMessageContaining("must fit int32, found 2147483648 and 2147483653");
    }

    @Test
    void numbersToAvoidStandBeforeTheShape() {
        Graph graph = new Graph("g");
        Value like = graph.variable("like", ArrayType.float32(2));
        Value avoid = graph.constant("avoid", NDArray.of(Shape.of(2), 0, 2));
        Map<String, ?> attrs = Map.of("max", 3);
        Node node = graph.append("y", UniqueUniformFill.OP, attrs, like, avoid);
        assertThat(node.inputs()).containsExactly(like, avoid);
        Value shape = graph.constant("shape", NDArray.of(Shape.of(1), 2));
        Node told = graph.append("z", UniqueUniformFill.OP, attrs, graph.absent(), avoid, shape);
        assertThat(told.output(0).shape()).isEqualTo(Shape.of(2));
        NDArray y =
                ReferenceCall.run(
                                UniqueUniformFill.OP,
                                attrs,
                                List.of(NDArray.vector(0, 0), NDArray.of(Shape.of(2), 0, 2)))
                        .get(0);
        assertThat(Arrays.stream(y.toDoubles()).sorted().toArray()).containsExactly(1, 3);
    }

    @Test
    void constantsAndDiagonalsTakeANumberInTheSameWay() {
        List<Object> values = List.of(0.5, -1.5, 1e30, Double.NaN, (1L << 53) + 1, 300);
        for (DType dtype : DType.values()) {
            for (Object value : dtype.isText() ? List.of() : values) {
                Map<String, ?> attrs =
                        Map.of("shape", List.of(1, 1), "value", value, "dtype", dtype);
                NDArray constant = ReferenceCall.run(ConstantFill.OP, attrs, List.of()).get(0);
                NDArray diagonal = ReferenceCall.run(DiagonalFill.OP, attrs, List.of()).get(0);
                assertThat(diagonal).as("%s of %s", value, dtype).isEqualTo(constant);
            }
        }
        Map<String, ?> half = Map.of("shape", List.of(1, 1), "value", 0.5, "dtype", DType.BOOL);
        assertThat(draw(ConstantFill.OP, half)).containsExactly(1);
        Map<String, ?> large =
                Map.of("shape", List.of(1, 1), "value", (1L << 53) + 1, "dtype", DType.INT64);
        assertThat(ReferenceCall.run(DiagonalFill.OP, large, List.of()).get(0).getWhole(0))
                .isEqualTo((1L << 53) + 1);
    }

    @Test
    void realNumbersThatAreGivenMayBeWhole() {
        Map<String, ?> attrs = Map.of("shape", List.of(1), "values", List.of((1L << 53) + 1));
        assertThat(draw(GivenTensorFill.OP, attrs)).containsExactly(0x1p53);
    }

    @Test
    void anInputGivesItsShapeAndExtraDimensionsFollow() {
        NDArray like = NDArray.of(Shape.of(2, 3), new float[6]);
        Map<String, ?> attrs = Map.of("value", 7, "extra_shape", List.of(4));
        NDArray y = ReferenceCall.run(ConstantFill.OP, attrs, List.of(like)).get(0);
        assertThat(y.shape()).isEqualTo(Shape.of(2, 3, 4));
    }
}
