package org.duograph.ops.recurrent;

import org.duograph.tensor.Shape;

/**
 * A matrix of weights, of whose columns a step uses some at a time: those of one gate or of
 * several.
 *
 * @param numbers the matrix, row by row
 * @param rows the number of rows
 * @param columns the number of columns
 */
record Weights(double[] numbers, int rows, int columns) {
    static Weights of(double[] numbers, Shape shape) {
        return new Weights(numbers, shape.dim(0), shape.dim(1));
    }

    /** {@code y += x * columns from .. to}; x stands at {@code at}, y at column numbers. */
    void addTo(double[] y, double[] x, int at, int from, int to) {
        for (int i = 0; i < rows; i++) {
            for (int j = from; j < to; j++) {
                y[j] += x[at + i] * numbers[i * columns + j];
            }
        }
    }

    /** {@code dX += dY * transpose(columns from .. to)}: back through {@link #addTo}. */
    void addBack(double[] dX, int at, double[] dY, int from, int to) {
        for (int i = 0; i < rows; i++) {
            for (int j = from; j < to; j++) {
                dX[at + i] += dY[j] * numbers[i * columns + j];
            }
        }
    }

    /** Adds to this matrix, a gradient, what {@code x} and {@code dY} give: their outer product. */
    void learn(double[] x, int at, double[] dY, int from, int to) {
        for (int i = 0; i < rows; i++) {
            for (int j = from; j < to; j++) {
                numbers[i * columns + j] += x[at + i] * dY[j];
            }
        }
    }
}
