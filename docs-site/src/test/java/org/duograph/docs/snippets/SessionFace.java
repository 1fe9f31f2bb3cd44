package org.duograph.docs.snippets;

import static org.duograph.docs.snippets.SessionFace.Printed.message;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.plan.Placement;
import org.duograph.session.Callable;
import org.duograph.session.Fetched;
import org.duograph.session.Graph;
import org.duograph.session.Initializers;
import org.duograph.session.Operation;
import org.duograph.session.Reuse;
import org.duograph.session.Scope;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.checkpoint.Saver;
import org.duograph.session.io.GraphDefReader;
import org.duograph.session.io.GraphDefWriter;
import org.duograph.session.io.GraphFiles;
import org.duograph.session.saved.SavedModel;
import org.duograph.session.saved.Signature;
import org.duograph.session.train.AdamOptimizer;
import org.duograph.session.train.Clip;
import org.duograph.session.train.Decay;
import org.duograph.session.train.GlobalStep;
import org.duograph.session.train.GradientOf;
import org.duograph.session.train.MomentumOptimizer;
import org.duograph.session.train.Optimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;

/** The code on the page about the session face, but for its choices and loops. */
@SuppressWarnings("try") // scopes are only to be closed
final class SessionFace {
    private SessionFace() {}

    /** What a snippet prints. */
    static final class Printed {
        private final StringBuilder text = new StringBuilder();

        void println(Object line) {
            text.append(line).append('\n');
        }

