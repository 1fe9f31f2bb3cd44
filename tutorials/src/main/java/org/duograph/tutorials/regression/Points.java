package org.duograph.tutorials.regression;

import java.util.Random;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

// tag::points[]
/**
 * Points near a line.
 *
 * @param x N x 1
 * @param y N x 1: slope * x + offset, and a little noise
 */
record Points(NDArray x, NDArray y) {
    static final double SLOPE = 1.5;
    static final double OFFSET = 0.5;
    static final double NOISE = 0.2;

    static Points draw(int n, long seed) {
        Random random = new Random(seed); // <1>
        float[] x = new float[n];
        float[] y = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = 4 * random.nextFloat() - 2; // from -2 to 2
            y[i] = (float) (SLOPE * x[i] + OFFSET + NOISE * random.nextGaussian());
        }
        return new Points(NDArray.of(Shape.of(n, 1), x), NDArray.of(Shape.of(n, 1), y));
    }

    // end::points[]

    /** Slope and offset of the line whose squared distances are smallest, by the formula. */
    // tag::best[]
    double[] best() {
        int n = x.size();
        double sumX = 0;
        double sumY = 0;
        double sumXX = 0;
        double sumXY = 0;
        for (int i = 0; i < n; i++) {
            sumX += x.get(i);
            sumY += y.get(i);
            sumXX += x.get(i) * x.get(i);
            sumXY += x.get(i) * y.get(i);
        }
        double slope = (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX);
        return new double[] {slope, (sumY - slope * sumX) / n};
    }
    // end::best[]
}
