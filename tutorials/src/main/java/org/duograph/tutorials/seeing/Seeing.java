package org.duograph.tutorials.seeing;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duograph.measure.Profile;
import org.duograph.measure.Profile.Line;
import org.duograph.session.Graph;
import org.duograph.session.Operation;
import org.duograph.session.Run;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.session.Variable;
import org.duograph.session.proto.Event;
import org.duograph.session.proto.Summary;
import org.duograph.session.train.GradientDescentOptimizer;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.tensorboard.BlobWatch;
import org.duograph.tensorboard.EventReader;
import org.duograph.tensorboard.FileWriter;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetDrawer;
import org.duograph.workspace.draw.NetDrawer.Detail;
import org.duograph.workspace.draw.NetDrawer.Direction;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;

/**
 * Lesson "Seeing", step by step.
 *
 * <p>Argument: the folder for its picture and its runs, {@code out/seeing} if not given.
 */
public final class Seeing {
    // tag::steps[]
    private static final int STEPS = 50;

    // end::steps[]

    private Seeing() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/seeing");
        Files.createDirectories(folder);
        NDArray x = points();
        NDArray truth = truth(x);
        step("A drawing");
        drawing(folder);
        step("Times");
        times(x, truth);
        step("Summaries in a session");
        Path session = inASession(folder, x, truth);
        step("Summaries in a workspace");
        Path workspace = inAWorkspace(folder, x, truth);
        step("What is in the files");
        files(session, workspace);
    }

    // tag::points[]
    private static NDArray points() {
        NDArray x = NDArray.zeros(ArrayType.float32(64, 2));
        for (int i = 0; i < x.size(); i++) {
            x.set(i, Math.sin(3.0 * i));
        }
        return x;
    }

    private static NDArray truth(NDArray x) {
        NDArray truth = NDArray.zeros(ArrayType.float32(64, 1));
        for (int i = 0; i < 64; i++) {
            truth.set(i, x.get(i, 0) * x.get(i, 1) + 0.5);
        }
        return truth;
    }

    // end::points[]

    // tag::model[]
    static ModelHelper model(String name) {
        ModelHelper model = new ModelHelper(name);
        model.input("x", Shape.of(64, 2));
        model.input("truth", Shape.of(64, 1));
        Brew.fc(model, "x", "hidden", 16);
        Brew.relu(model, "hidden", "active");
        Brew.fc(model, "active", "y", 1);
        model.op("SquaredL2Distance", List.of("y", "truth"), "distance");
        model.op("AveragedLoss", "distance", "loss");
        return model;
    }

    // end::model[]

    static void drawing(Path folder) throws IOException {
        // tag::drawing[]
        ModelHelper model = model("drawn");
        NetDrawer drawer =
                NetDrawer.of(model.net().proto())
                        .detail(Detail.DATA) // <1>
                        .direction(Direction.RIGHT)
                        .types(Map.of("hidden", model.type("hidden"), "y", model.type("y"))); // <2>
        Files.writeString(folder.resolve("net.svg"), drawer.svg());
        System.out.println("wrote " + folder.resolve("net.svg"));
        // end::drawing[]
    }

    static void times(NDArray x, NDArray truth) {
        // tag::times[]
        ModelHelper model = model("timed");
        model.addGradientOperators("loss");
        Optimizers.sgd(0.1).build(model);
        model.net().addExternalOutput("loss");
        try (Workspace workspace = new Workspace()) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("x", x);
            workspace.feedBlob("truth", truth);
            workspace.createNet(model);
            tell("workspace", Profile.of(workspace.plans("timed").get(0), 3, 20));
        }
        // end::times[]
        // tag::times-session[]
        Graph g = new Graph();
        Tensor in = g.placeholder("x", DType.FLOAT32, 64, 2);
        Tensor wanted = g.placeholder("truth", DType.FLOAT32, 64, 1);
        Tensor y = g.layers().dense(g.layers().dense(in, 16).relu(), 1);
        Tensor loss = y.minus(wanted).square().mean().times(0.5f);
        Operation learn = new GradientDescentOptimizer(0.1).minimize(loss);
        try (Session s = new Session(g)) {
            s.initialize();
            Run fed = s.feed(in, x).feed(wanted, truth);
            tell("session", Profile.of(s.plan(fed, learn), 3, 20)); // <1>
        }
        // end::times-session[]
    }

    // tag::tell[]
    static void tell(String face, Profile profile) {
        System.out.printf("%s: %.3f ms in a step%n", face, profile.millis());
        profile.lines().stream()
                .sorted(Comparator.comparingDouble(Line::millis).reversed())
                .limit(3)
                .forEach(line -> System.out.printf("  %.3f ms %s%n", line.millis(), line.label()));
    }

    // end::tell[]

    static Path inASession(Path folder, NDArray x, NDArray truth) {
        // tag::session[]
        Graph g = new Graph();
        g.setRandomSeed(1);
        Tensor in = g.placeholder("x", DType.FLOAT32, 64, 2);
        Tensor wanted = g.placeholder("truth", DType.FLOAT32, 64, 1);
        Tensor hidden = g.layers().name("hidden").dense(in, 16).relu();
        Tensor y = g.layers().name("y").dense(hidden, 1);
        Tensor loss = y.minus(wanted).square().mean().times(0.5f);
        Operation learn = new GradientDescentOptimizer(0.1).minimize(loss);
        g.summaries().scalar("loss", loss); // <1>
        Variable weights = g.trainableVariables().get(0);
        g.summaries().histogram("hidden_w", weights.read());
        Tensor all = g.summaries().mergeAll(); // <2>
        try (Session s = new Session(g);
                FileWriter writer = new FileWriter(folder.resolve("runs/session"))) { // <3>
            s.initialize();
            writer.addGraph(g);
            for (int i = 0; i <= STEPS; i++) {
                Run fed = s.feed(in, x).feed(wanted, truth);
                writer.addSummary(fed.run(all), i);
                fed.run(learn);
            }
            System.out.println("wrote " + folder.resolve("runs/session"));
            // end::session[]
            part();
            // tag::more[]
            writer.addText("notes", "A rate of **0.1**, and 16 units.", STEPS);
            Run fed = s.feed(in, x).feed(wanted, truth);
            writer.addProfile(Profile.of(s.plan(fed, learn), 3, 20), "a step", STEPS);
            System.out.println("wrote a note and a profile");
            // end::more[]
            return writer.file();
        }
    }

    static Path inAWorkspace(Path folder, NDArray x, NDArray truth) {
        // tag::workspace[]
        ModelHelper model = model("watched");
        model.addGradientOperators("loss");
        Optimizers.sgd(0.1).build(model);
        model.op("Print", List.of("loss"), List.of(), arg("every_n", 1)); // <1>
        model.op("Summarize", List.of("hidden_w"), List.of(), arg("to_file", 0));
        try (Workspace workspace = new Workspace();
                FileWriter writer = new FileWriter(folder.resolve("runs/workspace"))) {
            BlobWatch.in(workspace, writer); // <2>
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("x", x);
            workspace.feedBlob("truth", truth);
            workspace.createNet(model);
            writer.addGraph(model.net().proto());
            workspace.runNet("watched", STEPS + 1);
            System.out.println("wrote " + folder.resolve("runs/workspace"));
            // end::workspace[]
            return writer.file();
        }
    }

    static void files(Path session, Path workspace) throws IOException {
        // tag::files[]
        for (Path file : List.of(session, workspace)) {
            Map<String, Integer> counts = new TreeMap<>();
            List<Float> losses = new ArrayList<>();
            for (Event event : EventReader.readAll(file)) {
                for (Summary.Value value : event.getSummary().getValueList()) {
                    counts.merge(value.getTag(), 1, Integer::sum); // <1>
                    if (value.getTag().equals("loss")) {
                        losses.add(value.getSimpleValue());
                    }
                }
            }
            System.out.printf("%s: %s%n", file.getParent().getFileName(), counts);
            System.out.printf("  loss from %.4f to %.4f%n", losses.get(0), losses.get(STEPS));
        }
        // end::files[]
    }
}
