package org.duograph.session.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.duograph.session.proto.HistogramProto;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void countsTheNumbersOfEachBucket() {
        double[] numbers = new Random(1).doubles(1000, -3, 5).toArray();
        HistogramProto histogram = Histogram.of(numbers);
        double below = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < histogram.getBucketCount(); i++) {
            double limit = histogram.getBucketLimit(i);
            long inside = 0;
            for (double x : numbers) {
                inside += x >= below && x < limit ? 1 : 0;
            }
            assertThat(histogram.getBucket(i)).as("below " + limit).isEqualTo(inside);
            assertThat(limit).isGreaterThan(below);
            below = limit;
        }
        assertThat(histogram.getNum()).isEqualTo(1000);
    }

    @Test
    void saysWhatIsKnownOfAllNumbers() {
        HistogramProto histogram = Histogram.of(new double[] {1, -2, 4});
        assertThat(histogram.getMin()).isEqualTo(-2);
        assertThat(histogram.getMax()).isEqualTo(4);
        assertThat(histogram.getSum()).isEqualTo(3);
        assertThat(histogram.getSumSquares()).isEqualTo(21);
    }

    @Test
    void aLimitBelongsToTheBucketAboveIt() {
        HistogramProto histogram = Histogram.of(new double[] {0, 1e-12});
        int zero = histogram.getBucketLimitList().indexOf(1e-12);
        assertThat(histogram.getBucket(zero)).isEqualTo(1);
        assertThat(histogram.getBucketLimit(zero + 1)).isEqualTo(1e-12 * 1.1);
        assertThat(histogram.getBucket(zero + 1)).isEqualTo(1);
    }

    @Test
    void emptyBucketsSideBySideAreOne() {
        assertThat(Histogram.of(new double[0]).getBucketLimitList())
                .containsExactly(Double.MAX_VALUE);
        HistogramProto one = Histogram.of(new double[] {1});
        assertThat(one.getBucketCount()).isEqualTo(3);
        assertThat(one.getBucketList()).containsExactly(0.0, 1.0, 0.0);
    }

    @Test
    void theLargestNumbersHaveAPlaceAndOthersNone() {
        assertThat(Histogram.of(new double[] {Double.MAX_VALUE}).getBucketList()).contains(1.0);
        assertThatThrownBy(() -> Histogram.of(new double[] {1, Double.NaN}))
                .hasMessage("A histogram has no place for NaN, which is number 1 of 2");
    }
}
