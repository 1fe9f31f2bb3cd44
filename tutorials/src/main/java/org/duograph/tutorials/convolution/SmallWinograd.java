package org.duograph.tutorials.convolution;

/** Winograd's way on a few numbers, to be followed by hand. */
final class SmallWinograd {
    private SmallWinograd() {}

    // tag::definition[]
    /** Two outputs of a filter of three taps, as the definition says: six multiplications. */
    static float[] definition(float[] d, float[] g) {
        return new float[] {
            d[0] * g[0] + d[1] * g[1] + d[2] * g[2], d[1] * g[0] + d[2] * g[1] + d[3] * g[2]
        };
    }

    // end::definition[]

    // tag::two[]
    /** The same by four; what is made of the filter alone is made once for all pixels. */
    static float[] two(float[] d, float[] g) {
        float[] u = {g[0], (g[0] + g[1] + g[2]) / 2, (g[0] - g[1] + g[2]) / 2, g[2]};
        float m0 = (d[0] - d[2]) * u[0];
        float m1 = (d[1] + d[2]) * u[1];
        float m2 = (d[2] - d[1]) * u[2];
        float m3 = (d[1] - d[3]) * u[3];
        return new float[] {m0 + m1 + m2, m1 - m2 - m3};
    }

    // end::two[]

    // tag::matrices[]
    private static final double[][] B = { // transposed
        {4, 0, -5, 0, 1, 0},
        {0, -4, -4, 1, 1, 0},
        {0, 4, -4, -1, 1, 0},
        {0, -2, -1, 2, 1, 0},
        {0, 2, -1, -2, 1, 0},
        {0, 4, 0, -5, 0, 1}
    };
    private static final double[][] G = {
        {1 / 4., 0, 0},
        {-1 / 6., -1 / 6., -1 / 6.},
        {-1 / 6., 1 / 6., -1 / 6.},
        {1 / 24., 1 / 12., 1 / 6.},
        {1 / 24., -1 / 12., 1 / 6.},
        {0, 0, 1}
    };
    private static final double[][] A = { // transposed
        {1, 1, 1, 1, 1, 0},
        {0, 1, -1, 2, -2, 0},
        {0, 1, 1, 4, 4, 0},
        {0, 1, -1, 8, -8, 1}
    };

    // end::matrices[]

    // tag::tile[]
    /** A tile of 4 x 4 outputs from 6 x 6 pixels and a filter of 3 x 3, by 36 multiplications. */
    static double[][] tile(double[][] d, double[][] g) {
        double[][] v = bothWays(B, d);
        double[][] u = bothWays(G, g);
        double[][] m = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                m[i][j] = u[i][j] * v[i][j]; // <1>
            }
        }
        return bothWays(A, m);
    }

    /** T x T': the map down the columns, then along the rows. */
    private static double[][] bothWays(double[][] t, double[][] x) {
        return transposed(product(t, transposed(product(t, x))));
    }

    // end::tile[]

    /** The same tile as the definition says, by 144. */
    static double[][] tileByDefinition(double[][] d, double[][] g) {
        double[][] y = new double[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                for (int r = 0; r < 3; r++) {
                    for (int s = 0; s < 3; s++) {
                        y[i][j] += d[i + r][j + s] * g[r][s];
                    }
                }
            }
        }
        return y;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] y = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    y[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return y;
    }

    private static double[][] transposed(double[][] x) {
        double[][] y = new double[x[0].length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j][i] = x[i][j];
            }
        }
        return y;
    }
}
