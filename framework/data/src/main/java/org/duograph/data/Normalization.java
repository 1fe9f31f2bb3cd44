package org.duograph.data;

import java.io.IOException;
import java.util.Arrays;
import org.duograph.tensor.NDArray;

/**
 * The linear map from a byte to what a net is fed: {@code (byte / 255 - mean[c]) / deviation[c]}.
 *
 * @param mean per channel, of values scaled to [0, 1]
 * @param deviation per channel, of values scaled to [0, 1]; above 0
 */
public record Normalization(float[] mean, float[] deviation) {
    public Normalization {
        mean = mean.clone();
        deviation = deviation.clone();
        boolean positive = true;
        for (float d : deviation) {
            positive &= d > 0 && Float.isFinite(d);
        }
        if (mean.length != deviation.length || mean.length == 0 || !positive) {
            throw new IllegalArgumentException(
                    "A normalization needs a mean and a deviation above 0 for each channel, but got"
                            + " means "
                            + Arrays.toString(mean)
                            + " and deviations "
                            + Arrays.toString(deviation));
        }
    }

    /** Only scales to [0, 1]. */
    public static Normalization unit(int channels) {
        float[] ones = new float[channels];
        Arrays.fill(ones, 1);
        return new Normalization(new float[channels], ones);
    }

    /**
     * Makes {@code images} have mean 0 and deviation 1 in each channel. Take the training images,
     * for the test images too: a net must not know the test set's mean.
     *
     * @throws IOException if the images come from files that can't be read any more
     */
    public static Normalization of(Images images) throws IOException {
        int channels = images.shape().channels();
        int plane = images.shape().plane();
        long[][] histogram = new long[channels][256]; // exact, and the same in any order
        byte[] pixels = new byte[images.shape().size()];
        try (PixelReader reader = images.open()) {
            for (int n = 0; n < images.count(); n++) {
                reader.read(n, pixels);
                for (int c = 0; c < channels; c++) {
                    count(pixels, c * plane, plane, histogram[c]);
                }
            }
        }
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int c = 0; c < channels; c++) {
            double count = Math.max(1, (double) images.count() * plane);
            double sum = 0;
            double squares = 0;
            for (int v = 0; v < 256; v++) {
                sum += histogram[c][v] * (v / 255.0);
                squares += histogram[c][v] * (v / 255.0) * (v / 255.0);
            }
            double m = sum / count;
            double variance = squares / count - m * m;
            mean[c] = (float) m;
            deviation[c] = variance > 1e-12 ? (float) Math.sqrt(variance) : 1;
        }
        return new Normalization(mean, deviation);
    }

    private static void count(byte[] pixels, int from, int count, long[] histogram) {
        for (int i = from; i < from + count; i++) {
            histogram[pixels[i] & 0xff]++;
        }
    }

    /** The mean per channel, in a fresh array. */
    @Override
    public float[] mean() {
        return mean.clone();
    }

    /** The deviation per channel, in a fresh array. */
    @Override
    public float[] deviation() {
        return deviation.clone();
    }

    /** The mean per channel in bytes, 0 to 255: {@code (byte - mean) / deviation} normalises. */
    public float[] byteMean() {
        return times255(mean);
    }

    /** The deviation per channel in bytes. */
    public float[] byteDeviation() {
        return times255(deviation);
    }

    private static float[] times255(float[] numbers) {
        float[] bytes = numbers.clone();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] *= 255;
        }
        return bytes;
    }

    /** What each of the 256 bytes becomes in each channel: {@code [c][byte]}. */
    float[][] table() {
        float[][] table = new float[mean.length][256];
        for (int c = 0; c < mean.length; c++) {
            for (int v = 0; v < 256; v++) {
                table[c][v] = (v / 255f - mean[c]) / deviation[c];
            }
        }
        return table;
    }

    /** The way back, in a fresh array: 0 to 255 in float32, from normalised N x C x H x W. */
    public NDArray undo(NDArray images) {
        NDArray copy = images.copy();
        float[] values = copy.floats();
        int plane = images.shape().dim(2) * images.shape().dim(3);
        for (int i = 0; i < values.length; i++) {
            int c = i / plane % mean.length;
            values[i] = (values[i] * deviation[c] + mean[c]) * 255;
        }
        return copy;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Normalization n
                && Arrays.equals(mean, n.mean)
                && Arrays.equals(deviation, n.deviation);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(mean) + Arrays.hashCode(deviation);
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", deviation " + Arrays.toString(deviation);
    }
}
