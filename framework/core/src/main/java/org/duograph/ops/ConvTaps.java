package org.duograph.ops;

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
    final int xStep;

    /** Distance in Y between neighbours of a row that {@link Row} visits. */
    final int yStep;

    ConvTaps(ConvGeometry g) {
        this.g = g;
        int xPixel = g.nhwc() ? g.c() : 1;
        yStep = g.nhwc() ? g.m() : 1;
        xChannel = g.nhwc() ? 1 : g.h() * g.w();
        yChannel = g.nhwc() ? 1 : g.oh() * g.ow();
        xRow = g.w() * xPixel;
        yRow = g.ow() * yStep;
        xStep = xPixel * g.window().strideW();
    }

    /** One tap along one row: {@code count} outputs from y on, made of inputs from x on. */
    @FunctionalInterface
    interface Row {
        void visit(int xAt, int wAt, int yAt, int count);
    }

    /** Visits all images and output channels. */
    void forEachRow(Row row) {
        for (int n = 0; n < g.n(); n++) {
            for (int m = 0; m < g.m(); m++) {
                forEachRow(n, m, row);
            }
        }
    }

    /** Visits image {@code n} and output channel {@code m}. */
    void forEachRow(int n, int m, Row row) {
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
        int first = shiftW >= 0 ? 0 : (-shiftW + k.strideW() - 1) / k.strideW();
        int reach = g.w() - 1 - shiftW;
        int last = reach < 0 ? -1 : Math.min(g.ow() - 1, reach / k.strideW());
        if (first > last) {
            return;
        }
        for (int i = 0; i < g.oh(); i++) {
            int r = i * k.strideH() - k.padTop() + u * k.dilationH();
            if (r >= 0 && r < g.h()) {
                int xAt = n * g.c() * g.h() * g.w() + c * xChannel + r * xRow;
                int xFirst = xAt + (first * k.strideW() + shiftW) * (xStep / k.strideW());
                int yAt = n * g.m() * g.oh() * g.ow() + m * yChannel + i * yRow + first * yStep;
                row.visit(xFirst, wAt, yAt, last - first + 1);
            }
        }
    }

    /** Sets output channel {@code m} of image {@code n} to one number. */
    void fillPlane(double[] y, int n, int m, double value) {
        int at = n * g.m() * g.oh() * g.ow() + m * yChannel;
        for (int i = 0; i < g.oh() * g.ow(); i++) {
            y[at + i * yStep] = value;
        }
    }
}
