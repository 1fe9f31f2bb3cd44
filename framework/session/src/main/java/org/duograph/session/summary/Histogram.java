package org.duograph.session.summary;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.duograph.session.proto.HistogramProto;

/**
 * Counts how many of some numbers lie where. The buckets are TensorFlow's: each a tenth wider than
 * the one before, from 1e-12 to 1e20 and the same below zero.
 */
public final class Histogram {
    private static final double[] LIMITS = limits();

    private Histogram() {}

    private static double[] limits() {
        DoubleStream.Builder all = DoubleStream.builder();
        for (double v = 1e-12; v < 1e20; v *= 1.1) {
            all.add(v);
        }
        double[] above = all.add(Double.MAX_VALUE).build().toArray();
        double[] limits = new double[2 * above.length + 1]; // the middle one is 0
        for (int i = 0; i < above.length; i++) {
            limits[above.length + 1 + i] = above[i];
            limits[above.length - 1 - i] = -above[i];
        }
        return limits;
    }

    /**
     * The histogram of some numbers. Buckets in which there is none are put together where they lie
     * side by side.
     *
     * @throws IllegalArgumentException if one is infinite or not a number
     */
    public static HistogramProto of(double[] numbers) {
        double[] counts = new double[LIMITS.length];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < numbers.length; i++) {
            double x = numbers[i];
            if (!Double.isFinite(x)) {
                throw new IllegalArgumentException(
                        "A histogram has no place for %s, which is number %d of %d"
                                .formatted(x, i, numbers.length));
            }
            counts[bucket(x)]++;
            sum += x;
            squares += x * x;
        }
        HistogramProto.Builder histogram =
                HistogramProto.newBuilder()
                        .setMin(Arrays.stream(numbers).min().orElse(0))
                        .setMax(Arrays.stream(numbers).max().orElse(0))
                        .setNum(numbers.length)
                        .setSum(sum)
                        .setSumSquares(squares);
        for (int i = 0; i < counts.length; i++) {
            boolean emptyBeforeEmpty =
                    counts[i] == 0 && i + 1 < counts.length && counts[i + 1] == 0;
            if (!emptyBeforeEmpty) {
                histogram.addBucketLimit(LIMITS[i]).addBucket(counts[i]);
            }
        }
        return histogram.build();
    }

    /** The first bucket whose limit is larger. */
    private static int bucket(double x) {
        int found = Arrays.binarySearch(LIMITS, x);
        return Math.min(found >= 0 ? found + 1 : -found - 1, LIMITS.length - 1);
    }
}
