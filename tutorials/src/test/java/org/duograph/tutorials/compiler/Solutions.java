package org.duograph.tutorials.compiler;

import org.duograph.compile.Rewriter;
import org.duograph.graph.Graph;
import org.duograph.graph.Node;
import org.duograph.ops.math.Negative;

/** The exercises about plans and passes, solved. */
class Solutions extends Exercises {
    @Override
    public long least(long[] bytes, int[] from, int[] to) {
        long most = 0;
        for (int step : to) { // it is busiest where some life ends, or just as busy
            long now = 0;
            for (int i = 0; i < bytes.length; i++) {
                now += from[i] <= step && step <= to[i] ? bytes[i] : 0;
            }
            most = Math.max(most, now);
        }
        return most;
    }

    @Override
    public long[] places(long[] bytes, int[] from, int[] to) {
        long[] places = new long[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            boolean moved = true;
            while (moved) {
                moved = false;
                for (int j = 0; j < i; j++) {
                    boolean together = from[i] <= to[j] && from[j] <= to[i];
                    boolean over =
                            places[i] < places[j] + bytes[j] && places[j] < places[i] + bytes[i];
                    if (together && over) {
                        places[i] = places[j] + bytes[j];
                        moved = true;
                    }
                }
            }
        }
        return places;
    }

    @Override
    public Graph withoutDoubleNegatives(Graph graph) {
        Rewriter rewriter = new Rewriter(graph);
        for (Node node : graph.nodes()) {
            if (node.op() == Negative.OP && node.input(0).node().op() == Negative.OP) {
                Node first = node.input(0).node();
                rewriter.replace(node.output(0), rewriter.now(first.input(0)));
            } else {
                rewriter.copy(node);
            }
        }
        return rewriter.finish();
    }
}
