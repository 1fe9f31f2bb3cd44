package org.duograph.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duograph.graph.ReferenceCall;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole numbers keep all their bits, whatever is done with them, and wrap as their type does. */
class WholeNumbersTest {
    private static final long BIG = (1L << 53) + 1; // the first that a double can't hold
    private static final long[] NUMBERS = {
        BIG, -BIG, Long.MAX_VALUE, Long.MIN_VALUE, (1L << 60) + 1, 1
    };

    private static NDArray numbers(int... dims) {
        return NDArray.of(Shape.of(dims), NUMBERS.clone());
    }

    static Stream<Arguments> movers() {
        return Stream.of(
                move("Copy", Map.of(), 0, 1, 2, 3, 4, 5),
                move("StopGradient", Map.of(), 0, 1, 2, 3, 4, 5),
                move("Reshape", Map.of("shape", List.of(3, 2)), 0, 1, 2, 3, 4, 5),
                move("Flatten", Map.of(), 0, 1, 2, 3, 4, 5),
                move("ExpandDims", Map.of("dims", List.of(0)), 0, 1, 2, 3, 4, 5),
                move("Transpose", Map.of(), 0, 3, 1, 4, 2, 5),
                move("Slice", Map.of("starts", List.of(1, 0), "ends", List.of(2, 3)), 3, 4, 5),
                move("Split", Map.of("axis", 0, "outputs", 2), 0, 1, 2),
                move("Tile", Map.of("tiles", 2, "axis", 1), 0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5),
                move("Cast", Map.of("to", DType.INT64), 0, 1, 2, 3, 4, 5),
                move("TopK", Map.of("k", 2), 2, 0, 4, 5),
                move("Sum", Map.of(), 0, 1, 2, 3, 4, 5));
    }

