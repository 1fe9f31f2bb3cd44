package org.example.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.duograph.plan.Placement;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.junit.jupiter.api.Test;

/** A graph runs in a session, on the fast backend. */
class SessionTest {
    @Test
    void aGraphRunsInASession() {
        // tag::session[]
        Graph graph = new Graph();
        Tensor x = graph.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor y = x.matmul(graph.constant(NDArray.of(Shape.of(2, 1), 3f, 4f))).plus(1);
        try (Session session = new Session(graph)) {
            NDArray result = session.feed(x, NDArray.of(Shape.of(1, 2), 1f, 2f)).run(y);
            System.out.println(result);
            // end::session[]
            assertEquals(NDArray.of(Shape.of(1, 1), 12f), result);
        }
        try (Placement best = Placement.ofBest()) {
            assertEquals("onednn", best.preferred().name());
        }
    }
}
