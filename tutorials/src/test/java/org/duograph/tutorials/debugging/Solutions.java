package org.duograph.tutorials.debugging;

import org.duograph.session.Tensor;
import org.duograph.tensor.NDArray;

/** The exercises about nets that do not learn, solved. */
class Solutions extends Exercises {
    @Override
    public double blindLoss(int[] labels, int classes) {
        double loss = 0;
        for (int c = 0; c < classes; c++) {
            double count = 0;
            for (int label : labels) {
                count += label == c ? 1 : 0;
            }
            double share = count / labels.length;
            loss -= share > 0 ? share * Math.log(share) : 0;
        }
        return loss;
    }

    @Override
    public double alive(NDArray active) {
        int above = 0;
        for (double v : active.toDoubles()) {
            above += v > 0 ? 1 : 0;
        }
        return above / (double) active.size();
    }

    @Override
    public Tensor logSoftmax(Tensor scores) {
        Tensor moved = scores.minus(scores.max(1).reshape(-1, 1));
        return moved.minus(moved.exp().sum(1).log().reshape(-1, 1));
    }
}
