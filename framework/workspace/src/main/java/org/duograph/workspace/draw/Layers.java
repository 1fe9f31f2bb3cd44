package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph in rows: every vertex has a row, every arrow goes from one row to the next.
 *
 * <p>A node's row is the length of the longest path to it; a node that may as well stand further
 * down, next to its readers, does. A longer arrow is a chain of dummy vertices, one in each row
 * between. Vertices 0 to n - 1 are the nodes, the dummies follow.
 */
final class Layers {
    /** The vertices of each row from left to right. */
    final List<List<Integer>> rows = new ArrayList<>();

    /** Neighbours of each vertex in the row above and below. */
    final List<List<Integer>> up = new ArrayList<>();

    final List<List<Integer>> down = new ArrayList<>();

    /** What a straight connection to the neighbour at the same place of {@link #down} is worth. */
    final List<List<Double>> downWeight = new ArrayList<>();

    final List<List<Double>> upWeight = new ArrayList<>();

    /** For each arrow, by its number, the vertices from its start to its end. */
    final Map<Integer, int[]> chains = new HashMap<>();

    /** The number of nodes. */
    final int nodeCount;

    int[] rowOf;

    /**
     * Arranges some nodes and arrows of a picture; nodes must be numbered so that arrows point to
     * later ones.
     */
    Layers(List<Integer> nodes, List<Integer> ofArrows, List<NetPicture.Arrow> arrows) {
        nodeCount = nodes.size();
        Map<Integer, Integer> vertex = new HashMap<>();
        for (int v = 0; v < nodeCount; v++) {
            vertex.put(nodes.get(v), v);
            addVertex();
        }
        int[][] ends = new int[ofArrows.size()][];
        for (int i = 0; i < ends.length; i++) {
            NetPicture.Arrow a = arrows.get(ofArrows.get(i));
            ends[i] = new int[] {vertex.get(a.from()), vertex.get(a.to())};
        }
        rowOf = rows(nodeCount, ends);
        for (int v = 0; v < nodeCount; v++) {
            putInRow(v, rowOf[v]);
        }
        for (int i = 0; i < ends.length; i++) {
            int[] chain = chain(ends[i][0], ends[i][1], arrows.get(ofArrows.get(i)).weight());
            chains.put(ofArrows.get(i), chain);
        }
    }

    /** Nodes and dummies together. */
    int size() {
        return up.size();
    }

    private static int[] rows(int n, int[][] ends) {
        List<List<Integer>> successors = new ArrayList<>();
        int[] incoming = new int[n];
        for (int v = 0; v < n; v++) {
            successors.add(new ArrayList<>());
        }
        for (int[] e : ends) {
            successors.get(e[0]).add(e[1]);
            incoming[e[1]]++;
        }
        int[] row = new int[n];
        for (int v = 0; v < n; v++) {
            for (int s : successors.get(v)) {
                row[s] = Math.max(row[s], row[v] + 1);
            }
        }
        for (int v = n - 1; v >= 0; v--) {
            List<Integer> next = successors.get(v);
            if (!next.isEmpty() && incoming[v] <= next.size()) {
                row[v] = next.stream().mapToInt(s -> row[s]).min().getAsInt() - 1;
            }
        }
        return row;
    }

    private int addVertex() {
        up.add(new ArrayList<>());
        down.add(new ArrayList<>());
        upWeight.add(new ArrayList<>());
        downWeight.add(new ArrayList<>());
        return up.size() - 1;
    }

    private void putInRow(int vertex, int row) {
        while (rows.size() <= row) {
            rows.add(new ArrayList<>());
        }
        rows.get(row).add(vertex);
        if (vertex >= rowOf.length) {
            rowOf = Arrays.copyOf(rowOf, Math.max(vertex + 1, rowOf.length * 2));
        }
        rowOf[vertex] = row;
    }

    private int[] chain(int from, int to, double weight) {
        int[] chain = new int[rowOf[to] - rowOf[from] + 1];
        chain[0] = from;
        for (int i = 1; i < chain.length; i++) {
            boolean end = i == chain.length - 1;
            chain[i] = end ? to : addVertex();
            if (!end) {
                putInRow(chain[i], rowOf[from] + i);
            }
            // Bends in the middle of a long arrow look worst, those at its ends least bad.
            boolean middle = i > 1 && !end;
            double worth = middle ? 4 : chain.length == 2 ? weight : Math.min(weight, 0.1);
            down.get(chain[i - 1]).add(chain[i]);
            downWeight.get(chain[i - 1]).add(worth);
            up.get(chain[i]).add(chain[i - 1]);
            upWeight.get(chain[i]).add(worth);
        }
        return chain;
    }
}
