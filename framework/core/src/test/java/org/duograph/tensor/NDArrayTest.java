package org.duograph.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.duograph.graph.ReferenceCall;
import org.duograph.ops.copy.Cast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NDArrayTest {
    private static NDArray of(DType dtype, double... numbers) {
        return NDArray.of(Shape.of(numbers.length), numbers).cast(dtype);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void everyElementTypeIsReadAndWrittenInItsOwnArray(DType dtype) {
        NDArray array = NDArray.zeros(new ArrayType(dtype, Shape.of(2)));
        assertThat(array.data()).isInstanceOf(dtype.arrayClass());
        array.setText(1, dtype.isFloating() ? "1.0" : "1");
        assertThat(array.getText(1)).isEqualTo(dtype.isFloating() ? "1.0" : "1");
        assertThat(array.copy()).isEqualTo(array);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
    void numbersComeBackFromBytesInEitherOrder(DType dtype) {
        NDArray array = of(dtype, 0, 1, 100, 1, 0);
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            ByteBuffer bytes = ByteBuffer.allocate(1 + 3 * dtype.bytes()).order(order).position(1);
            dtype.put(array.data(), 1, 3, bytes);
            assertThat(bytes.hasRemaining()).isFalse();
            NDArray back = NDArray.zeros(array.type());
            dtype.get(bytes.position(1), back.data(), 1, 3);
            assertThat(bytes.hasRemaining()).isFalse();
            assertThat(back).isEqualTo(array);
        }
    }

    @Test
    void anElementIsNamedByItsIndices() {
        NDArray x = NDArray.of(Shape.of(2, 1, 3), 0f, 1, 2, 3, 4, 5);
        assertThat(x.get(1, 0, 2)).isEqualTo(5);
        assertThat(x.reshape(2, 3).get(1, 0)).isEqualTo(3);
        for (int[] more : new int[][] {{}, {3}, {-1}, {0, 0}}) {
            assertThatThrownBy(() -> x.get(1, 0, more))
                    .isInstanceOf(IndexOutOfBoundsException.class)
                    .hasMessageContaining("A float32 2x1x3 array has no element [1, 0");
        }
        assertThatThrownBy(() -> x.get(0, 1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void aSliceIsACopyOfAPartOfAnAxis(DType dtype) {
        NDArray x = of(dtype, 0, 1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1).reshape(2, 3, 2);
        NDArray middle = of(dtype, 0, 1, 0, 0).reshape(2, 1, 2);
        assertThat(x.slice(1, 1, 2)).isEqualTo(middle);
        assertThat(x.slice(-2, 1, 2)).isEqualTo(middle);
        assertThat(x.slice(0, 0, 2)).isEqualTo(x).isNotSameAs(x);
        assertThat(x.slice(2, 1, 1).shape()).isEqualTo(Shape.of(2, 3, 0));
        assertThat(x.row(1)).isEqualTo(of(dtype, 1, 1, 0, 0, 0, 1).reshape(3, 2));
        assertThat(x.row(1).row(0).row(1)).isEqualTo(of(dtype, 1).reshape());
        x.slice(0, 0, 2).setText(0, "1");
        assertThat(x.row(0).row(0)).isEqualTo(of(dtype, 0, 1));
        assertThatThrownBy(() -> x.slice(1, 2, 4))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("array has no elements from 2 to 4; it has 3");
    }

    @Test
    void theLargestNumberAlongAnAxisIsFound() {
        NDArray x = NDArray.of(Shape.of(2, 3), 1f, 5, 5, 4, 3, Float.NaN);
        assertThat(x.argMax(1)).isEqualTo(NDArray.of(Shape.of(2), 1L, 0));
        assertThat(x.argMax(-2)).isEqualTo(NDArray.of(Shape.of(3), 1L, 0, 0));
        NDArray cube = NDArray.of(Shape.of(2, 2, 2), 1f, 2, 3, 1, 0, 9, 8, 7);
        assertThat(cube.argMax(1)).isEqualTo(NDArray.of(Shape.of(2, 2), 1L, 0, 1, 0));
        NDArray large = NDArray.of(Shape.of(2), Long.MAX_VALUE - 1, Long.MAX_VALUE);
        assertThat(large.argMax(0).item()).isEqualTo(1);
        assertThatThrownBy(() -> NDArray.ofTexts(Shape.of(1), "a").argMax(0))
                .hasMessageContaining("A string 1 array has no largest number along axis 0");
        assertThatThrownBy(() -> NDArray.of(Shape.of(1, 0), new float[0]).argMax(1))
                .hasMessageContaining("A float32 1x0 array has no largest number along axis 1");
    }

    @Test
    void theOrderOfBytesIsTheBuffers() {
        NDArray one = NDArray.of(Shape.of(1), 1);
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN);
        DType.INT32.put(one.data(), 0, 1, bytes);
        assertThat(bytes.array()).containsExactly(0, 0, 0, 1);
        DType.INT32.put(one.data(), 0, 1, bytes.clear().order(ByteOrder.LITTLE_ENDIAN));
        assertThat(bytes.array()).containsExactly(1, 0, 0, 0);
        DType.INT32.get(bytes.clear().order(ByteOrder.BIG_ENDIAN), one.data(), 0, 1);
        assertThat(one.getWhole(0)).isEqualTo(1 << 24);
    }

    @Test
    void aTruthValueIsAnyByteButZero() {
        NDArray truths = NDArray.zeros(new ArrayType(DType.BOOL, Shape.of(4)));
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0, 1, 2, -1});
        DType.BOOL.get(bytes.position(1), truths.data(), 0, 4);
        assertThat(bytes.hasRemaining()).isFalse();
        assertThat((byte[]) truths.data()).containsExactly(0, 1, 1, 1);
    }

    @Test
    void typesAndShapesAreReadAsTheyAreWritten() {
        for (DType dtype : DType.values()) {
            for (Shape shape : new Shape[] {Shape.SCALAR, Shape.of(0), Shape.of(64, 3, 1)}) {
                ArrayType type = new ArrayType(dtype, shape);
                assertThat(ArrayType.parse(type.toString())).isEqualTo(type);
            }
        }
        for (String no :
                new String[] {"float32", "float3 2", "float32 2x", "float32 +2", "int8 2 3"}) {
            assertThatThrownBy(() -> ArrayType.parse(no))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("one is written like this");
        }
        for (String large : new String[] {"65536x65536x65536x65536", "99999999999"}) {
            assertThatThrownBy(() -> ArrayType.parse("float32 " + large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2^");
        }
    }

    @Test
    void unsignedNumbersAreWidenedAsSuch() {
        assertThat(of(DType.UINT8, 255).getWhole(0)).isEqualTo(255);
        assertThat(of(DType.UINT16, 65535).get(0)).isEqualTo(65535);
        assertThat(of(DType.UINT32, 4294967295.0).getWhole(0)).isEqualTo(4294967295L);
        assertThat(NDArray.of(Shape.of(1), -1L).cast(DType.UINT32).getWhole(0))
                .isEqualTo(4294967295L);
    }

    @Test
    void numbersAreCutRoundedOrWrappedToTheTypeTheyAreCastTo() {
        assertThat(of(DType.INT8, 257, -1.9).toDoubles()).containsExactly(1, -1);
        assertThat(of(DType.BOOL, 0.5, 0, -3).toDoubles()).containsExactly(1, 0, 1);
        assertThat(of(DType.FLOAT16, 2049, 1e6).toDoubles())
                .containsExactly(2048, Double.POSITIVE_INFINITY);
        assertThat(of(DType.BFLOAT16, 257).toDoubles()).containsExactly(256);
    }

    /** A little more or less than the middle of two neighbours; in a double it is the middle. */
    @ParameterizedTest
    @CsvSource({"FLOAT32, 54, 30", "BFLOAT16, 62, 54", "BFLOAT16, 55, 47"})
    void aWholeNumberIsRoundedOnceNotByWayOfDouble(DType to, int power, int half) {
        double low = Math.scalb(1.0, power);
        double high = low + Math.scalb(2.0, half);
        long middle = (1L << power) + (1L << half);
        NDArray numbers =
                NDArray.of(Shape.of(5), middle, middle + 1, -middle - 1, middle - 1, 1 - middle);
        double[] nearest = {low, high, -high, low, -low};
        assertThat(numbers.cast(to).toDoubles()).isEqualTo(nearest);
        NDArray cast = ReferenceCall.run(Cast.OP, Map.of("to", to), List.of(numbers)).get(0);
        assertThat(cast.toDoubles()).isEqualTo(nearest);
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = "STRING", mode = EnumSource.Mode.EXCLUDE)
    void theOperatorCastGivesWhatCastGives(DType to) {
        NDArray reals = of(DType.FLOAT64, 3e9, -3e9, 1e30, 0.5, -1.9, 300.7, Double.NaN);
        NDArray wholes = NDArray.of(Shape.of(4), Long.MIN_VALUE, Long.MAX_VALUE, -129, 65536 + 7);
        for (NDArray x : new NDArray[] {reals, wholes}) {
            assertThat(ReferenceCall.run(Cast.OP, Map.of("to", to), List.of(x)))
                    .containsExactly(x.cast(to));
        }
        assertThat(of(DType.INT32, 3e9).getWhole(0)).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({
        "float32, 0.1, 0.1",
        "float32, 1, 1.0",
        "float32, 16777216, 16777216.0",
        "float32, 1e-5, 1e-05",
        "float32, -1.5e20, -1.5e+20",
        "float32, 2e-44, 2e-44",
        "float64, 0.1, 0.1",
        "float64, 2e23, 2e+23",
        "float64, 1e16, 1e+16",
        "float64, 1234567890123456, 1234567890123456.0",
        "float16, 0.1, 0.1",
        "float16, 2051, 2052.0",
        "bfloat16, 3.14159, 3.14",
        "float64, -0.0, -0.0",
        "float64, infinity, inf",
        "float64, NaN, nan",
        "int8, -128, -128",
        "uint32, 4294967295, 4294967295",
        "int64, 9223372036854775807, 9223372036854775807"
    })
    void numbersAreWrittenWithAsFewDigitsAsTellThem(String type, String given, String text) {
        DType dtype = DType.valueOf(type.toUpperCase(java.util.Locale.ROOT));
        NDArray number = NDArray.ofTexts(Shape.of(1), given).cast(dtype);
        NDArray written = number.cast(DType.STRING);
        assertThat(written.texts()).containsExactly(text);
        assertThat(written.cast(dtype)).isEqualTo(number);
    }

    @Test
    void aTextThatSaysNoNumberOfTheTypeIsNamed() {
        NDArray texts = NDArray.ofTexts(Shape.of(1), "0x10");
        assertThatThrownBy(() -> texts.cast(DType.FLOAT32)).hasMessageContaining("\"0x10\"");
        texts.setText(0, "300");
        assertThatThrownBy(() -> texts.cast(DType.UINT8)).hasMessageContaining("uint8 can hold");
        texts.setText(0, "9223372036854775808");
        assertThatThrownBy(() -> texts.cast(DType.INT64)).hasMessageContaining("int64 can hold");
        texts.setText(0, "1.5");
        assertThatThrownBy(() -> texts.cast(DType.INT32)).hasMessageContaining("whole number");
        assertThatThrownBy(() -> texts.cast(DType.BOOL)).hasMessageContaining("int32 first");
        assertThatThrownBy(() -> texts.get(0)).hasMessageContaining("texts, not numbers");
    }

    @Test
    void anArrayOfMoreThan2To31ElementsIsRefusedInWords() {
        ArrayType type = new ArrayType(DType.INT8, Shape.of(1 << 16, 1 << 15));
        assertThatThrownBy(() -> NDArray.zeros(type))
                .hasMessageContaining("2,147,483,648 elements; 2^31 - 1 are the most");
    }

    @Test
    void textsArePrintedInQuotes() {
        NDArray texts = NDArray.ofTexts(Shape.of(2), "cat", "");
        assertThat(texts).hasToString("string 2 [\"cat\", \"\"]");
        assertThat(texts.reshape(1, 2).shape()).isEqualTo(Shape.of(1, 2));
        assertThat(texts.hashCode()).isEqualTo(texts.copy().hashCode());
    }
}
