package org.duograph.tutorials.regression;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.model.Option.biasInit;
import static org.duograph.workspace.model.Option.weightInit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.training.History;
import org.duograph.training.Learner;
import org.duograph.training.Samples;
import org.duograph.training.Trainer;
import org.duograph.tutorials.Curves;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.Initializer;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;

/**
 * Lesson "Toy regression", step by step.
 *
 * <p>Argument: the folder for its pictures, {@code out/regression} if not given.
 */
public final class ToyRegression {
    // tag::epochs[]
    private static final int EPOCHS = 40;

    // end::epochs[]

    private ToyRegression() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/regression");
        Files.createDirectories(folder);
        step("Points");
        Points points = points();
        step("In a workspace");
        History workspace = inAWorkspace(points, folder);
        step("In a session");
        inASession(points, workspace);
        step("The best line");
        bestLine(points);
        step("Too slow, too fast");
        rates(points);
    }

    static Points points() {
        // tag::draw[]
        Points points = Points.draw(64, 7);
        for (int i = 0; i < 3; i++) {
            System.out.printf("x = %.3f, y = %.3f%n", points.x().get(i), points.y().get(i));
        }
        // end::draw[]
        return points;
    }

    static History inAWorkspace(Points points, Path folder) throws IOException {
        // tag::net[]
        ModelHelper model = new ModelHelper("regression");
        String x = model.input("X", Shape.of(64, 1));
        String truth = model.input("truth", Shape.of(64, 1));
        String y =
                Brew.fc(
                        model,
                        x,
                        "Y",
                        1, // <1>
                        weightInit(Initializer.constant(0)),
                        biasInit(Initializer.constant(0)));
        String distance = model.op("SquaredL2Distance", List.of(y, truth), "distance"); // <2>
        String loss = model.op("AveragedLoss", distance, "loss");
        System.out.print(NetPrinter.print(model.net().proto()));
        // end::net[]
        part();
        // tag::learning[]
        model.addGradientOperators(loss);
        Optimizers.sgd(0.2).build(model); // <1>
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.createNet(model);
            Learner learner = Learner.of(batch -> run(workspace, batch), batch -> Map.of()); // <2>
            Samples samples = Samples.of(64, points.x(), points.y());
            History history = new Trainer(learner).fit(samples, EPOCHS); // <3>

            print(history);
            double w = workspace.fetchBlob("Y_w").item();
            double b = workspace.fetchBlob("Y_b").item();
            System.out.printf("the line: %.3f x + %.3f%n", w, b);
            // end::learning[]
            part();
            // tag::pictures[]
            history.plot(folder.resolve("loss.svg"));
            NDArray found = workspace.fetchBlob("Y");
            String svg =
                    new Curves()
                            .points("points", points.x(), points.y())
                            .line("what is learnt", points.x(), found)
                            .svg();
            Files.writeString(folder.resolve("line.svg"), svg);
            System.out.println("wrote loss.svg and line.svg");
            // end::pictures[]
            return history;
        }
    }

    // tag::run[]
    private static Map<String, Double> run(Workspace workspace, List<NDArray> batch) {
        workspace.feedBlob("X", batch.get(0));
        workspace.feedBlob("truth", batch.get(1));
        workspace.runNet("regression");
        return Map.of("loss", workspace.fetchBlob("loss").item());
    }

    // end::run[]

    // tag::print[]
    private static void print(History history) {
        for (int epoch : new int[] {1, 2, 3, 6, 11, 21, EPOCHS}) {
            System.out.printf("epoch %2d: loss %.5f%n", epoch, history.get("loss").get(epoch - 1));
        }
    }

    // end::print[]

    static void inASession(Points points, History workspace) {
        // tag::session[]
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT32, -1, 1);
        Tensor truth = g.placeholder("truth", DType.FLOAT32, -1, 1);
        Variable w = g.variable("w", 0f);
        Variable b = g.variable("b", 0f);
        Tensor y = x.times(w).plus(b);
        Tensor loss = y.minus(truth).square().mean().times(0.5f); // <1>
        Operation learn = new GradientDescentOptimizer(0.2).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            Learner learner =
                    Learner.of(
                            batch -> {
                                Run fed = s.feed(x, batch.get(0)).feed(truth, batch.get(1));
                                return Map.of("loss", fed.run(loss, learn).get(0).item());
                            },
                            batch -> Map.of());
            Samples samples = Samples.of(64, points.x(), points.y());
            History history = new Trainer(learner).fit(samples, EPOCHS);

            print(history);
            System.out.printf("the line: %.3f x + %.3f%n", s.value(w).item(), s.value(b).item());
            double apart = 0;
            for (int i = 0; i < EPOCHS; i++) {
                double difference = history.get("loss").get(i) - workspace.get("loss").get(i);
                apart = Math.max(apart, Math.abs(difference));
            }
            System.out.println("same losses: " + (apart < 1e-5)); // <2>
        }
        // end::session[]
    }

    static void bestLine(Points points) {
        // tag::best[]
        double[] best = points.best();
        System.out.printf("the formula: %.3f x + %.3f%n", best[0], best[1]);
        System.out.printf("the truth:   %.3f x + %.3f%n", Points.SLOPE, Points.OFFSET);
        // end::best[]
    }

    static void rates(Points points) {
        // tag::rates[]
        Graph g = new Graph();
        Tensor x = g.constant("x", points.x());
        Tensor truth = g.constant("truth", points.y());
        Tensor rate = g.placeholder("rate", DType.FLOAT32); // <1>
        Variable w = g.variable("w", 0f);
        Variable b = g.variable("b", 0f);
        Tensor loss = x.times(w).plus(b).minus(truth).square().mean().times(0.5f);
        Operation learn = new GradientDescentOptimizer(rate).minimize(loss);
        for (float r : new float[] {0.01f, 0.2f, 1, 2}) {
            try (Session s = new Session(g)) {
                s.initialize();
                StringBuilder losses = new StringBuilder();
                for (int i = 0; i <= 12; i++) {
                    double now = s.feed(rate, r).run(loss, learn).toFloat(0);
                    losses.append(i % 4 == 0 ? " %8.3f".formatted(now) : "");
                }
                System.out.printf("rate %.2f:%s%n", r, losses);
            }
        }
        // end::rates[]
    }
}
