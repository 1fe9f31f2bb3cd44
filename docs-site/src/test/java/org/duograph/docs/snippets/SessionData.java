package org.duograph.docs.snippets;

import java.util.List;
import org.duograph.docs.snippets.SessionFace.Printed;
import org.duograph.session.Graph;
import org.duograph.session.OutOfRangeException;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.data.Dataset;
import org.duograph.session.data.DatasetIterator;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The code on the page about the session face: data sets. */
final class SessionData {
    private SessionData() {}

    static String data() {
        Printed out = new Printed();
        // tag::data[]
        NDArray x = NDArray.of(Shape.of(6), 0f, 1, 2, 3, 4, 5);
        NDArray y = NDArray.of(Shape.of(6), 0, 1, 0, 1, 0, 1);
        Dataset data =
                Dataset.fromTensorSlices(x, y) // <1>
                        .shuffle(6, 1) // <2>
                        .map(e -> List.of(NDArray.scalar(10 * (float) e.get(0).item()), e.get(1)))
                        .batch(2, true)
                        .prefetch(1); // <3>
        Graph g = new Graph();
        try (DatasetIterator next = data.makeOneShotIterator(g);
                Session s = new Session(g)) {
            Tensor more = next.get(0).plus(1f);
            while (true) {
                out.println(s.run(more, next.get(1))); // <4>
            }
        } catch (OutOfRangeException e) { // <5>
            out.println(e.getMessage());
        }
        // end::data[]
        return out.toString();
    }
}
