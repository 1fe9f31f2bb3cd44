package org.duograph.keras;

import org.duograph.tensor.NDArray;
import org.duograph.tensor.Philox;
import org.duograph.tensor.Shape;

/** Points around a middle for each class, which nets learn to tell apart. */
final class Blobs {
    static final int FEATURES = 4;
    static final int CLASSES = 3;

    /** The points: [n, 4]. */
    final NDArray x;

    /** The class of each: [n]. */
    final NDArray y;

    Blobs(long seed, int n) {
        Philox random = new Philox(seed, 1);
        float[] points = new float[n * FEATURES];
        int[] classes = new int[n];
        for (int i = 0; i < n; i++) {
            classes[i] = random.below(i, CLASSES);
            for (int f = 0; f < FEATURES; f++) {
                double middle = f % CLASSES == classes[i] ? 1.5 : -0.5;
                points[i * FEATURES + f] =
                        (float) (middle + 0.7 * random.gaussian(1000L + i * FEATURES + f));
            }
        }
        x = NDArray.of(Shape.of(n, FEATURES), points);
        y = NDArray.of(Shape.of(n), classes);
    }

    /** The classes as shares: [n, 3]. */
    NDArray oneHot() {
        float[] shares = new float[y.size() * CLASSES];
        for (int i = 0; i < y.size(); i++) {
            shares[i * CLASSES + (int) y.get(i)] = 1;
        }
        return NDArray.of(Shape.of(y.size(), CLASSES), shares);
    }
}
