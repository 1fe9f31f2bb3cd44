package org.duograph.lite.kernel;

/**
 * LOCAL_RESPONSE_NORMALIZATION: {@code x / (bias + alpha * sum of squares)^beta}, the sum over the
 * channels at most {@code radius} away.
 */
final class LocalNormalization {
    private LocalNormalization() {}

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        if (!x.isFloat() || !y.isFloat()) {
            throw site.lacking();
        }
        site.requireRank(x, 4);
        int radius = site.options().int32(0, 0);
        float bias = site.options().float32(1, 0);
        float alpha = site.options().float32(2, 0);
        float beta = site.options().float32(3, 0);
        int c = x.dim(3);
        return () -> {
            for (int p = 0; p < x.size; p += c) {
                for (int i = 0; i < c; i++) {
                    double sum = 0;
                    for (int j = Math.max(0, i - radius); j <= Math.min(c - 1, i + radius); j++) {
                        double number = x.floats[x.at + p + j];
                        sum += number * number;
                    }
                    double scale = Math.pow(bias + alpha * sum, -beta);
                    y.floats[y.at + p + i] = (float) (x.floats[x.at + p + i] * scale);
                }
            }
        };
    }
}