    private static Arguments move(String type, Map<String, ?> attrs, int... from) {
        return Arguments.of(type, attrs, Arrays.stream(from).mapToLong(i -> NUMBERS[i]).toArray());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("movers")
    void keepTheirBitsWhereTheyOnlyMove(String type, Map<String, ?> attrs, long[] expected) {
        NDArray y = ReferenceCall.run(OpCatalog.get(type), attrs, List.of(numbers(2, 3))).get(0);
        assertThat((long[]) y.data()).isEqualTo(expected);
    }

    @Test
    void areToldApartWhereDoublesAreEqual() {
        NDArray neighbours = NDArray.of(Shape.of(1, 2), BIG - 1, BIG);
        List<NDArray> largest =
                ReferenceCall.run(OpCatalog.get("TopK"), Map.of("k", 1), List.of(neighbours));
        assertThat((long[]) largest.get(0).data()).containsExactly(BIG);
        assertThat((long[]) largest.get(1).data()).containsExactly(1);
    }

    @Test
    void keepTheirBitsWhereTheyAreGatheredAndJoined() {
        NDArray rows = run("Gather", numbers(3, 2), NDArray.of(Shape.of(2), 2, 0));
        assertThat((long[]) rows.data())
                .isEqualTo(new long[] {NUMBERS[4], NUMBERS[5], NUMBERS[0], NUMBERS[1]});
        NDArray both =
                ReferenceCall.run(
                                OpCatalog.get("Concat"),
                                Map.of("axis", 0),
                                List.of(numbers(6), numbers(6)))
                        .get(0);
        assertThat(((long[]) both.data())[6]).isEqualTo(BIG);
        NDArray images = NDArray.of(Shape.of(1, 1, 1, 2), BIG, -BIG);
        NDArray larger =
                ReferenceCall.run(
                                OpCatalog.get("ResizeNearest"),
                                Map.of("width_scale", 2),
                                List.of(images))
                        .get(0);
        assertThat((long[]) larger.data()).isEqualTo(new long[] {BIG, BIG, -BIG, -BIG});
    }

    @Test
    void areComputedExactlyAndWrap() {
        NDArray one = NDArray.of(Shape.of(1), 1L);
        assertThat(run("Add", longs(BIG), one).getWhole(0)).isEqualTo(BIG + 1);
        assertThat(run("Sub", longs(BIG), one).getWhole(0)).isEqualTo(BIG - 1);
        assertThat(run("Mul", longs(BIG), longs(3)).getWhole(0)).isEqualTo(3 * BIG);
        assertThat(run("Div", longs(3 * BIG), longs(3)).getWhole(0)).isEqualTo(BIG);
        assertThat(run("Max", longs(BIG), longs(BIG - 1)).getWhole(0)).isEqualTo(BIG);
        assertThat(run("Min", longs(-BIG), longs(1 - BIG)).getWhole(0)).isEqualTo(-BIG);
        assertThat(run("Add", longs(Long.MAX_VALUE), one).getWhole(0)).isEqualTo(Long.MIN_VALUE);
        NDArray most = NDArray.of(Shape.of(1), Integer.MAX_VALUE);
        assertThat(run("Add", most, NDArray.of(Shape.of(1), 1)).getWhole(0))
                .isEqualTo(Integer.MIN_VALUE);
        NDArray byteMost = NDArray.ofBytes(Shape.of(1), (byte) 255);
        assertThat(run("Add", byteMost, NDArray.ofBytes(Shape.of(1), (byte) 2)).getWhole(0))
                .isEqualTo(1);
    }

    @Test
    void areToldApartWhereADoubleWouldNot() {
        assertThat(run("EQ", longs(BIG), longs(BIG - 1)).getWhole(0)).isZero();
        assertThat(run("GT", longs(BIG), longs(BIG - 1)).getWhole(0)).isOne();
        NDArray x = NDArray.of(Shape.of(3), BIG - 1, BIG, BIG - 1);
        assertThat(at0("ArgMax", x)).isEqualTo(1);
        assertThat(at0("ArgMin", NDArray.of(Shape.of(2), -BIG + 1, -BIG))).isEqualTo(1);
    }

    @Test
    void wrapWhenTheyAreCastToFewerBits() {
        NDArray x = NDArray.of(Shape.of(2), (1L << 32) + 7, -1L);
        NDArray y =
                ReferenceCall.run(OpCatalog.get("Cast"), Map.of("to", DType.INT32), List.of(x))
                        .get(0);
        assertThat((int[]) y.data()).isEqualTo(new int[] {7, -1});
        assertThat(x.cast(DType.UINT8).getWhole(1)).isEqualTo(255);
    }

    @Test
    void areFilledInWithAllTheirBits() {
        Map<String, ?> attrs = Map.of("shape", List.of(1), "value", BIG, "dtype", DType.INT64);
        NDArray filled = ReferenceCall.run(OpCatalog.get("ConstantFill"), attrs, List.of()).get(0);
        assertThat(filled.getWhole(0)).isEqualTo(BIG);
        NDArray like = NDArray.vector(0);
        Map<String, ?> values = Map.of("values", List.of(Long.MAX_VALUE));
        NDArray given =
                ReferenceCall.run(OpCatalog.get("GivenTensorInt64Fill"), values, List.of(like))
                        .get(0);
        assertThat(given.getWhole(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void areCountedSummedAndNegatedExactly() {
        assertThat(run("Iter", longs(BIG)).getWhole(0)).isEqualTo(BIG + 1);
        assertThat(run("Negative", longs(BIG)).getWhole(0)).isEqualTo(-BIG);
        assertThat(run("Abs", longs(-BIG)).getWhole(0)).isEqualTo(BIG);
        assertThat(run("Sign", longs(-BIG)).getWhole(0)).isEqualTo(-1);
        assertThat(run("SumElements", longs(BIG, -1)).getWhole(0)).isEqualTo(BIG - 1);
        for (String reduction : List.of("ReduceSum", "ReduceFrontSum", "ReduceBackSum")) {
            assertThat(run(reduction, longs(BIG, -1)).getWhole(0)).isEqualTo(BIG - 1);
        }
        assertThat(run("ReduceMean", longs(BIG, BIG + 2)).getWhole(0)).isEqualTo(BIG + 1);
        assertThat(run("ReduceFrontMax", longs(BIG - 1, BIG)).getWhole(0)).isEqualTo(BIG);
    }

    @Test
    void haveALeastThatIsTheMaximumOfNothing() {
        long[] least = {Integer.MIN_VALUE, Long.MIN_VALUE, 0, -128, 0, Short.MIN_VALUE, 0};
        List<DType> wholes =
                List.of(
                        DType.INT32,
                        DType.INT64,
                        DType.UINT8,
                        DType.INT8,
                        DType.UINT16,
                        DType.INT16,
                        DType.UINT32);
        for (int i = 0; i < least.length; i++) {
            NDArray nothing = NDArray.zeros(new ArrayType(wholes.get(i), Shape.of(0, 1)));
            assertThat(run("ReduceFrontMax", nothing).getWhole(0)).isEqualTo(least[i]);
        }
    }

    @Test
    void labelsOf64BitsAreNotCut() {
        NDArray scores = NDArray.of(Shape.of(1, 2), 0.25f, 0.75f);
        assertThat(run("LabelCrossEntropy", scores, longs(1)).get(0))
                .isEqualTo((float) -Math.log(0.75f));
        assertThatThrownBy(() -> run("LabelCrossEntropy", scores, longs((1L << 32) + 1)))
                .hasMessageContaining("found 4294967297 in row 0");
    }

    @Test
    void areNotDividedByZero() {
        assertThatThrownBy(() -> run("Div", longs(1), longs(0)))
                .hasMessageContaining("1 was divided by 0");
    }

    private static NDArray longs(long... numbers) {
        return NDArray.of(Shape.of(numbers.length), numbers);
    }

    private static long at0(String type, NDArray x) {
        Map<String, ?> attrs = Map.of("axis", 0);
        return ReferenceCall.run(OpCatalog.get(type), attrs, List.of(x)).get(0).getWhole(0);
    }

    private static NDArray run(String type, NDArray... inputs) {
        return ReferenceCall.run(OpCatalog.get(type), Map.of(), List.of(inputs)).get(0);
    }
}
