package org.duograph.data;

/**
 * Puts pictures of one shape into another size: columns first, then rows. A new pixel is the
 * weighted mean of old ones, whose weights fall off linearly on both sides of its centre: over one
 * old pixel where the picture grows, over one new pixel where it shrinks, so that nothing is
 * skipped.
 */
final class Resampling {
    private final ImageShape from;

    Resampling(ImageShape from) {
        this.from = from;
    }

    byte[] to(int height, int width, byte[] pixels) {
        Weights columns = Weights.of(from.width(), width);
        Weights rows = Weights.of(from.height(), height);
        int lines = from.channels() * from.height();
        float[] wide = new float[lines * width];
        for (int line = 0; line < lines; line++) {
            for (int x = 0; x < width; x++) {
                float sum = 0;
                int first = line * from.width() + columns.first[x];
                for (int k = 0; k < columns.of[x].length; k++) {
                    sum += columns.of[x][k] * (pixels[first + k] & 0xff);
                }
                wide[line * width + x] = sum;
            }
        }
        byte[] result = new byte[from.channels() * height * width];
        for (int c = 0; c < from.channels(); c++) {
            for (int y = 0; y < height; y++) {
                int first = (c * from.height() + rows.first[y]) * width;
                for (int x = 0; x < width; x++) {
                    float sum = 0;
                    for (int k = 0; k < rows.of[y].length; k++) {
                        sum += rows.of[y][k] * wide[first + k * width + x];
                    }
                    result[(c * height + y) * width + x] = (byte) Math.round(sum);
                }
            }
        }
        return result;
    }

    /**
     * Of which old pixels each new one along a line is made.
     *
     * @param first the first of them
     * @param of their weights, which sum to 1
     */
    private record Weights(int[] first, float[][] of) {
        static Weights of(int old, int count) {
            double scale = (double) old / count;
            double reach = Math.max(1, scale);
            int[] first = new int[count];
            float[][] of = new float[count][];
            for (int i = 0; i < count; i++) {
                double centre = (i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - reach + 0.5));
                int end = Math.min(old, (int) (centre + reach + 0.5));
                of[i] = new float[end - first[i]];
                double sum = 0;
                for (int pass = 0; pass < 2; pass++) { // the second time, the sum is known
                    for (int k = 0; k < of[i].length; k++) {
                        double distance = Math.abs(first[i] + k + 0.5 - centre) / reach;
                        double weight = Math.max(0, 1 - distance);
                        sum += pass == 0 ? weight : 0;
                        of[i][k] = (float) (weight / sum);
                    }
                }
            }
            return new Weights(first, of);
        }
    }
}
