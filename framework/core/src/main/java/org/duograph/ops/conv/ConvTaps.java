package org.duograph.ops.conv;

import org.duograph.ops.view.MatrixProduct;
import org.duograph.ops.view.Window;

/**
 * Walks over a convolution: every filter tap meets every row of outputs that it reaches inside the
 * image.
 *
 * <p>A convolution and its two gradients visit the same triples (x, w, y); they differ only in
 * which of the three they add to. So the walk stands here once.
 */
final class ConvTaps {
    private final ConvGeometry g;
    private final int xChannel;
    private final int xRow;
    private final int yChannel;
    private final int yRow;

    /** Distance in X between neighbours of a row that {@link Row} visits. */
    private final int xStep;

    /** Distance in Y between neighbours of a row that {@link Row} visits. */
    private final int yStep;

    private final int xPixel;

    ConvTaps(ConvGeometry geometry) {
        g = inOneRow(geometry);
        xPixel = g.nhwc() ? g.c() : 1;
        yStep = g.nhwc() ? g.m() : 1;
        xChannel = g.nhwc() ? 1 : g.h() * g.w();
        yChannel = g.nhwc() ? 1 : g.oh() * g.ow();
        xRow = g.w() * xPixel;
        yRow = g.ow() * yStep;
        xStep = xPixel * g.window().strideW();
    }

    /** Where single pixels meet single pixels, the rows of an image may as well be one long row. */
    private static ConvGeometry inOneRow(ConvGeometry g) {
        if (!g.window().equals(new Window(1, 1, 1, 1, 0, 0, 0, 0, 1, 1))) {
            return g;
        }
        int pixels = g.h() * g.w();
        return new ConvGeometry(
                g.n(), g.c(), 1, pixels, g.m(), 1, pixels, g.group(), g.window(), g.nhwc());
    }

    /** One tap along one row: {@code count} outputs from y on, made of inputs from x on. */
    @FunctionalInterface
    private interface Row {
        void visit(int xAt, int wAt, int yAt, int count);
    }

    /** Visits all images and output channels. */
    private void forEachRow(Row row) {
        for (int n = 0; n < g.n(); n++) {
            for (int m = 0; m < g.m(); m++) {
                forEachRow(n, m, row);
            }
        }
    }

    /** Visits image {@code n} and output channel {@code m}. */
    private void forEachRow(int n, int m, Row row) {
        Window k = g.window();
        int cg = g.c() / g.group();
        int firstChannel = m / (g.m() / g.group()) * cg;
        for (int c = 0; c < cg; c++) {
            for (int u = 0; u < k.kh(); u++) {
                for (int v = 0; v < k.kw(); v++) {
                    int wAt =
                            g.nhwc()
                                    ? ((m * k.kh() + u) * k.kw() + v) * cg + c
                                    : ((m * cg + c) * k.kh() + u) * k.kw() + v;
                    tap(n, m, firstChannel + c, u, v, wAt, row);
                }
            }
        }
    }

    private void tap(int n, int m, int c, int u, int v, int wAt, Row row) {
        Window k = g.window();
        int shiftW = v * k.dilationW() - k.padLeft();
        int first = shiftW >= 0 ? 0 : (int) ((k.strideW() - 1L - shiftW) / k.strideW());
        int reach = g.w() - 1 - shiftW;
        int last = reach < 0 ? -1 : Math.min(g.ow() - 1, reach / k.strideW());
        if (first > last) {
            return;
        }
        for (int i = 0; i < g.oh(); i++) {
            int r = i * k.strideH() - k.padTop() + u * k.dilationH();
            if (r >= 0 && r < g.h()) {
                int xAt = n * g.c() * g.h() * g.w() + c * xChannel + r * xRow;
                int xFirst = xAt + (first * k.strideW() + shiftW) * xPixel;
                int yAt = n * g.m() * g.oh() * g.ow() + m * yChannel + i * yRow + first * yStep;
                row.visit(xFirst, wAt, yAt, last - first + 1);
            }
        }
    }

    /** The convolution: adds {@code x * w} to y. */
    void addY(double[] x, double[] w, double[] y) {
        forEachRow(
                (xAt, wAt, yAt, count) -> addScaled(x, xAt, xStep, w[wAt], y, yAt, yStep, count));
    }

    /** The convolution turned round: adds {@code y * w} to x. */
    void addX(double[] y, double[] w, double[] x) {
        forEachRow(
                (xAt, wAt, yAt, count) -> addScaled(y, yAt, yStep, w[wAt], x, xAt, xStep, count));
    }

    /** The correlation of both sides: adds {@code x * y} to w. */
    void addW(double[] x, double[] y, double[] w) {
        forEachRow(
                (xAt, wAt, yAt, count) -> {
                    double sum = 0;
                    for (int j = 0; j < count; j++) {
                        sum += x[xAt + j * xStep] * y[yAt + j * yStep];
                    }
                    w[wAt] += sum;
                });
    }

    private static void addScaled(
            double[] from,
            int fromAt,
            int fromStep,
            double factor,
            double[] to,
            int toAt,
            int toStep,
            int count) {
        if (fromStep == 1 && toStep == 1) { // the common case, which vector instructions can do
            MatrixProduct.addScaled(from, fromAt, factor, to, toAt, count);
            return;
        }
        for (int j = 0; j < count; j++) {
            to[toAt + j * toStep] += from[fromAt + j * fromStep] * factor;
        }
    }
}
