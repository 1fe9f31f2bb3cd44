package org.duograph.docs.snippets;

import java.util.List;
import org.duograph.docs.snippets.SessionFace.Printed;
import org.duograph.session.ControlFlow;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.TensorArray;
import org.duograph.session.op.StaticShape;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The code on the page about the session face: choices and loops. */
final class SessionLoops {
    private SessionLoops() {}

    static String choices() {
        Printed out = new Printed();
        // tag::choices[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor size = g.flow().cond(x.less(0f), () -> x.negative(), () -> x); // <1>
        Tensor steps =
                g.flow() // <2>
                        .cases()
                        .when(x.less(0f), () -> g.constant(0f))
                        .when(x.less(1f), () -> x)
                        .otherwise(() -> g.constant(1f));
        Tensor slope = g.gradients(size, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            for (float at : new float[] {-3, 0.5f, 4}) {
                out.println(s.feed(x, at).run(size, steps, slope));
            }
        }
        // end::choices[]
        return out.toString();
    }

    static String loops() {
        Printed out = new Printed();
        // tag::loops[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        ControlFlow flow = g.flow();
        List<Tensor> halved =
                flow.whileLoop(
                        v -> v.get(0).greater(1f), // <1>
                        v -> List.of(v.get(0).times(0.5f), v.get(1).plus(1)), // <2>
                        x,
                        g.constant(0)); // <3>
        Tensor yes = g.constant(true);
        Tensor power =
                flow.whileLoop(3, v -> yes, v -> List.of(v.get(0).square()), x).get(0); // <4>
        Tensor slope = g.gradients(power, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            out.println(s.feed(x, 20f).run(halved.get(0), halved.get(1)));
            out.println(s.feed(x, 2f).run(power, slope));
        }
        // end::loops[]
        return out.toString();
    }

    static String growing() {
        Printed out = new Printed();
        // tag::growing[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor longer =
                g.flow()
                        .shapeInvariants(StaticShape.of(), StaticShape.of(-1))
                        .whileLoop(
                                v -> v.get(0).less(2),
                                v -> {
                                    Tensor all = v.get(1);
                                    Tensor twice =
                                            g.op("ConcatV2")
                                                    .input(all, all, g.constant(0))
                                                    .tensor();
                                    return List.of(v.get(0).plus(1), twice);
                                },
                                g.constant(0),
                                x)
                        .get(1);
        try (Session s = new Session(g)) {
            out.println(s.feed(x, new float[] {1, 2}).run(longer));
        }
        // end::growing[]
        return out.toString();
    }

    static String rows() {
        Printed out = new Printed();
        // tag::rows[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2);
        Tensor lengths = g.flow().mapFn(row -> row.square().sum().sqrt(), x); // <1>
        Tensor sums = g.flow().scan((sum, row) -> sum.plus(row), x); // <2>
        Tensor back = g.flow().reverse().scan((sum, row) -> sum.plus(row), x);
        Tensor product = g.flow().foldl((p, row) -> p.times(row), x); // <3>
        NDArray rows = NDArray.of(Shape.of(3, 2), 3f, 4, 5, 12, 8, 15);
        try (Session s = new Session(g)) {
            out.println(s.feed(x, rows).run(lengths));
            out.println(s.feed(x, rows).run(sums));
            out.println(s.feed(x, rows).run(back));
            out.println(s.feed(x, rows).run(product));
        }
        // end::rows[]
        return out.toString();
    }

    static String arrays() {
        Printed out = new Printed();
        // tag::arrays[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, 5);
        TensorArray in = g.flow().tensorArray(DType.FLOAT32, 5).unstack(x); // <1>
        TensorArray squares = g.flow().tensorArray(DType.FLOAT32, 5);
        List<Tensor> ends =
                g.flow()
                        .whileLoop(
                                v -> v.get(0).less(5),
                                v -> {
                                    Tensor i = v.get(0);
                                    TensorArray now = squares.at(v.get(1)); // <2>
                                    Tensor square = in.read(i).square();
                                    return List.of(i.plus(1), now.write(i, square).flow());
                                },
                                g.constant(0),
                                squares.flow());
        Tensor all = squares.at(ends.get(1)).stack(); // <3>
        Tensor dx = g.gradients(all, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            out.println(s.feed(x, new float[] {1, 2, 3, 4, 5}).run(all));
            out.println(s.feed(x, new float[] {1, 2, 3, 4, 5}).run(dx));
        }
        // end::arrays[]
        return out.toString();
    }
}
