package org.duograph.tutorials.sequences;

import java.util.Arrays;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;

/** The exercises about sequences, solved. */
class Solutions extends Exercises {
    @Override
    public double[] cell(double w, double u, double b, double[] x) {
        double[] h = new double[x.length];
        double before = 0;
        for (int t = 0; t < x.length; t++) {
            before = Math.tanh(w * x[t] + u * before + b);
            h[t] = before;
        }
        return h;
    }

    @Override
    public Tensor meanOverSteps(Tensor outputs, Tensor lengths) {
        return outputs.sum(1).dividedBy(lengths.cast(DType.FLOAT32).reshape(-1, 1));
    }

    @Override
    public double[] attention(double[] query, double[][] memory) {
        double[] weights = new double[memory.length];
        for (int i = 0; i < memory.length; i++) {
            for (int k = 0; k < query.length; k++) {
                weights[i] += query[k] * memory[i][k];
            }
        }
        double most = Arrays.stream(weights).max().orElseThrow();
        double[] exp = Arrays.stream(weights).map(p -> Math.exp(p - most)).toArray();
        double sum = Arrays.stream(exp).sum();
        return Arrays.stream(exp).map(e -> e / sum).toArray();
    }
}
