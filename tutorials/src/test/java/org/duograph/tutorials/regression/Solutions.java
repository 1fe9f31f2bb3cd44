package org.duograph.tutorials.regression;

import org.duograph.tensor.ArrayType;
import org.duograph.tensor.NDArray;

/** The exercises about regression, solved. */
class Solutions extends Exercises {
    @Override
    public double[] gradients(double w, double b, double[] x, double[] y) {
        double dw = 0;
        double db = 0;
        for (int i = 0; i < x.length; i++) {
            double error = w * x[i] + b - y[i];
            dw += error * x[i] / x.length;
            db += error / x.length;
        }
        return new double[] {dw, db};
    }

    @Override
    public NDArray columns(NDArray x) {
        NDArray columns = NDArray.zeros(ArrayType.float32(x.size(), 2));
        for (int i = 0; i < x.size(); i++) {
            columns.set(2 * i, x.get(i));
            columns.set(2 * i + 1, x.get(i) * x.get(i));
        }
        return columns;
    }

    @Override
    public NDArray standardized(NDArray x) {
        double mean = 0;
        for (double v : x.toDoubles()) {
            mean += v / x.size();
        }
        double squares = 0;
        for (double v : x.toDoubles()) {
            squares += (v - mean) * (v - mean) / x.size();
        }
        for (int i = 0; i < x.size(); i++) {
            x.set(i, (x.get(i) - mean) / Math.sqrt(squares));
        }
        return x;
    }
}
