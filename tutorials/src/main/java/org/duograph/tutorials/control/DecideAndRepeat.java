package org.duograph.tutorials.control;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;

import java.util.List;
import java.util.Map;
import org.duograph.session.ControlFlow;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.control.NetBuilder;

/** Lesson "Nets that decide and repeat", step by step. */
public final class DecideAndRepeat {
    private DecideAndRepeat() {}

    /** Runs all steps. */
    public static void main(String[] args) {
        step("Not yet");
        notYet();
        step("Choose");
        chooseInASession();
        chooseInAWorkspace();
        step("Repeat");
        repeatInASession();
        repeatInAWorkspace();
        step("Gradients");
        gradients();
        step("A choice in a loop");
        collatz();
        step("Row by row");
        rows();
        rowsInAWorkspace();
        step("One bool");
        oneBool();
    }

    static void notYet() {
        // tag::notyet[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor negative = x.less(0f);
        System.out.println(negative);
        // end::notyet[]
    }

    static void chooseInASession() {
        // tag::cond[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor size = g.flow().cond(x.less(0f), () -> x.negative(), () -> x);
        Tensor slope = g.gradients(size, List.of(x)).get(0); // <1>
        try (Session s = new Session(g)) {
            for (float at : new float[] {-3, 2}) {
                double found = s.feed(x, at).run(size).item();
                System.out.println(
                        at + " -> " + found + ", slope " + s.feed(x, at).run(slope).item());
            }
        }
        // end::cond[]
        part();
    }

    static void chooseInAWorkspace() {
        // tag::if[]
        NetBuilder net = new NetBuilder("size");
        net.constant("zero", 0f);
        net.constant("size", 0f); // <1>
        net.ifNet(
                net.op("LT", List.of("x", "zero"), "negative"),
                then -> then.op("Negative", "x", "size"),
                otherwise -> otherwise.op("Copy", "x", "size"));
        Map<String, String> gradients = net.net().addGradientOperators("size");
        try (Workspace workspace = new Workspace()) {
            for (float at : new float[] {-3, 2}) {
                workspace.feedBlob("x", NDArray.scalar(at));
                workspace.runNetOnce(net.net());
                double found = workspace.fetchBlob("size").item();
                double slope = workspace.fetchBlob(gradients.get("x")).item();
                System.out.println(at + " -> " + found + ", slope " + slope);
            }
        }
        // end::if[]
    }

    // tag::root[]
    /** The square root of x and how many steps it took: Heron's rule. */
    static List<Tensor> root(Graph g, Tensor x) {
        return g.flow()
                .whileLoop(
                        v -> v.get(0).square().minus(x).abs().greater(x.times(1e-4f)), // <1>
                        v -> {
                            Tensor guess = v.get(0);
                            Tensor better = guess.plus(x.dividedBy(guess)).times(0.5f);
                            return List.of(better, v.get(1).plus(1)); // <2>
                        },
                        x, // <3>
                        g.constant(0));
    }

    // end::root[]

    static void repeatInASession() {
        // tag::while[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        List<Tensor> found = root(g, x);
        try (Session s = new Session(g)) {
            for (float at : new float[] {1, 2, 100, 1e6f}) {
                double root = s.feed(x, at).run(found.get(0)).item();
                int steps = (int) s.feed(x, at).run(found.get(1)).item();
                System.out.printf("root of %.0f: %.3f in %d steps%n", at, root, steps);
            }
        }
        // end::while[]
        part();
    }

    static void repeatInAWorkspace() {
        // tag::whilenet[]
        NetBuilder net = new NetBuilder("root");
        net.op("Copy", "x", "guess");
        net.constant("half", 0.5f);
        net.constant("one", 1f);
        net.constant("steps", 0f);
        net.op("Scale", "x", "allowed", arg("scale", 1e-4f));
        net.whileNet(
                condition -> {
                    condition.op("Sqr", "guess", "square");
                    condition.op("Sub", List.of("square", "x"), "apart");
                    condition.op("Abs", "apart", "distance");
                    return condition.op("GT", List.of("distance", "allowed"), "goes_on");
                },
                body -> {
                    body.op("Div", List.of("x", "guess"), "other");
                    body.op("Add", List.of("guess", "other"), "sum");
                    body.op("Mul", List.of("sum", "half"), "guess"); // <1>
                    body.op("Add", List.of("steps", "one"), "steps");
                });
        try (Workspace workspace = new Workspace()) {
            for (float at : new float[] {1, 2, 100, 1e6f}) {
                workspace.feedBlob("x", NDArray.scalar(at));
                workspace.runNetOnce(net.net());
                double root = workspace.fetchBlob("guess").item();
                double steps = workspace.fetchBlob("steps").item();
                System.out.printf("root of %.0f: %.3f in %.0f steps%n", at, root, steps);
            }
        }
        // end::whilenet[]
    }

