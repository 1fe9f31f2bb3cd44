package org.duograph.docs.snippets;

import java.util.List;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.JavaCode;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;

/** The code on the page about operators of one's own: Java code in a graph of the session face. */
final class JavaCall {
    private JavaCall() {}

    static String run() {
        String printed;
        // tag::graph[]
        JavaCode absolute =
                JavaCode.sameShape(JavaCall::absolute)
                        .withGradient((x, y, dy) -> List.of(signed(x.get(0), dy.get(0))));
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor y = g.call("absolute", absolute, List.of(DType.FLOAT32), x).get(0);
        Tensor slope = g.gradients(y, List.of(x)).get(0);
        try (Session session = new Session(g)) {
            printed = session.feed(x, NDArray.vector(-3, 2)).run(slope).toString();
        }
        // end::graph[]
        return printed + "\n";
    }

    private static NDArray absolute(NDArray x) {
        for (int i = 0; i < x.size(); i++) {
            x.set(i, Math.abs(x.get(i)));
        }
        return x;
    }

    private static NDArray signed(NDArray x, NDArray dy) {
        for (int i = 0; i < x.size(); i++) {
            dy.set(i, dy.get(i) * Math.signum(x.get(i)));
        }
        return dy;
    }
}
