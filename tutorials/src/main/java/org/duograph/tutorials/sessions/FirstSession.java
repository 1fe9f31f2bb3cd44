package org.duograph.tutorials.sessions;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.net.Net;

/**
 * Lesson "Tensors, graphs, sessions", step by step.
 *
 * <p>Argument: the folder for its model, {@code out/sessions} if not given; it must not hold one.
 */
public final class FirstSession {
    private FirstSession() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/sessions");
        step("A graph");
        graph();
        step("A session");
        session();
        step("Variables");
        variables();
        step("Gradients");
        gradients();
        step("Learning");
        learning(folder.resolve("line"));
        step("The model again");
        model(folder.resolve("line"));
        step("Side by side");
        sideBySide();
    }

    static void graph() {
        // tag::graph[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 2); // <1>
        Tensor w = g.constant("w", NDArray.of(Shape.of(2, 3), 1f, 2, 3, 4, 5, 6));
        Tensor y = x.matmul(w).plus(1).relu(); // <2>

        System.out.println(x);
        System.out.println(y);
        for (Operation op : g.operations()) { // <3>
            System.out.println(op.name() + " is a " + op.type() + " of " + op.inputs().size());
        }
        // end::graph[]
        part();
        // tag::graph-fail[]
        Tensor wide = g.constant("wide", NDArray.of(Shape.of(1, 4), 1f, 2, 3, 4));
        fails("Dimensions must be equal, but are 2 and 1", () -> x.matmul(wide)); // <1>
        fails("is not a valid name", () -> g.placeholder("my input", DType.FLOAT32));
        // end::graph-fail[]
    }

    static void session() {
        // tag::session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor square = x.square();
        Tensor sum = square.sum();
        try (Session s = new Session(g)) { // <1>
            NDArray one = s.feed(x, new float[] {3}).run(sum); // <2>
            System.out.println("one number: " + one);

            Fetched three = s.feed(x, new float[] {1, 2, 3}).run(square, sum); // <3>
            System.out.println("squares " + three.get(0) + ", sum " + three.get(1));

            NDArray given = s.feed(square, new float[] {10, 20}).run(sum); // <4>
            System.out.println("sum of given squares: " + given);
            // end::session[]
            part();
            // tag::session-fail[]
            fails("You must feed a value for placeholder tensor 'x'", () -> s.run(sum)); // <1>
            fails(
                    "Cannot feed value of shape (1, 2)",
                    () -> s.feed(x, NDArray.of(Shape.of(1, 2), 1f, 2))); // <2>
            // end::session-fail[]
        }
    }

    @SuppressWarnings("try") // the scope is only to be closed
    static void variables() {
        // tag::variables[]
        Graph g = new Graph();
        Variable count = g.variable("count", 0f); // <1>
        Tensor next = count.assignAdd(1);
        try (Session s = new Session(g)) {
            fails("Attempting to use uninitialized value count", () -> s.run(next)); // <2>
            s.initialize();
            s.run(next);
            s.run(next);
            System.out.println("count = " + s.value(count));
        }
        // end::variables[]
        part();
        // tag::order[]
        Tensor before = count.read(); // <1>
        Tensor after;
        try (Scope scope = g.controlDependencies(next.operation())) {
            after = count.readValue(); // <2>
        }
        try (Session s = new Session(g)) {
            s.initialize();
            Fetched both = s.run(before, after);
            System.out.println("before " + both.get(0) + ", after " + both.get(1));
        }
        // end::order[]
    }

    static void gradients() {
        // tag::gradients[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor y = x.pow(3).plus(x.times(2)); // x^3 + 2 x
        Tensor dy = g.gradients(y, List.of(x)).get(0); // <1>
        Tensor ddy = g.gradients(dy, List.of(x)).get(0); // <2>
        try (Session s = new Session(g)) {
            Fetched at2 = s.feed(x, 2f).run(y, dy, ddy);
            System.out.println(
                    "y = " + at2.get(0) + ", y' = " + at2.get(1) + ", y'' = " + at2.get(2));
        }
        // end::gradients[]
    }

    static void learning(Path folder) throws IOException {
        // tag::learning[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor wanted = g.placeholder("wanted", DType.FLOAT32, -1);
        Variable slope = g.variable("slope", 0f);
        Variable offset = g.variable("offset", 0f);
        Tensor line = x.times(slope).plus(offset);
        Tensor loss = line.minus(wanted).square().mean();
        Operation learn = new GradientDescentOptimizer(0.1).minimize(loss); // <1>

        float[] xs = {-1, 0, 1, 2};
        float[] ys = {-3, 1, 5, 9}; // 4 x + 1
        try (Session s = new Session(g)) {
            s.initialize();
            for (int step = 0; step <= 80; step++) {
                Fetched now = s.feed(x, xs).feed(wanted, ys).run(loss, learn); // <2>
                if (step % 20 == 0) {
                    System.out.printf("step %2d: loss %.6f%n", step, now.toFloat(0));
                }
            }
            System.out.printf(
                    "the line: %.3f x + %.3f%n", s.value(slope).item(), s.value(offset).item());
            // end::learning[]
            part();
            // tag::saving[]
            SavedModel.save(
                    s,
                    folder,
                    Map.of(
                            Signature.DEFAULT,
                            Signature.predict(Map.of("x", x), Map.of("y", line)))); // <1>
            System.out.println("saved as " + folder.getFileName());
            // end::saving[]
        }
    }

    static void model(Path folder) throws IOException {
        // tag::model[]
        try (SavedModel model = SavedModel.load(folder)) {
            NDArray x = NDArray.vector(10, 100);
            float[] y = model.run(Map.of("x", x)).get("y").floats();
            System.out.printf("y = %.2f, %.2f%n", y[0], y[1]);
            fails("takes the inputs [x]", () -> model.run(Map.of("z", x))); // <1>
        }
        // end::model[]
    }

    static void sideBySide() {
        // tag::numbers[]
        NDArray xs = NDArray.of(Shape.of(2, 3), 1f, 2, 3, -1, 0, 1);
        NDArray ws = NDArray.of(Shape.of(2, 3), 1f, 0, -1, 2, 1, 0);
        NDArray bs = NDArray.vector(0.5f, -1);
        // end::numbers[]
        // tag::with-session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("X", DType.FLOAT32, -1, 3);
        Variable w = g.variable("W", ws);
        Variable b = g.variable("b", bs);
        Tensor y = x.matmul(w.read(), false, true).addBias(b.read()).relu();
        try (Session s = new Session(g)) {
            s.initialize();
            System.out.println("session:   Y = " + s.feed(x, xs).run(y));
        }
        // end::with-session[]
        // tag::with-workspace[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("W", ws);
            workspace.feedBlob("b", bs);
            workspace.feedBlob("X", xs);
            Net net = new Net("predict");
            net.op("FC", List.of("X", "W", "b"), "Y");
            net.op("Relu", "Y", "Y");
            workspace.createNet(net);
            workspace.runNet(net.name());
            System.out.println("workspace: Y = " + workspace.fetchBlob("Y"));
        }
        // end::with-workspace[]
    }
}