    static void gradients() {
        // tag::gradients[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor root = root(g, x).get(0);
        Tensor slope = g.gradients(root, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            for (float at : new float[] {1, 2, 25, 100}) {
                double found = s.feed(x, at).run(slope).item();
                double formula = 0.5 / Math.sqrt(at);
                System.out.printf("at %.0f: slope %.4f, by formula %.4f%n", at, found, formula);
            }
        }
        // end::gradients[]
    }

    static void collatz() {
        // tag::collatz[]
        Graph g = new Graph();
        ControlFlow flow = g.flow();
        Tensor start = g.placeholder("start", DType.INT32);
        Tensor length =
                flow.whileLoop(
                                v -> v.get(0).greater(1),
                                v -> {
                                    Tensor n = v.get(0);
                                    Tensor odd = rest(g, n, 2).greater(0);
                                    Tensor next =
                                            flow.cond( // <1>
                                                    odd,
                                                    () -> n.times(3).plus(1),
                                                    () -> half(g, n));
                                    return List.of(next, v.get(1).plus(1));
                                },
                                start,
                                g.constant(0))
                        .get(1);
        try (Session s = new Session(g)) {
            for (int n : new int[] {1, 6, 7, 27}) {
                System.out.printf("%d: %.0f steps%n", n, s.feed(start, n).run(length).item());
            }
        }
        // end::collatz[]
    }

    // tag::whole[]
    private static Tensor rest(Graph g, Tensor n, int by) {
        return g.op("FloorMod").input(n, g.constant(by)).tensor(); // <1>
    }

    private static Tensor half(Graph g, Tensor n) {
        return g.op("FloorDiv").input(n, g.constant(2)).tensor();
    }

    // end::whole[]

    static void rows() {
        // tag::scan[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor sums = g.flow().scan((sum, row) -> sum.plus(row), x); // <1>
        Tensor most = g.flow().scan((best, row) -> best.maximum(row), x);
        Tensor dx = g.gradients(most, List.of(x)).get(0);
        try (Session s = new Session(g)) {
            for (float[] steps : new float[][] {{3, 1, 4, 1, 5}, {2, 7}}) {
                System.out.println("sums    " + text(s.feed(x, steps).run(sums)));
                System.out.println("most    " + text(s.feed(x, steps).run(most)));
                System.out.println("credit  " + text(s.feed(x, steps).run(dx)));
            }
        }
        // end::scan[]
        part();
    }

    // tag::text[]
    private static String text(NDArray numbers) {
        StringBuilder text = new StringBuilder();
        for (double v : numbers.toDoubles()) {
            text.append(" %2.0f".formatted(v));
        }
        return text.toString();
    }

    // end::text[]

    static void rowsInAWorkspace() {
        // tag::counter[]
        NetBuilder net = new NetBuilder("sum");
        net.constant("i", NDArray.vector(0).cast(DType.INT32));
        net.constant("one", NDArray.vector(1).cast(DType.INT32));
        net.constant("rows", NDArray.vector(5).cast(DType.INT32));
        net.constant("sum", NDArray.vector(0));
        net.whileNet(
                condition -> condition.op("LT", List.of("i", "rows"), "goes_on"),
                body -> {
                    body.op("Gather", List.of("x", "i"), "row"); // <1>
                    body.op("Add", List.of("sum", "row"), "sum");
                    body.op("Add", List.of("i", "one"), "i");
                });
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("x", NDArray.vector(3, 1, 4, 1, 5));
            workspace.runNetOnce(net.net());
            System.out.println("sum " + workspace.fetchBlob("sum").item());
        }
        // end::counter[]
    }

    static void oneBool() {
        // tag::bool[]
        fails(
                "goes_on",
                () -> {
                    NetBuilder net = new NetBuilder("wrong");
                    net.ifNet("goes_on", then -> then.op("Copy", "x", "y"));
                    try (Workspace workspace = new Workspace()) {
                        workspace.feedBlob("x", NDArray.scalar(1));
                        workspace.feedBlob("goes_on", NDArray.scalar(1)); // <1>
                        workspace.runNetOnce(net.net());
                    }
                });
        // end::bool[]
    }
}
