package org.duograph.workspace.draw;

import java.util.List;

/**
 * The horizontal places of the vertices, chosen so that arrows are short and straight while every
 * row keeps its order and its distances.
 *
 * <p>Row by row, down and up, each vertex wishes for the weighted mean of its neighbours' places;
 * the places nearest to all wishes of a row (least squares) come from the pool-adjacent-violators
 * algorithm: neighbours whose wishes conflict form a block that moves as one. Dividing each weight
 * by the distance it spans turns the sum of squares into a sum of distances, whose minimum has few
 * bends and many straight lines, where that of squares spreads every bend over the whole net.
 */
final class Columns {
    private static final int SWEEPS = 400;
    private static final double GAP = 16;
    private static final double DUMMY_GAP = 10;

    /** How much a vertex that is alone in its row is drawn to the axis x = 0 of the whole net. */
    private static final double AXIS = 0.1;

    private Columns() {}

    /** The centres of all vertices, given their widths (0 for dummies). */
    static double[] place(Layers layers, double[] widths) {
        double[] x = new double[widths.length];
        for (List<Integer> row : layers.rows) {
            for (int i = 1; i < row.size(); i++) {
                x[row.get(i)] = x[row.get(i - 1)] + distance(layers, row, i, widths);
            }
        }
        int rows = layers.rows.size();
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            // The first sweeps look one way, to carry a place through the net; the last look both.
            boolean downwards = sweep % 2 == 0;
            boolean both = sweep >= SWEEPS / 4;
            double soft = both ? 2 : 1e6; // added to the distance; large: plain least squares
            for (int i = 0; i < rows; i++) {
                List<Integer> row = layers.rows.get(downwards ? i : rows - 1 - i);
                settle(layers, row, widths, x, soft, both || downwards, both || !downwards);
            }
        }
        return x;
    }

    private static double distance(Layers layers, List<Integer> row, int i, double[] widths) {
        int a = row.get(i - 1);
        int b = row.get(i);
        boolean dummy = a >= layers.nodeCount || b >= layers.nodeCount;
        return (widths[a] + widths[b]) / 2 + (dummy ? DUMMY_GAP : GAP);
    }

    private static void settle(
            Layers layers,
            List<Integer> row,
            double[] widths,
            double[] x,
            double soft,
            boolean up,
            boolean down) {
        int n = row.size();
        double[] offset = new double[n];
        double[] wish = new double[n]; // of each block, minus its first vertex's offset
        double[] weight = new double[n];
        int[] start = new int[n + 1];
        int blocks = 0;
        for (int i = 0; i < n; i++) {
            int v = row.get(i);
            offset[i] = i == 0 ? 0 : offset[i - 1] + distance(layers, row, i, widths);
            double total = 1e-4 / soft;
            double sum = x[v] * total;
            if (n == 1) {
                total += AXIS / soft; // towards 0, and so adds nothing to the sum
            }
            for (int k = 0; up && k < layers.up.get(v).size(); k++) {
                double there = x[layers.up.get(v).get(k)];
                double pull = layers.upWeight.get(v).get(k) / (soft + Math.abs(there - x[v]));
                total += pull;
                sum += pull * there;
            }
            for (int k = 0; down && k < layers.down.get(v).size(); k++) {
                double there = x[layers.down.get(v).get(k)];
                double pull = layers.downWeight.get(v).get(k) / (soft + Math.abs(there - x[v]));
                total += pull;
                sum += pull * there;
            }
            start[blocks] = i;
            wish[blocks] = sum / total - offset[i];
            weight[blocks] = total;
            blocks++;
            while (blocks > 1 && wish[blocks - 2] > wish[blocks - 1]) {
                double both = weight[blocks - 2] + weight[blocks - 1];
                wish[blocks - 2] =
                        (wish[blocks - 2] * weight[blocks - 2]
                                        + wish[blocks - 1] * weight[blocks - 1])
                                / both;
                weight[blocks - 2] = both;
                blocks--;
            }
        }
        start[blocks] = n;
        for (int b = 0; b < blocks; b++) {
            for (int i = start[b]; i < start[b + 1]; i++) {
                x[row.get(i)] = wish[b] + offset[i];
            }
        }
    }
}
