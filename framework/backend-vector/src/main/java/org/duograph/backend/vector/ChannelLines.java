package org.duograph.backend.vector;

/**
 * Sums over pixels, and maps of pixels, whose channels have numbers of their own: means, factors.
 * Loops go over lines of several pixels at a time, for those of one pixel would be short where
 * channels are few; so the channels' numbers stand repeated, a line of them.
 *
 * <p>A block of lines is added up in float, blocks in double, always in the same order.
 */
final class ChannelLines {
    private static final boolean VECTORS = Engine.hasVectors();

    /** A line has about so many numbers. */
    private static final int LINE = 512;

    /** Lines of a block: it stays in a near cache, and a float sum of so few is exact enough. */
    private static final int LINES = 16;

    private static final int MOST_PARTS = 16;

    private final int c;
    private final int width; // numbers of a line
    private final int block; // pixels
    private final int pixels;

    ChannelLines(int c, int pixels) {
        this.c = c;
        int each = Math.max(1, Math.min(pixels, LINE / c));
        this.width = each * c;
        this.block = each * LINES;
        this.pixels = pixels;
    }

    /** Numbers of a line. */
    int width() {
        return width;
    }

    /** Parts that are worth to be shared, whoever does them. */
    int parts() {
        return Math.max(1, Math.min(MOST_PARTS, pixels / (2 * block)));
    }

    /** The first pixel of a part. */
    int first(int part) {
        return (int) ((long) pixels * part / parts());
    }

    /** Repeats the channels' numbers, which begin the line, up to its end. */
    void repeat(float[] s, int at) {
        for (int i = at + c; i < at + width; i += c) {
            System.arraycopy(s, at, s, i, c);
        }
    }

    /** Adds up what stands in a line for a channel. */
    private double fold(float[] s, int at, int channel) {
        double sum = 0;
        for (int i = at + channel; i < at + width; i += c) {
            sum += s[i];
        }
        return sum;
    }

    /**
     * Means, and sums of squares of what differs from them, over the pixels {@code first} to before
     * {@code last}: of each block by itself, and put together as Chan, Golub and LeVeque do (1979),
     * so that nothing is lost where the mean is large.
     *
     * @param s scratch memory for two lines
     * @param sums where the means go, and after them the sums of squares
     */
    void moments(
            float[] x, int from, int first, int last, float[] s, int free, double[] sums, int at) {
        java.util.Arrays.fill(sums, at, at + 2 * c, 0);
        int squares = free + width;
        for (int p = first; p < last; p += block) {
            int count = Math.min(block, last - p);
            int begin = from + p * c;
            int end = begin + count * c;
            java.util.Arrays.fill(s, free, free + 2 * width, 0);
            for (int i = begin; i < end; i += width) {
                Loops.add(x, i, s, free, Math.min(width, end - i));
            }
            for (int k = 0; k < c; k++) {
                s[free + k] = (float) (fold(s, free, k) / count);
            }
            repeat(s, free);
            for (int i = begin; i < end; i += width) {
                int some = Math.min(width, end - i);
                if (VECTORS) {
                    VectorNorms.addSquares(x, i, s, free, s, squares, some);
                } else {
                    PlainNorms.addSquares(x, i, s, free, s, squares, some);
                }
            }
            merge(s, free, squares, p - first, count, sums, at);
        }
    }

    private void merge(
            float[] s, int means, int squares, int before, int count, double[] sums, int at) {
        double share = (double) count / (before + count);
        for (int k = 0; k < c; k++) {
            double apart = s[means + k] - sums[at + k];
            sums[at + k] += apart * share;
            sums[at + c + k] += fold(s, squares, k) + apart * apart * before * share;
        }
    }

    /** Puts the moments of all parts, which stand one after the other, together in the first. */
    void mergeParts(double[] sums) {
        for (int part = 1; part < parts(); part++) {
            int before = first(part);
            int count = first(part + 1) - before;
            double share = (double) count / (before + count);
            int at = part * 2 * c;
            for (int k = 0; k < c; k++) {
                double apart = sums[at + k] - sums[k];
                sums[k] += apart * share;
                sums[c + k] += sums[at + c + k] + apart * apart * before * share;
            }
        }
    }

    /**
     * Sums of dY, and of dY times what X differs from its mean.
     *
     * @param y what Relu gave, which hides dY where it is not positive, or null
     * @param s a line of means at {@code means}, and scratch memory for two lines at {@code free}
     * @param sums where the sums of dY go, and after them the others
     */
    void dots(
            float[] x,
            int from,
            float[] dY,
            int dFrom,
            float[] y,
            int yFrom,
            int first,
            int last,
            float[] s,
            int means,
            int free,
            double[] sums,
            int at) {
        java.util.Arrays.fill(sums, at, at + 2 * c, 0);
        for (int p = first; p < last; p += block) {
            int end = Math.min(p + block, last) * c;
            java.util.Arrays.fill(s, free, free + 2 * width, 0);
            for (int i = p * c; i < end; i += width) {
                int count = Math.min(width, end - i);
                if (y == null) {
                    Loops.add(dY, dFrom + i, s, free, count);
                    if (VECTORS) {
                        VectorNorms.addDots(
                                x, from + i, dY, dFrom + i, s, means, free + width, count);
                    } else {
                        PlainNorms.addDots(
                                x, from + i, dY, dFrom + i, s, means, free + width, count);
                    }
                } else {
                    if (VECTORS) {
                        VectorNorms.addMasked(
                                x, from + i, dY, dFrom + i, y, yFrom + i, s, means, free, width,
                                count);
                    } else {
                        PlainNorms.addMasked(
                                x, from + i, dY, dFrom + i, y, yFrom + i, s, means, free, width,
                                count);
                    }
                }
            }
            for (int k = 0; k < c; k++) {
                sums[at + k] += fold(s, free, k);
                sums[at + c + k] += fold(s, free + width, k);
            }
        }
    }

    /** {@code y = (x - mean) * factor + bias}, each a line in {@code s}, one after the other. */
    void normalise(
            float[] x,
            int from,
            int first,
            int last,
            float[] s,
            int lines,
            float[] y,
            int to,
            boolean relu) {
        for (int i = first * c; i < last * c; i += width) {
            int count = Math.min(width, last * c - i);
            int factors = lines + width;
            if (VECTORS) {
                VectorNorms.normalise(
                        x, from + i, s, lines, factors, factors + width, y, to + i, count, relu);
            } else {
                PlainNorms.normalise(
                        x, from + i, s, lines, factors, factors + width, y, to + i, count, relu);
            }
        }
    }

    /**
     * {@code dX = (dY - constant - (x - mean) * along) * factor}; mean, factor, constant and along
     * are lines in {@code s}.
     */
    void gradX(
            float[] x,
            int from,
            float[] dY,
            int dFrom,
            float[] y,
            int yFrom,
            int first,
            int last,
            float[] s,
            int lines,
            float[] dX,
            int to) {
        for (int i = first * c; i < last * c; i += width) {
            int count = Math.min(width, last * c - i);
            if (VECTORS) {
                VectorNorms.project(
                        x, from + i, dY, dFrom + i, y, yFrom + i, s, lines, width, dX, to + i,
                        count);
            } else {
                PlainNorms.project(
                        x, from + i, dY, dFrom + i, y, yFrom + i, s, lines, width, dX, to + i,
                        count);
            }
        }
    }
}
