package org.duograph.lite.kernel;

import org.duograph.lite.model.Quantization;

/**
 * From 32-bit sums of products to int8: {@code round(sum * M) + zero}, cut to the activation's
 * bounds, with {@code M = scale(x) * scale(w) / scale(y)} for each output channel.
 *
 * <p>M, the sum and their product are in single precision, and what lies in the middle goes to the
 * even side: so TensorFlow Lite's default kernels (XNNPACK) round, whose bits these are.
 */
final class Requantizer {
    private final float[] multipliers;
    private final int zero;
    private final int least;
    private final int most;

    /**
     * For results that mean {@code y}.
     *
     * @param multipliers M for each channel, or one for all
     */
    Requantizer(float[] multipliers, Quantization y, Activation activation) {
        this.multipliers = multipliers;
        this.zero = y.zero();
        this.least = activation.least(y);
        this.most = activation.most(y);
    }

    /** M for each of {@code channels}, where the weights' scales may differ. */
    static float[] multipliers(Quantization x, Quantization w, Quantization y, int channels) {
        float[] all = new float[w.count() == 1 ? 1 : channels];
        for (int i = 0; i < all.length; i++) {
            all[i] = x.scale() * w.scale(i) / y.scale();
        }
        return all;
    }

    /** The int8 number of a sum in a channel. */
    int of(int sum, int channel) {
        float multiplier = multipliers[multipliers.length == 1 ? 0 : channel];
        double number = Math.rint(sum * multiplier) + zero;
        return (int) (number < least ? least : number > most ? most : number);
    }
}
