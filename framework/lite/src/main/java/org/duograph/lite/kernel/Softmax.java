package org.duograph.lite.kernel;

/** SOFTMAX along the last axis: {@code exp(beta * x)}, divided by the row's sum. */
final class Softmax {
    private Softmax() {}

    /** The kernel of an operation. */
    static Kernel of(Site site) {
        Tensor x = site.in(0);
        Tensor y = site.out(0);
        float beta = site.options().float32(0, 0);
        site.require(x.shape.length > 0 && x.size == y.size, "takes and gives rows of one length");
        boolean known = (x.isFloat() && y.isFloat()) || (x.isInt8() && y.isInt8());
        if (!known) {
            throw site.lacking();
        }
        int d = x.dim(-1);
        double[] row = new double[d];
        return () -> {
            for (int r = 0; r < x.size; r += d) {
                double most = Double.NEGATIVE_INFINITY;
                for (int i = 0; i < d; i++) {
                    row[i] = x.real(r + i);
                    most = Math.max(most, row[i]);
                }
                double sum = 0;
                for (int i = 0; i < d; i++) {
                    row[i] = Math.exp(beta * (row[i] - most));
                    sum += row[i];
                }
                for (int i = 0; i < d; i++) {
                    y.set(r + i, row[i] / sum);
                }
            }
        };
    }
}
