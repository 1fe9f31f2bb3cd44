package org.duograph.tutorials.control;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Tensor;

/** The exercises about choices and loops, solved. */
class Solutions extends Exercises {
    @Override
    public Tensor clip(Graph g, Tensor x) {
        return g.flow()
                .cases()
                .when(x.less(0f), () -> g.constant(0f))
                .when(x.greater(1f), () -> g.constant(1f))
                .otherwise(() -> x);
    }

    @Override
    public Tensor power(Graph g, Tensor x, Tensor n) {
        return g.flow()
                .whileLoop(
                        v -> v.get(0).less(n),
                        v -> List.of(v.get(0).plus(1), v.get(1).times(x)),
                        g.constant(0),
                        g.constant(1f))
                .get(1);
    }

    @Override
    public Tensor smooth(Graph g, Tensor x, float keep) {
        return g.flow().scan((y, row) -> y.times(keep).plus(row.times(1 - keep)), x);
    }
}
