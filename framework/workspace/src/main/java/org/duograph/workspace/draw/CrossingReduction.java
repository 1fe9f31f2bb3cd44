package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The order of the vertices in their rows, chosen so that few arrows cross.
 *
 * <p>Sweeps down and up put each vertex at the mean place of its neighbours in the row before (the
 * barycentre); the best order seen wins. The order from which it starts is the order of the net, so
 * that ties keep operands as they are written.
 */
final class CrossingReduction {
    private static final int SWEEPS = 24;

    private CrossingReduction() {}

    static void run(Layers layers) {
        double[] place = new double[layers.size()];
        double[] mean = new double[layers.size()];
        layers.rows.forEach(row -> number(row, place));
        List<List<Integer>> best = copy(layers.rows);
        long fewest = crossings(layers, place);
        for (int sweep = 0; sweep < SWEEPS && fewest > 0; sweep++) {
            boolean downwards = sweep % 2 == 0;
            int rows = layers.rows.size();
            for (int i = 1; i < rows; i++) {
                List<Integer> row = layers.rows.get(downwards ? i : rows - 1 - i);
                sort(row, downwards ? layers.up : layers.down, place, mean);
            }
            long found = crossings(layers, place);
            if (found < fewest) {
                fewest = found;
                best = copy(layers.rows);
            }
        }
        for (int r = 0; r < best.size(); r++) {
            layers.rows.set(r, best.get(r));
        }
    }

    private static void sort(
            List<Integer> row, List<List<Integer>> neighbours, double[] place, double[] mean) {
        for (int v : row) {
            List<Integer> near = neighbours.get(v);
            double sum = 0;
            for (int u : near) {
                sum += place[u];
            }
            mean[v] = near.isEmpty() ? place[v] : sum / near.size();
        }
        row.sort(Comparator.comparingDouble(v -> mean[v]));
        number(row, place);
    }

    private static void number(List<Integer> row, double[] place) {
        for (int i = 0; i < row.size(); i++) {
            place[row.get(i)] = i;
        }
    }

    private static List<List<Integer>> copy(List<List<Integer>> rows) {
        List<List<Integer>> copy = new ArrayList<>();
        rows.forEach(row -> copy.add(new ArrayList<>(row)));
        return copy;
    }

    /** The number of pairs of arrows between neighbouring rows that cross. */
    static long crossings(Layers layers, double[] place) {
        long count = 0;
        for (int r = 0; r + 1 < layers.rows.size(); r++) {
            // A Fenwick tree counts, for each arrow, the earlier ones that end further right.
            int[] tree = new int[layers.rows.get(r + 1).size() + 1];
            int arrows = 0;
            for (int v : layers.rows.get(r)) {
                List<Integer> ends = new ArrayList<>(layers.down.get(v));
                ends.sort(Comparator.comparingDouble(u -> place[u]));
                for (int u : ends) {
                    int notRight = 0;
                    for (int i = (int) place[u] + 1; i > 0; i -= i & -i) {
                        notRight += tree[i];
                    }
                    count += arrows - notRight;
                }
                for (int u : ends) {
                    for (int i = (int) place[u] + 1; i < tree.length; i += i & -i) {
                        tree[i]++;
                    }
                    arrows++;
                }
            }
        }
        return count;
    }
}
