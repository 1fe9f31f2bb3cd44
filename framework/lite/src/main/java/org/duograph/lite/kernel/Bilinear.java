package org.duograph.lite.kernel;

/** RESIZE_BILINEAR: each pixel is a mean of the four that are next to its place. */
final class Bilinear {
    private final Tensor x;
    private final Tensor y;
    private final boolean corners;
    private final boolean centres;

    private Bilinear(Site site) {
        this.x = site.in(0);
        this.y = site.out(0);
        site.requireRank(x, 4);
        site.requireRank(y, 4);
        site.require(
                x.dim(0) == y.dim(0) && x.dim(3) == y.dim(3) && x.size > 0,
                "keeps images and channels, but gives " + y);
        this.corners = site.options().int8(2) != 0;
        this.centres = site.options().int8(3) != 0;
    }

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Bilinear bilinear = new Bilinear(site);
        Tensor x = bilinear.x;
        Tensor y = bilinear.y;
        if ((x.isFloat() && y.isFloat()) || (x.isInt8() && y.isInt8())) {
            return bilinear::run;
        }
        throw site.lacking();
    }

    private float place(int at, int in, int out) {
        float scale = corners && out > 1 ? (in - 1f) / (out - 1) : (float) in / out;
        return centres ? Math.max(0, (at + 0.5f) * scale - 0.5f) : at * scale;
    }

    private void run() {
        int c = x.dim(3);
        for (int n = 0; n < x.dim(0); n++) {
            for (int i = 0; i < y.dim(1); i++) {
                float row = place(i, x.dim(1), y.dim(1));
                int r0 = Math.min((int) row, x.dim(1) - 1);
                int r1 = Math.min(r0 + 1, x.dim(1) - 1);
                for (int j = 0; j < y.dim(2); j++) {
                    float column = place(j, x.dim(2), y.dim(2));
                    int s0 = Math.min((int) column, x.dim(2) - 1);
                    int s1 = Math.min(s0 + 1, x.dim(2) - 1);
                    int to = ((n * y.dim(1) + i) * y.dim(2) + j) * c;
                    for (int k = 0; k < c; k++) {
                        double above = mix(pixel(n, r0, s0, k), pixel(n, r0, s1, k), column - s0);
                        double below = mix(pixel(n, r1, s0, k), pixel(n, r1, s1, k), column - s0);
                        y.set(to + k, mix(above, below, row - r0));
                    }
                }
            }
        }
    }

    private double pixel(int n, int row, int column, int channel) {
        return x.real(((n * x.dim(1) + row) * x.dim(2) + column) * x.dim(3) + channel);
    }

    private static double mix(double a, double b, float share) {
        return a + (b - a) * share;
    }
}
