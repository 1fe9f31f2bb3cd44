package org.duograph.tutorials.compiler;

import static org.duograph.tutorials.Transcript.part;
import static org.duograph.tutorials.Transcript.step;
import static org.duograph.workspace.io.Ops.arg;
import static org.duograph.workspace.model.Option.kernel;
import static org.duograph.workspace.model.Option.stride;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.duograph.backend.Backends;
import org.duograph.graph.Graph;
import org.duograph.plan.Placement;
import org.duograph.plan.Plan;
import org.duograph.session.Layers;
import org.duograph.session.Session;
import org.duograph.session.Tensor;
import org.duograph.tensor.ArrayType;
import org.duograph.tensor.DType;
import org.duograph.tensor.NDArray;
import org.duograph.tensor.Shape;
import org.duograph.workspace.Workspace;
import org.duograph.workspace.draw.NetPrinter;
import org.duograph.workspace.model.Brew;
import org.duograph.workspace.model.ModelHelper;
import org.duograph.workspace.model.Optimizers;

/**
 * Lesson "What happens to your net", step by step.
 *
 * <p>Argument: the folder for its picture, {@code out/compiler} if not given.
 */
public final class FromNetToPlan {
    // tag::images[]
    private static final NDArray IMAGES = NDArray.zeros(ArrayType.float32(4, 3, 16, 16));

    // end::images[]

    private FromNetToPlan() {}

    /** Runs all steps. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "out/compiler");
        step("A net");
        // tag::made[]
        ModelHelper model = net("digits");
        model.net().addExternalOutput("scores"); // what we want of it
        System.out.print(NetPrinter.print(model.net().proto()));
        // end::made[]
        step("The graph");
        graph(model);
        step("Pass by pass");
        passes(model);
        step("Learning");
        learning();
        step("The plan");
        plan(folder);
        step("Everything kept");
        everythingKept();
        step("Layouts");
        layouts();
        step("Both faces");
        bothFaces();
    }

    // tag::net[]
    static ModelHelper net(String name) {
        ModelHelper model = new ModelHelper(name);
        model.input("data", Shape.of(4, 3, 16, 16));
        model.op("ConstantFill", List.of(), "eight", arg("shape", List.of(1)), arg("value", 8f));
        model.op("Log", "eight", "factor"); // <1>
        model.op("Mul", List.of("data", "factor"), "scaled", arg("broadcast", 1));
        Brew.conv(model, "scaled", "conv", 8, kernel(3));
        Brew.relu(model, "conv", "active");
        model.op("Copy", "active", "copy"); // <2>
        Brew.maxPool(model, "copy", "pool", kernel(2), stride(2));
        Brew.fc(model, "pool", "scores", 10);
        Brew.softmax(model, "scores", "probabilities"); // <3>
        return model;
    }

    // end::net[]

    static void graph(ModelHelper model) {
        // tag::graph[]
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) { // <1>
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            Graph graph = workspace.inspect().graph(model.net().proto());
            System.out.print(graph);
        }
        // end::graph[]
    }

    static void passes(ModelHelper model) {
        // tag::passes[]
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            workspace.createNet(model);
            String[] before = {""};
            workspace
                    .inspect()
                    .watchPasses(
                            "digits",
                            (pass, graph) -> { // <1>
                                String after = graph.toString();
                                if (!before[0].isEmpty() && !after.equals(before[0])) {
                                    part();
                                    System.out.println(pass);
                                    System.out.print(lines(before[0], after, "- "));
                                    System.out.print(lines(after, before[0], "+ "));
                                }
                                before[0] = after;
                            });
        }
        // end::passes[]
    }

    // tag::lines[]
    /** The lines of one graph that another has not. */
    static String lines(String of, String notIn, String mark) {
        List<String> others = notIn.lines().toList();
        return of.lines()
                .filter(line -> !others.contains(line))
                .map(line -> mark + line.strip() + "\n")
                .collect(Collectors.joining());
    }

    // end::lines[]

