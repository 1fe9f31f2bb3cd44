package org.duograph.tutorials.operator;

import static org.duograph.tutorials.Transcript.fails;
import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duograph.session.GradientChecker;
import org.duograph.session.Graph;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.op.JavaCode;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tutorials.Curves;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.io.Ops;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;
import org.duograph.workspace.net.Net;
import org.duograph.workspace.proto.Argument;

/**
 * Lesson "Write your own operator", step by step.
 *
 * <p>Argument: the folder for its picture, {@code out/operator} if not given.
 */
public final class WriteAnOperator {
    // tag::steps[]
    private static final int STEPS = 1500;

    // end::steps[]

    private WriteAnOperator() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/operator");
        step("It runs");
        itRuns();
        step("Its gradient");
        itsGradient();
        step("Its kernel");
        itsKernel();
        step("It learns");
        itLearns(folder);
        step("In a session");
        inASession();
    }

    static void itRuns() {
        // tag::runs[]
        try (Workspace workspace = new Workspace()) {
            workspace.feedBlob("X", NDArray.vector(0, 1.5707964f, 3));
            workspace.runOperatorOnce(Ops.operator("Snake", List.of("X"), List.of("Y")));
            System.out.println("Y = " + workspace.fetchBlob("Y"));
            // end::runs[]
            part();
            // tag::runs-fail[]
            fails(
                    "did you mean \"frequency\"",
                    () ->
                            workspace.runOperatorOnce(
                                    Ops.operator(
                                            "Snake",
                                            List.of("X"),
                                            List.of("Y"),
                                            arg("freqency", 2f))));
        }
        // end::runs-fail[]
    }

    static void itsGradient() {
        // tag::gradient[]
        Net net = new Net("with_gradient");
        net.op("Snake", "x", "y", arg("frequency", 2f));
        Map<String, String> gradients = net.addGradientOperators("y");
        System.out.print(NetPrinter.print(net.proto()));
        // end::gradient[]
        part();
        // tag::check[]
        try (Workspace workspace = new Workspace()) {
            float h = 0.01f;
            for (float x : new float[] {-1, 0, 0.3f, 2}) {
                double rise = at(x + h, net, "y", workspace) - at(x - h, net, "y", workspace);
                double gradient = at(x, net, gradients.get("x"), workspace);
                System.out.printf(
                        "at %4.1f: gradient %.3f, differences %.3f%n", x, gradient, rise / (2 * h));
            }
        }
        // end::check[]
    }

    // tag::at[]
    private static double at(float x, Net net, String blob, Workspace workspace) {
        workspace.feedBlob("x", NDArray.vector(x));
        workspace.runNetOnce(net);
        return workspace.fetchBlob(blob).get(0);
    }

    // end::at[]

    static void itsKernel() {
        // tag::kernel[]
        ModelHelper model = waves("kernels", "Snake");
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("x", NDArray.zeros(ArrayType.float32(96, 1)));
            workspace.feedBlob("truth", NDArray.zeros(ArrayType.float32(96, 1)));
            workspace.createNet(model);
            String plan = workspace.plans("kernels").get(0).toString();
            plan.lines().filter(line -> line.contains("Snake")).forEach(System.out::println);
        }
        // end::kernel[]
    }

    // tag::model[]
    /** Learns a curve: 32 units with an activation of your choice. */
    static ModelHelper waves(String name, String activation, Argument... args) {
        ModelHelper model = new ModelHelper(name);
        model.input("x", Shape.of(96, 1));
        model.input("truth", Shape.of(96, 1));
        Brew.fc(model, "x", "hidden", 32);
        model.op(activation, "hidden", "active", args); // <1>
        Brew.fc(model, "active", "y", 1);
        model.op("SquaredL2Distance", List.of("y", "truth"), "distance");
        model.op("AveragedLoss", "distance", "loss");
        model.addGradientOperators("loss");
        Optimizers.adam(0.01).build(model);
        return model;
    }

    // end::model[]

    // tag::learn[]
    /** What it says of all 192 points, when it has seen the first 96. */
    static NDArray learnt(NDArray x, NDArray truth, String activation, Argument... args) {
        ModelHelper model = waves("waves_" + activation, activation, args);
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("x", x.slice(0, 0, 96));
            workspace.feedBlob("truth", truth.slice(0, 0, 96));
            workspace.createNet(model);
            workspace.runNet(model.net().name(), STEPS);
            double seen = workspace.fetchBlob("loss").item();
            workspace.feedBlob("x", x.slice(0, 96, 192));
            workspace.feedBlob("truth", truth.slice(0, 96, 192));
            Net predict = new Net("predict_" + activation);
            predict.op("FC", List.of("x", "hidden_w", "hidden_b"), "hidden");
            predict.op(activation, "hidden", "active", args);
            predict.op("FC", List.of("active", "y_w", "y_b"), "y");
            predict.op("SquaredL2Distance", List.of("y", "truth"), "distance");
            predict.op("AveragedLoss", "distance", "loss");
            workspace.runNetOnce(predict);
            double unseen = workspace.fetchBlob("loss").item();
            System.out.printf(
                    "%-5s: loss %.4f, of what comes after %.4f%n", activation, seen, unseen);
            workspace.feedBlob("x", x);
            workspace.feedBlob("truth", truth);
            workspace.runNetOnce(predict);
            return workspace.fetchBlob("y");
        }
    }

    // end::learn[]

    static void itLearns(Path folder) throws IOException {
        // tag::compare[]
        NDArray x = NDArray.zeros(ArrayType.float32(192, 1));
        NDArray truth = NDArray.zeros(ArrayType.float32(192, 1));
        for (int i = 0; i < 192; i++) {
            x.set(i, (i - 48) / 8.0); // from -6 to 18; the first half is learnt, up to 6
            truth.set(i, Math.sin(x.get(i)));
        }
        String svg =
                new Curves()
                        .line("the truth", x, truth)
                        .line("Tanh", x, learnt(x, truth, "Tanh"))
                        .line("Snake", x, learnt(x, truth, "Snake", arg("frequency", 2f)))
                        .svg();
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("waves.svg"), svg);
        System.out.println("wrote " + folder.resolve("waves.svg"));
        // end::compare[]
    }

    static void inASession() {
        // tag::session[]
        JavaCode snake =
                JavaCode.sameShape(x -> snake(x))
                        .withGradient((x, y, dy) -> List.of(slope(x.get(0), dy.get(0))));
        Graph g = new Graph();
        Tensor x = g.placeholder("x", DType.FLOAT64, 3);
        Tensor y = g.call("snake", snake, List.of(DType.FLOAT64), x).get(0);
        GradientChecker checker = new GradientChecker(y, List.of(x));
        try (Session s = new Session(g)) {
            NDArray at = NDArray.of(Shape.of(3), -1.0, 0.3, 2);
            System.out.println("y = " + s.feed(x, at).run(y));
            System.out.printf("off by %.4f%n", checker.error(s.feed(x, at)));
        }
        // end::session[]
    }

    // tag::code[]
    static NDArray snake(NDArray x) {
        for (int i = 0; i < x.size(); i++) {
            double wave = Math.sin(x.get(i));
            x.set(i, x.get(i) + wave * wave);
        }
        return x;
    }

    static NDArray slope(NDArray x, NDArray dy) {
        for (int i = 0; i < x.size(); i++) {
            dy.set(i, dy.get(i) * (1 + Math.sin(2 * x.get(i))));
        }
        return dy;
    }
    // end::code[]
}
