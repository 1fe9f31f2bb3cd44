package org.duograph.backend.vector;

import org.duograph.ops.conv.ConvGeometry;
import org.duograph.ops.view.Window;

/**
 * The pixels under the window of a convolution as a row of a matrix, which makes the convolution a
 * product of matrices: a row for each output pixel, kh &middot; kw &middot; C/group numbers long,
 * zero beyond the image's border. With channels last a row of the window is one stretch of memory.
 */
final class ImageRows {
    private final ConvGeometry g;
    private final Window k;
    private final int channels; // of a group
    private final int size;

    ImageRows(ConvGeometry g) {
        this.g = g;
        this.k = g.window();
        this.channels = g.c() / g.group();
        this.size = k.kh() * k.kw() * channels;
    }

    /** Numbers of a row. */
    int size() {
        return size;
    }

    /** How many rows there are: the output pixels of all images. */
    int count() {
        return g.n() * g.oh() * g.ow();
    }

    /** Whether pixels are rows as they stand. */
    boolean isPlain() {
        return k.kh() == 1
                && k.kw() == 1
                && k.strideH() == 1
                && k.strideW() == 1
                && k.padTop() == 0
                && k.padLeft() == 0
                && k.padBottom() == 0
                && k.padRight() == 0
                && g.group() == 1;
    }

    /** Fills rows {@code first} to before {@code last} of a group from the images. */
    void gather(float[] x, int from, int group, int first, int last, float[] rows, int to) {
        for (int p = first; p < last; p++) {
            int image = p / (g.oh() * g.ow());
            int top = p / g.ow() % g.oh() * k.strideH() - k.padTop();
            int left = p % g.ow() * k.strideW() - k.padLeft();
            int start = from + image * g.h() * g.w() * g.c() + group * channels;
            int at = to + (p - first) * size;
            for (int i = 0; i < k.kh(); i++) {
                int y = top + i * k.dilationH();
                int line = start + y * g.w() * g.c();
                boolean inside = y >= 0 && y < g.h();
                for (int j = 0; j < k.kw(); ) {
                    int length = stretch(left, j);
                    int c = left + j * k.dilationW();
                    if (inside && c >= 0 && c < g.w()) {
                        System.arraycopy(x, line + c * g.c(), rows, at, length * channels);
                    } else {
                        java.util.Arrays.fill(rows, at, at + length * channels, 0);
                    }
                    at += length * channels;
                    j += length;
                }
            }
        }
    }

    /** Cells of the window from the j-th on that stand together, all inside the image or none. */
    private int stretch(int left, int j) {
        if (k.dilationW() > 1 || channels < g.c()) {
            return 1;
        }
        int c = left + j;
        int rest = k.kw() - j;
        if (c < 0) {
            return Math.min(rest, -c);
        }
        return c >= g.w() ? rest : Math.min(rest, g.w() - c);
    }

    /**
     * Adds rows of a group to the pixels that they were taken from.
     *
     * @param step how far apart rows begin
     */
    void scatter(
            float[] rows, int from, int step, int group, int first, int last, float[] x, int to) {
        for (int p = first; p < last; p++) {
            int image = p / (g.oh() * g.ow());
            int top = p / g.ow() % g.oh() * k.strideH() - k.padTop();
            int left = p % g.ow() * k.strideW() - k.padLeft();
            int start = to + image * g.h() * g.w() * g.c() + group * channels;
            int at = from + (p - first) * step;
            for (int i = 0; i < k.kh(); i++) {
                int y = top + i * k.dilationH();
                int line = start + y * g.w() * g.c();
                boolean inside = y >= 0 && y < g.h();
                for (int j = 0; j < k.kw(); ) {
                    int length = stretch(left, j);
                    int c = left + j * k.dilationW();
                    if (inside && c >= 0 && c < g.w()) {
                        Loops.add(rows, at, x, line + c * g.c(), length * channels);
                    }
                    at += length * channels;
                    j += length;
                }
            }
        }
    }
}
