package org.duograph.workspace.draw;

import java.util.ArrayList;
import java.util.List;

/**
 * Places for the nodes of an acyclic graph, in rows, so that all arrows point down.
 *
 * <p>The steps, after Sugiyama, Tagawa and Toda (1981): give each node a row ({@link Layers}),
 * order the rows so that few arrows cross ({@link CrossingReduction}), move the nodes sideways
 * until the arrows are straight ({@link Columns}). Parts that no arrow joins are laid out apart and
 * then set side by side.
 */
final class LayeredLayout {
    private static final double ROW_GAP = 24;
    private static final double PART_GAP = 40;

    /** Centres of the nodes. */
    final double[] x;

    final double[] y;

    /** For each arrow, the points it passes: x, y, x, y, ... */
    final double[][] routes;

    double width;
    double height;

    private final double[] w;
    private final double[] h;
    private final List<NetPicture.Arrow> arrows;

    /** Lays out nodes of the given widths and heights. */
    LayeredLayout(double[] w, double[] h, List<NetPicture.Arrow> arrows) {
        this.w = w;
        this.h = h;
        this.arrows = arrows;
        this.x = new double[w.length];
        this.y = new double[w.length];
        this.routes = new double[arrows.size()][];
        arrangeParts();
    }

    /** Fills lines of parts from left to right, like words on a page. */
    private void arrangeParts() {
        int[] part = parts();
        int count = 0;
        for (int p : part) {
            count = Math.max(count, p + 1);
        }
        List<List<Integer>> nodesOf = lists(count);
        List<List<Integer>> arrowsOf = lists(count);
        for (int v = 0; v < part.length; v++) {
            nodesOf.get(part[v]).add(v);
        }
        for (int a = 0; a < arrows.size(); a++) {
            arrowsOf.get(part[arrows.get(a).from()]).add(a);
        }
        double[][] sizes = new double[count][];
        double area = 0;
        double widest = 0;
        for (int p = 0; p < count; p++) {
            sizes[p] = layOut(nodesOf.get(p), arrowsOf.get(p));
            area += (sizes[p][0] + PART_GAP) * (sizes[p][1] + PART_GAP);
            widest = Math.max(widest, sizes[p][0]);
        }
        double page = Math.max(widest, Math.sqrt(area) * 1.2);
        double left = 0;
        double top = 0;
        double lineHeight = 0;
        for (int p = 0; p < count; p++) {
            if (left > 0 && left + sizes[p][0] > page) {
                left = 0;
                top += lineHeight + PART_GAP;
                lineHeight = 0;
            }
            shift(nodesOf.get(p), arrowsOf.get(p), left, top);
            width = Math.max(width, left + sizes[p][0]);
            lineHeight = Math.max(lineHeight, sizes[p][1]);
            height = Math.max(height, top + sizes[p][1]);
            left += sizes[p][0] + PART_GAP;
        }
    }

    /** Numbers the parts that hang together, in the order of their first nodes. */
    private int[] parts() {
        int[] root = new int[w.length];
        for (int v = 0; v < root.length; v++) {
            root[v] = v;
        }
        for (NetPicture.Arrow a : arrows) {
            int from = find(root, a.from());
            int to = find(root, a.to());
            root[Math.max(from, to)] = Math.min(from, to);
        }
        int[] part = new int[w.length];
        int count = 0;
        for (int v = 0; v < root.length; v++) {
            int r = find(root, v);
            part[v] = r == v ? count++ : part[r];
        }
        return part;
    }

    private static int find(int[] root, int v) {
        while (root[v] != v) {
            root[v] = root[root[v]];
            v = root[v];
        }
        return v;
    }

    private static List<List<Integer>> lists(int count) {
        List<List<Integer>> lists = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lists.add(new ArrayList<>());
        }
        return lists;
    }

    private void shift(List<Integer> nodes, List<Integer> ofArrows, double dx, double dy) {
        for (int v : nodes) {
            x[v] += dx;
            y[v] += dy;
        }
        for (int a : ofArrows) {
            for (int i = 0; i < routes[a].length; i += 2) {
                routes[a][i] += dx;
                routes[a][i + 1] += dy;
            }
        }
    }

    /** Lays out one part with its upper left corner at the origin; returns width and height. */
    private double[] layOut(List<Integer> nodes, List<Integer> ofArrows) {
        Layers layers = new Layers(nodes, ofArrows, arrows);
        CrossingReduction.run(layers);
        double[] vertexWidth = new double[layers.size()];
        for (int i = 0; i < nodes.size(); i++) {
            vertexWidth[i] = w[nodes.get(i)];
        }
        double[] column = Columns.place(layers, vertexWidth);
        double left = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < column.length; v++) {
            left = Math.min(left, column[v] - vertexWidth[v] / 2);
            right = Math.max(right, column[v] + vertexWidth[v] / 2);
        }
        double[] top = new double[layers.rows.size()];
        double[] bottom = new double[layers.rows.size()];
        double at = 0;
        for (int r = 0; r < top.length; r++) {
            double rowHeight = 0;
            double span = 0;
            for (int v : layers.rows.get(r)) {
                rowHeight = Math.max(rowHeight, v < nodes.size() ? h[nodes.get(v)] : 0);
                for (int u : layers.up.get(v)) {
                    span = Math.max(span, Math.abs(column[u] - column[v]));
                }
            }
            at += r == 0 ? 0 : ROW_GAP + Math.min(50, span * 0.06); // room for flat arrows to bend
            top[r] = at;
            at += rowHeight;
            bottom[r] = at;
        }
        for (int i = 0; i < nodes.size(); i++) {
            int row = layers.rowOf[i];
            x[nodes.get(i)] = column[i] - left;
            y[nodes.get(i)] = (top[row] + bottom[row]) / 2;
        }
        for (int a : ofArrows) {
            routes[a] = route(layers, a, column, left, top, bottom);
        }
        return new double[] {right - left, at};
    }

    /** Down from the lower edge of a node, straight through each row between, to the next's top. */
    private double[] route(
            Layers layers, int a, double[] column, double left, double[] top, double[] bottom) {
        int[] chain = layers.chains.get(a);
        double[] points = new double[4 * (chain.length - 1)];
        int from = arrows.get(a).from();
        int to = arrows.get(a).to();
        int last = chain.length - 1;
        for (int i = 0; i <= last; i++) {
            int row = layers.rowOf[chain[i]];
            double px = column[chain[i]] - left;
            if (i == 0) {
                points[0] = port(from, column[chain[1]] - left);
                points[1] = y[from] + h[from] / 2;
            } else if (i == last) {
                points[4 * i - 2] = port(to, column[chain[i - 1]] - left);
                points[4 * i - 1] = y[to] - h[to] / 2;
            } else {
                points[4 * i - 2] = px;
                points[4 * i - 1] = top[row];
                points[4 * i] = px;
                points[4 * i + 1] = bottom[row];
            }
        }
        return points;
    }

    /** Where on its edge a node is touched by an arrow to or from the side of {@code other}. */
    private double port(int node, double other) {
        double reach = w[node] / 2 - 12;
        return x[node] + Math.max(-reach, Math.min(reach, (other - x[node]) * 0.3));
    }
}
