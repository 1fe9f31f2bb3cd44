package org.duograph.ops.product;

import java.util.Arrays;
import org.duograph.graph.TypeRule;
import org.duograph.tensor.Shape;

/** Gauss' elimination on one square matrix, with the largest number of a column as its pivot. */
final class Elimination {
    private final int n;
    private final double[] a;
    private final double[] inverse;
    private double determinant = 1;

    private Elimination(double[] matrices, int from, int n) {
        this.n = n;
        this.a = Arrays.copyOfRange(matrices, from, from + n * n);
        this.inverse = new double[n * n];
        for (int i = 0; i < n; i++) {
            inverse[i * n + i] = 1;
        }
        for (int column = 0; column < n && determinant != 0; column++) {
            eliminate(column);
        }
    }

    /** The elimination of the matrix of {@code n x n} numbers that begins at {@code from}. */
    static Elimination of(double[] matrices, int from, int n) {
        return new Elimination(matrices, from, n);
    }

    /** Fails unless input {@code i} holds square matrices. */
    static void requireSquare(TypeRule.Site site, int i) {
        Shape x = site.shape(i);
        site.require(
                x.rank() >= 2 && x.dim(-1) == x.dim(-2),
                "%s must be square matrices, ... x M x M, found %s",
                site.op().inputName(i),
                site.in(i));
    }

    private void eliminate(int column) {
        int pivot = column;
        for (int row = column + 1; row < n; row++) {
            boolean larger = Math.abs(a[row * n + column]) > Math.abs(a[pivot * n + column]);
            pivot = larger ? row : pivot;
        }
        double value = a[pivot * n + column];
        determinant *= pivot == column ? value : -value;
        if (value == 0) {
            return;
        }
        for (int j = 0; j < n; j++) {
            swap(a, pivot * n + j, column * n + j);
            swap(inverse, pivot * n + j, column * n + j);
            a[column * n + j] /= value;
            inverse[column * n + j] /= value;
        }
        for (int row = 0; row < n; row++) {
            double factor = a[row * n + column];
            for (int j = 0; row != column && j < n; j++) {
                a[row * n + j] -= factor * a[column * n + j];
                inverse[row * n + j] -= factor * inverse[column * n + j];
            }
        }
    }

    private static void swap(double[] x, int i, int j) {
        double old = x[i];
        x[i] = x[j];
        x[j] = old;
    }

    /** The determinant; 0 where there is no inverse. */
    double determinant() {
        return determinant;
    }

    /** The inverse, row by row. */
    double[] inverse() {
        return inverse;
    }
}
