package org.duograph.tutorials.clothes;

import org.duograph.tensor.NDArray;

/** The exercises about clothes, solved. */
class Solutions extends Exercises {
    @Override
    public double[] precision(int[][] counts) {
        double[] precision = new double[counts.length];
        for (int c = 0; c < counts.length; c++) {
            int said = 0;
            for (int[] row : counts) {
                said += row[c];
            }
            precision[c] = said == 0 ? 0 : counts[c][c] / (double) said;
        }
        return precision;
    }

    @Override
    public double topTwo(NDArray probabilities, int[] labels) {
        int hits = 0;
        for (int n = 0; n < labels.length; n++) {
            int likelier = 0;
            for (int c = 0; c < probabilities.shape().dim(1); c++) {
                likelier += probabilities.get(n, c) > probabilities.get(n, labels[n]) ? 1 : 0;
            }
            hits += likelier < 2 ? 1 : 0;
        }
        return hits / (double) labels.length;
    }

    @Override
    public NDArray mirrored(NDArray images) {
        int width = images.shape().dim(3);
        NDArray mirrored = images.copy();
        for (int i = 0; i < images.size(); i++) {
            int x = i % width;
            mirrored.set(i - x + width - 1 - x, images.get(i));
        }
        return mirrored;
    }
}