        /** The first line of an error, without the line of the program, which moves. */
        static String message(Runnable call) {
            try {
                call.run();
            } catch (IllegalArgumentException | IllegalStateException e) {
                return e.getMessage().replaceAll(", made at \\w+\\.java:\\d+", "");
            }
            throw new AssertionError("an error was expected");
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    static String building() {
        Printed out = new Printed();
        // tag::building[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 3); // <1>
        Tensor w = g.constant("w", NDArray.of(Shape.of(3, 2), 1f, 2, 3, 4, 5, 6));
        Tensor y = x.matmul(w).plus(1).relu(); // <2>
        Tensor axis = g.constant(1);
        Tensor ends = g.op("Cumsum").input(y, axis).attr("reverse", true).tensor(); // <3>
        out.println(y);
        out.println(ends);
        out.println(message(() -> w.matmul(w))); // <4>
        // end::building[]
        return out.toString();
    }

    static String names() {
        Printed out = new Printed();
        // tag::names[]
        Graph g = new Graph();
        Tensor one = g.constant(1f);
        out.println(one.plus(1f).name() + ", " + one.plus(2f).name()); // <1>
        try (Scope layer = g.nameScope("layer")) {
            out.println(one.plus(3f).name());
        }
        try (Scope a = g.variableScope("net")) {
            out.println(g.getVariable("w", DType.FLOAT32, null, 2).name());
        }
        try (Scope b = g.variableScope("net", Reuse.AUTO)) { // <2>
            out.println(g.getVariable("w", DType.FLOAT32, null, 2).name());
        }
        out.println(g.variables().size() + " variable");
        out.println(g.tensor("layer/Add:0")); // <3>
        // end::names[]
        return out.toString();
    }

    static String variables() {
        Printed out = new Printed();
        // tag::variables[]
        Graph g = new Graph();
        Variable w = g.variable("w", Initializers.truncatedNormal(0, 0.1), 4, 2); // <1>
        Variable count = g.variable("count", 0f);
        Tensor next = count.assignAdd(1);
        try (Session s = new Session(g, Placement.ofBest(), 1)) { // <2>
            out.println(s.uninitializedVariables());
            s.initialize(); // <3>
            s.run(next);
            out.println("count = " + s.value(count));
            s.load(count, NDArray.scalar(41)); // <4>
            out.println("count = " + s.run(next));
            out.println("w is " + s.value(w).type());
        }
        // end::variables[]
        return out.toString();
    }

    static String sessions() {
        Printed out = new Printed();
        // tag::sessions[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor square = x.square();
        Tensor sum = square.sum();
        Tensor n = g.placeholder("n", DType.INT32, 1);
        Tensor rows = g.op("Reshape").input(x, n).tensor();
        try (Session s = new Session(g)) {
            Fetched two = s.feed(x, new float[] {1, 2, 3}).run(square, "Sum"); // <1>
            out.println(two.get(0) + " and " + two.get(sum));
            Fetched both = s.feed(x, new float[] {1, 2}).run(Map.of("a", square)); // <2>
            out.println(both.structure(0));
            out.println(s.feed(square, new float[] {10, 20}).run(sum)); // <3>
            float[] given = {5, 6};
            out.println(s.feed(x, given).feed(n, new int[] {2}).run(rows)); // <4>
            try (Callable sums = s.callable(List.of(x), sum)) { // <5>
                out.println(sums.run(NDArray.vector(3, 4)));
            }
        }
        // end::sessions[]
        return out.toString();
    }

    static String order() {
        Printed out = new Printed();
        // tag::order[]
        Graph g = new Graph();
        Variable v = g.variable("v", 1f);
        Operation doubled = v.assign(v.read().times(2f)).operation();
        Tensor before = v.read();
        Tensor after;
        try (Scope scope = g.controlDependencies(doubled)) {
            after = v.readValue();
        }
        try (Session s = new Session(g)) {
            s.initialize();
            Fetched both = s.run(before, after);
            out.println("before " + both.get(0) + ", after " + both.get(1));
        }
        // end::order[]
        return out.toString();
    }

    static String gradients() {
        Printed out = new Printed();
        // tag::gradients[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32);
        Tensor h = x.square();
        Tensor y = h.times(x); // x^3
        Tensor dx = g.gradients(y, List.of(x)).get(0);
        Tensor ddx = g.gradients(dx, List.of(x)).get(0); // <1>
        List<Tensor> ys = List.of(y);
        List<Tensor> xs = List.of(x);
        Tensor constant = g.gradients(ys, xs, List.of(), List.of(h)).get(0); // <2>
        Tensor tenfold = g.gradients(ys, xs, List.of(g.constant(10f))).get(0); // <3>
        try (Session s = new Session(g)) {
            Fetched at2 = s.feed(x, 2f).run(dx, ddx, constant, tenfold);
            for (int i = 0; i < 4; i++) {
                out.println(at2.get(i));
            }
        }
        // end::gradients[]
        return out.toString();
    }

    static String training() {
        Printed out = new Printed();
        // tag::training[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Tensor wanted = g.placeholder("wanted", DType.FLOAT32, -1);
        Variable slope = g.variable("slope", 0f);
        Variable offset = g.variable("offset", 0f);
        Tensor line = x.times(slope).plus(offset);
        Tensor loss = g.losses().meanSquaredError(wanted, line);
        Operation simple = new AdamOptimizer(0.1).minimize(loss); // <1>

        Variable globalStep = GlobalStep.of(g);
        Tensor rate = Decay.exponential(0.1, globalStep.read(), 50, 0.5); // <2>
        Optimizer momentum = new MomentumOptimizer(rate, 0.9);
        List<GradientOf> clipped =
                Clip.gradientsByGlobalNorm(momentum.computeGradients(loss), 5); // <3>
        Operation step = momentum.applyGradients(clipped, globalStep);

        try (Session s = new Session(g)) {
            s.initialize();
            for (int i = 0; i < 200; i++) {
                s.feed(x, new float[] {-1, 0, 1, 2})
                        .feed(wanted, new float[] {-3, 1, 5, 9})
                        .run(step);
            }
            double a = s.value(slope).item();
            out.println("%.2f x + %.2f".formatted(a, s.value(offset).item()));
            Variable slot = momentum.slot(slope, "momentum");
            out.println(slot.name() + ", " + s.value(globalStep));
        }
        // end::training[]
        out.println(simple.name());
        return out.toString();
    }

    static String files(Path folder) throws IOException {
        Printed out = new Printed();
        // tag::files[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1);
        Variable w = g.variable("w", 2f);
        Tensor y = x.times(w.read()).identity();
        try (Session s = new Session(g)) {
            s.initialize();
            Path saved = new Saver(g).save(s, folder.resolve("net"), 100); // <1>
            out.println("checkpoint " + saved.getFileName());
            s.run(w.assign(7f));
            new Saver(g).restore(s, Saver.latestCheckpoint(folder).orElseThrow()); // <2>
            out.println("w = " + s.value(w));
            Signature signature = Signature.predict(Map.of("x", x), Map.of("y", y));
            Path model = folder.resolve("model");
            SavedModel.save(s, model, Map.of(Signature.DEFAULT, signature)); // <3>
        }
        Path file = folder.resolve("graph.pbtxt");
        GraphFiles.write(file, GraphDefWriter.write(g)); // <4>
        Graph read = GraphDefReader.read(GraphFiles.read(file));
        out.println(read.tensor(y.name()));
        try (SavedModel model = SavedModel.load(folder.resolve("model"))) {
            out.println(model.run(Map.of("x", NDArray.vector(1, 2))));
        }
        // end::files[]
        return out.toString();
    }
}
