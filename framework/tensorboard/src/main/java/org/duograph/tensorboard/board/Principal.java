package org.duograph.tensorboard.board;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duograph.tensor.NDArray;
import org.duograph.tensorboard.Projector.Embedding;

/**
 * The principal components of rows: the three directions in which they differ most, found one after
 * the other by multiplying a vector with the rows' covariance until it no longer turns.
 */
final class Principal {
    private static final int MOST = 2000; // rows that are shown
    private static final int COUNT = 3;
    private static final int ROUNDS = 100;

    private Principal() {}

    /** The rows of an embedding in three dimensions, for the page. */
    static Map<String, Object> components(Embedding embedding) {
        NDArray rows = embedding.rows();
        int n = rows.shape().dim(0);
        List<Integer> shown =
                Piece.thin(java.util.stream.IntStream.range(0, n).boxed().toList(), MOST);
        double[][] x = new double[shown.size()][rows.shape().dim(1)];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < x[i].length; k++) {
                x[i][k] = rows.get(shown.get(i) * x[i].length + k);
            }
        }
        double all = centre(x);
        double[] shares = new double[COUNT];
        double[] points = new double[COUNT * x.length];
        for (int c = 0; c < COUNT; c++) {
            double[] direction = direction(x);
            double found = 0;
            for (int i = 0; i < x.length; i++) {
                double along = dot(x[i], direction);
                points[i * COUNT + c] = along;
                found += along * along;
                for (int k = 0; k < x[i].length; k++) {
                    x[i][k] -= along * direction[k]; // what is left is across it
                }
            }
            shares[c] = all > 0 ? found / all : 0;
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", embedding.name());
        map.put("rows", n);
        map.put("width", rows.shape().dim(1));
        map.put("points", points);
        map.put("shares", shares);
        List<String> labels = embedding.labels();
        map.put("labels", labels.isEmpty() ? List.of() : shown.stream().map(labels::get).toList());
        return map;
    }

    /** Takes the mean from each column; gives the sum of all squares. */
    private static double centre(double[][] x) {
        double squares = 0;
        for (int k = 0; x.length > 0 && k < x[0].length; k++) {
            double mean = 0;
            for (double[] row : x) {
                mean += row[k] / x.length;
            }
            for (double[] row : x) {
                row[k] -= mean;
                squares += row[k] * row[k];
            }
        }
        return squares;
    }

    private static double[] direction(double[][] x) {
        int width = x.length == 0 ? 0 : x[0].length;
        double[] v = new double[width];
        for (int k = 0; k < width; k++) {
            v[k] = 1 + Math.sin(k + 1); // any vector that is across no direction by design
        }
        for (int round = 0; round < ROUNDS; round++) {
            double[] next = new double[width];
            for (double[] row : x) {
                double along = dot(row, v);
                for (int k = 0; k < width; k++) {
                    next[k] += along * row[k];
                }
            }
            double length = Math.sqrt(dot(next, next));
            if (!(length > 1e-30)) {
                return new double[width]; // nothing is left
            }
            for (int k = 0; k < width; k++) {
                v[k] = next[k] / length;
            }
        }
        return v;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }
}
