package org.duograph.lite.convert;

/** Weights as int8, from -127 to 127 around 0, with a scale for each output channel. */
final class Weights {
    private static final int MOST = 127;
    private static final double LARGEST_BIAS = 1 << 30;

    private Weights() {}

    /**
     * The scale of each of {@code m} channels.
     *
     * <p>A channel of small weights and a large bias has a larger one, so that its bias fits into
     * 32 bits; one of no weights at all has that of the others.
     *
     * @param last whether channels stand last in the weights, rather than first
     * @param bias one number for each channel
     * @param scaleX the scale of the numbers that are multiplied
     */
    static float[] scales(float[] weights, int m, boolean last, float[] bias, double scaleX) {
        float[] scales = new float[m];
        int each = weights.length / m;
        float greatest = 0;
        for (int i = 0; i < weights.length; i++) {
            int channel = last ? i % m : i / each;
            scales[channel] = Math.max(scales[channel], Math.abs(weights[i]) / MOST);
            greatest = Math.max(greatest, scales[channel]);
        }
        for (int o = 0; o < m; o++) {
            float least = (float) (Math.abs(bias[o]) / (scaleX * LARGEST_BIAS));
            scales[o] = scales[o] == 0 ? (greatest == 0 ? 1 : greatest) : scales[o];
            scales[o] = Math.max(scales[o], least);
        }
        return scales;
    }

    /** The weights by their scales: one for each channel, or one for all. */
    static byte[] quantized(float[] weights, int m, boolean last, float[] scales) {
        byte[] whole = new byte[weights.length];
        int each = weights.length / m;
        for (int i = 0; i < whole.length; i++) {
            int channel = last ? i % m : i / each;
            float scale = scales[scales.length == 1 ? 0 : channel];
            long nearest = Math.round((double) weights[i] / scale);
            whole[i] = (byte) Math.max(-MOST, Math.min(MOST, nearest));
        }
        return whole;
    }
}
