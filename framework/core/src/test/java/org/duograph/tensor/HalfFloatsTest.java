package org.duograph.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {
    @Test
    void allNumbersOfBothFormatsComeBackAsTheyWere() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float half = HalfFloats.toFloat((short) bits);
            float bfloat = HalfFloats.bfloatToFloat((short) bits);
            if (!Float.isNaN(half)) {
                assertThat(HalfFloats.toHalf(half)).as("bits %x", bits).isEqualTo((short) bits);
            } else {
                assertThat(HalfFloats.toFloat(HalfFloats.toHalf(half))).isNaN();
            }
            if (!Float.isNaN(bfloat)) {
                assertThat(HalfFloats.toBfloat(bfloat)).as("bits %x", bits).isEqualTo((short) bits);
            } else {
                assertThat(HalfFloats.bfloatToFloat(HalfFloats.toBfloat(bfloat))).isNaN();
            }
        }
    }

    @Test
    void betweenTwoHalvesTheNearestIsTakenAndOfEquallyNearOnesTheEven() {
        neighbours(DType.FLOAT16, 0x7c00);
    }

    @Test
    void betweenTwoBfloatsTheNearestIsTakenAndOfEquallyNearOnesTheEven() {
        neighbours(DType.BFLOAT16, 0x7f80);
    }

    /** Below infinity all neighbours, and what lies a little off their middle on either side. */
    private static void neighbours(DType dtype, int infinity) {
        short[] two = new short[2];
        for (int bits = 0; bits + 1 < infinity; bits++) {
            two[0] = (short) bits;
            two[1] = (short) (bits + 1);
            double low = dtype.real(two, 0);
            double high = dtype.real(two, 1);
            double middle = (low + high) / 2;
            double even = bits % 2 == 0 ? low : high;
            DoubleUnaryOperator round = dtype::rounded;
            assertThat(round.applyAsDouble(middle)).as("middle %s", middle).isEqualTo(even);
            assertThat(round.applyAsDouble(Math.nextDown(middle))).isEqualTo(low);
            assertThat(round.applyAsDouble(Math.nextUp(middle))).isEqualTo(high);
            assertThat(round.applyAsDouble(-Math.nextUp(middle))).isEqualTo(-high);
        }
    }

    @Test
    void whatIsTooLargeBecomesInfinite() {
        assertThat(DType.FLOAT16.rounded(65504)).isEqualTo(65504);
        assertThat(DType.FLOAT16.rounded(Math.nextDown(65520.0))).isEqualTo(65504);
        assertThat(DType.FLOAT16.rounded(65520)).isInfinite();
        assertThat(DType.FLOAT16.rounded(-1e300)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(DType.BFLOAT16.rounded(Float.MAX_VALUE)).isInfinite();
        assertThat(DType.BFLOAT16.rounded(1e38)).isFinite();
    }

    @Test
    void aDoubleIsRoundedOnceNotByWayOfFloat() {
        double justAboveTheMiddle = 1 + 0x1p-11 + 0x1p-40; // as a float it is the middle
        assertThat((float) justAboveTheMiddle).isEqualTo((float) (1 + 0x1p-11));
        assertThat(DType.FLOAT16.rounded(justAboveTheMiddle)).isEqualTo(1 + 0x1p-10);
    }

    @Test
    void theSmallestSurviveAndHalfOfThemDoNot() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1000; i++) {
            double tiny = random.nextDouble() * 0x1p-25;
            assertThat(DType.FLOAT16.rounded(tiny)).isZero();
            assertThat(DType.FLOAT16.rounded(0x1p-25 + tiny + Double.MIN_NORMAL))
                    .isEqualTo(tiny == 0 ? 0 : 0x1p-24);
        }
    }
}