    static void learning() {
        // tag::learning[]
        ModelHelper model = net("learning");
        model.input("label", new ArrayType(DType.INT32, Shape.of(4)));
        Brew.softmaxWithLoss(model, "scores", "label", "softmax", "loss");
        model.addGradientOperators("loss");
        Optimizers.sgd(0.1).build(model);
        model.net().addExternalOutput("loss");
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            start(workspace, model);
            workspace.createNet(model);
            int[] before = {0};
            workspace
                    .inspect()
                    .watchPasses(
                            "learning",
                            (pass, graph) -> {
                                int nodes = graph.nodes().size();
                                if (nodes != before[0]) {
                                    System.out.printf("%-20s %d nodes%n", pass, nodes);
                                }
                                before[0] = nodes;
                            });
            // end::learning[]
            part();
            // tag::learning-plan[]
            Plan plan = workspace.plans("learning").get(0);
            System.out.println(kinds(plan));
            System.out.printf(
                    "%,d bytes; if no two values shared them: %,d%n",
                    plan.plannedBytes(), plan.unplannedBytes());
        }
        // end::learning-plan[]
    }

    // tag::start[]
    private static void start(Workspace workspace, ModelHelper model) {
        workspace.runNetOnce(model.paramInitNet());
        workspace.feedBlob("data", IMAGES);
        workspace.feedBlob("label", NDArray.zeros(new ArrayType(DType.INT32, Shape.of(4))));
    }

    // end::start[]

    // tag::kinds[]
    /** The operators of a plan's steps, in order. */
    static String kinds(Plan plan) {
        return plan.steps().stream()
                .map(step -> step.label().split(" ")[0])
                .collect(Collectors.joining(" "));
    }

    // end::kinds[]

    static void plan(Path folder) throws IOException {
        // tag::plan[]
        ModelHelper model = net("planned");
        model.net().addExternalOutput("scores");
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            workspace.createNet(model);
            Plan plan = workspace.plans("planned").get(0);
            System.out.print(plan);
            // end::plan[]
            part();
            // tag::slots[]
            System.out.print(plan.slots());
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("memory.svg"), MemoryMap.draw(plan.slots()));
            // end::slots[]
        }
    }

    static void everythingKept() {
        // tag::kept[]
        ModelHelper model = net("kept"); // <1>
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            workspace.createNet(model);
            System.out.println(kinds(workspace.plans("kept").get(0)));
        }
        // end::kept[]
    }

    static void layouts() {
        // tag::layouts[]
        ModelHelper model = net("fast");
        model.net().addExternalOutput("scores");
        try (Workspace workspace = new Workspace()) { // <1>
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            workspace.createNet(model);
            System.out.print(workspace.plans("fast").get(0));
        }
        // end::layouts[]
    }

    static void bothFaces() {
        // tag::faces[]
        ModelHelper model = new ModelHelper("workspace_face");
        model.input("data", Shape.of(4, 3, 16, 16));
        Brew.conv(model, "data", "conv", 8, kernel(3));
        Brew.relu(model, "conv", "active");
        Brew.maxPool(model, "active", "pool", kernel(2), stride(2));
        Brew.fc(model, "pool", "scores", 10);
        model.net().addExternalOutput("scores");
        try (Workspace workspace = new Workspace(Backends.REFERENCE, 0)) {
            workspace.runNetOnce(model.paramInitNet());
            workspace.feedBlob("data", IMAGES);
            workspace.createNet(model);
            tell("workspace", workspace.plans("workspace_face").get(0));
        }

        org.duograph.session.Graph g = new org.duograph.session.Graph(); // <1>
        Tensor data = g.placeholder("data", DType.FLOAT32, 4, 3, 16, 16);
        Layers layers = g.layers().channelsFirst();
        Tensor conv = layers.name("conv").conv2d(data, 8, 3).relu();
        Tensor pool = layers.maxPooling2d(conv, 2, 2);
        Tensor scores = layers.name("scores").dense(layers.flatten(pool), 10);
        try (Session s = new Session(g, Placement.of(Backends.open(Backends.REFERENCE)), 0)) {
            s.initialize();
            tell("session", s.plan(s.feed(data, IMAGES), scores));
        }
        // end::faces[]
    }

    // tag::tell[]
    static void tell(String face, Plan plan) {
        System.out.printf("%-9s  %s, %,d bytes%n", face, kinds(plan), plan.plannedBytes());
    }
    // end::tell[]
}
